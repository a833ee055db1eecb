"""A production of its own, each process as its systemd unit starts it, and somebody who kills parts of it."""

import json
import random
import secrets
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from types import SimpleNamespace
from urllib.error import URLError
from urllib.request import Request, urlopen

import services
from aiosmtpd.controller import Controller

from portal.celery import app
from tests.fixtures.processes import ROOT
from tests.notifications.servers import MailSink, free_port
from tests.test_deployment import command

from .servers import Broker, Database, Part, wait_until


class Production:
    """PostgreSQL, Redis, web, worker, beat and a mail server, all of this test alone."""

    def __init__(self, folder, database_url, *, source):
        self.folder, self.port = folder, services.free_port()
        self.database, self.broker = Database(database_url, folder), Broker(folder)
        self.sink = MailSink()
        self.smtp = Controller(self.sink, hostname="127.0.0.1", port=free_port())
        self.database.server.copy_from(source)
        self.database.server.control("stop", "-m", "fast")
        environment = self.environment()
        for name in ("web", "worker", "beat"):
            words = [sys.executable, *command(f"jamaati-{name}.service")[1:]]
            setattr(self, name, Part(name, words, folder / f"{name}.log", cwd=ROOT, env=environment))
        self.parts = [self.database, self.broker, self.web, self.worker, self.beat]

    def environment(self):
        return {
            "PATH": f"{ROOT / '.venv' / 'bin'}:/usr/bin:/bin",
            "DJANGO_SETTINGS_MODULE": "tests.live_settings",
            "PYTHONUNBUFFERED": "1",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "TRACKING_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": "lar.jamaati.example",
            "DATABASE_URL": self.database.server.url,
            "REDIS_URL": self.broker.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.smtp.port}",
            "EMAIL_FROM": "no-reply@jamaati.example",
            "SMS_URL": "none:",
            "DATA_DIR": str(self.folder / "data"),
            "TRUSTED_PROXIES": "1",
            "BIND": f"127.0.0.1:{self.port}",
        }

    def start(self):
        self.smtp.start()
        for part in self.parts:
            part.start()
        self.worker_ready()
        wait_until(lambda: '"database": "ok"' in self.ask("/readyz"), "the web to be ready")

    def end(self):
        for part in reversed(self.parts):
            part.end()
        self.smtp.stop()

    def ask(self, path):
        try:
            return urlopen(Request(f"http://127.0.0.1:{self.port}{path}"), timeout=20).read().decode()
        except (URLError, OSError):
            return ""

    def run(self, *words):
        done = subprocess.run([sys.executable, *words], cwd=ROOT, env=self.web.options["env"], text=True,
                              capture_output=True, check=False)  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def audit(self):
        return SimpleNamespace(**json.loads(self.run("-m", "tests.unbreakable.audit").rpartition("told: ")[2]))

    def query(self, sql):
        psql = [services.needed("psql"), "-tA", self.database.server.url, "-c", sql]
        return subprocess.run(psql, capture_output=True, check=True, text=True).stdout.strip()

    def worker_ready(self):
        wait_until(lambda: " ready." in self.worker.said(), "the worker to be ready")

    def wake(self):
        """The nudge that a filing gives."""
        with app.connection_for_write(self.broker.url) as link:
            app.send_task("portal.notifications.tasks.deliver_messages", connection=link)

    def drain(self, seconds=120):
        """Wait until nothing waits to be sent; what a killed process had claimed is let go once nobody works on it."""
        ready = "SELECT count(*) FROM notifications_notification WHERE next_try_at <= now()"
        wait_until(lambda: self.query(ready) == "0", "the outbox to be drained", seconds)
        self.worker_ready()
        self.worker.stop()
        self.query("UPDATE notifications_notification SET next_try_at = now() WHERE next_try_at IS NOT NULL")
        self.worker.start()
        self.worker_ready()
        self.wake()
        wait_until(lambda: self.query(ready) == "0", "what had been claimed", seconds)
        self.worker.stop()

    @property
    def message_ids(self):
        return [message["Message-ID"].strip("<>").partition("@")[0] for message in self.sink.messages]


class Killer(threading.Thread):
    """Kills the named parts in a random order at random moments, each `times`, and starts them again."""

    def __init__(self, parts, *, times, seed, pause):
        super().__init__(name="killer")
        self.dice = random.Random(seed)
        self.order = [part for part in parts for _ in range(times)]
        self.dice.shuffle(self.order)
        self.pause, self.error, self.done = pause, None, []

    def run(self):
        try:
            for part in self.order:
                time.sleep(self.dice.uniform(*self.pause))
                part.kill()
                time.sleep(self.dice.uniform(0.1, 2))
                part.start()
                self.done.append(part.name)
        except Exception as error:
            self.error = repr(error)


@contextmanager
def production(folder, source):
    """A Production that runs, on a server that ends with it."""
    folder.chmod(0o711)  # PostgreSQL runs as another user and has to reach its own folder
    with services.postgres(folder) as url:
        one = Production(folder, url, source=source)
        try:
            one.start()
            yield one
        finally:
            one.end()
