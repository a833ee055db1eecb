"""What a production stands on, each part killed without warning and started again: PostgreSQL, Redis, our processes.

A server keeps what it acknowledged: fsync is on, and Redis writes its append-only file.
"""

import contextlib
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import redis
import services

from tests.test_database_away import Server

READY = 60  # seconds until a started server has to answer, on a busy machine


class Part:
    """One process with its children, in a group of its own; `kills` counts how often it was shot."""

    user = None

    def __init__(self, name, command, log, **options):
        self.name, self.command, self.log, self.options = name, command, log, options
        self.process, self.kills, self.began = None, 0, 0

    def start(self):
        with self.log.open("a") as output:
            self.began = output.tell()
            self.process = subprocess.Popen(
                self.command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, start_new_session=True,
                user=self.user, **self.options,
            )  # fmt: skip

    def kill(self):
        """SIGKILL to it and to all that it started, as an out-of-memory killer or a power cut would."""
        self.kills += 1
        self.end()

    def end(self):
        if self.process is None:
            return
        for pid in [self.process.pid, *children(self.process.pid)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """As an administrator stops it: what is at work is finished."""
        self.process.terminate()
        status = self.process.wait(READY)
        assert status == 0, f"{self.name} ended with {status}: {self.said()[-3000:]}"

    def said(self):
        """What it logged since it was started last."""
        with self.log.open(errors="replace") as log:
            log.seek(self.began)
            return log.read()

    def faults(self):
        """The faults of ours among it: the end of each traceback, which names the kind of fault."""
        lines = (line for line in self.said().splitlines() if "Internal Server Error" in line)
        return [json.loads(line).get("exception", "")[-1500:] for line in lines]


class Database(Part):
    """A PostgreSQL server with a copy of the database under test."""

    def __init__(self, url, folder):
        self.server = Server(url, folder)
        home = self.server.home
        options = {"listen_addresses": "", "unix_socket_directories": home, "fsync": "on", "max_connections": 60}
        flags = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        program = services.needed("postgres")
        super().__init__("database", [program, "-D", home / "data", *flags], folder / "database.log", cwd="/")
        self.user = self.server.user

    def start(self):
        super().start()
        ready = [services.needed("pg_isready"), "-q", "-h", self.server.home]
        wait_until(lambda: subprocess.run(ready, check=False).returncode == 0, "PostgreSQL")


class Broker(Part):
    """A Redis server that begins each time with what it had written down."""

    def __init__(self, folder):
        home = folder / "redis"
        home.mkdir()
        port = services.free_port()
        self.url = f"redis://127.0.0.1:{port}/0"
        words = ["--port", str(port), "--bind", "127.0.0.1", "--dir", home, "--save", "", "--appendonly", "yes"]
        super().__init__(
            "broker", ["redis-server", *words, "--maxmemory-policy", "noeviction"], folder / "redis.log", cwd="/"
        )

    def start(self):
        super().start()
        wait_until(self.answers, "Redis")

    def answers(self):
        try:
            return redis.Redis.from_url(self.url).ping()
        except redis.RedisError:
            return False


def children(pid):
    """The numbers of all processes below one: a PostgreSQL backend has a group of its own."""
    below = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            below.setdefault(int(path.read_text().rpartition(")")[2].split()[1]), []).append(int(path.parent.name))
    found = list(below.get(pid, ()))
    for child in found:
        found.extend(below.get(child, ()))
    return found


def wait_until(condition, what, seconds=READY, pause=0.1):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, f"waited {seconds} s for {what}"
        time.sleep(pause)
