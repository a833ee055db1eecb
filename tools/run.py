"""Runs the portal on this machine: web, worker and beat. Started by `make run`; HOST, PORT and DATA_DIR apply."""

import fcntl
import os
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path

from steps import PYTHON, ROOT, Failed, main, run, say, step
from supervisor import Child, Supervisor

HOST = os.environ.get("HOST", "127.0.0.1")
PORT = int(os.environ.get("PORT", "8000"))
DATA_DIR = Path(os.environ.get("DATA_DIR", ROOT / "var")).resolve()
ACCOUNTS = DATA_DIR / "demo.txt"  # what the demo command told of the people who can sign in
PATIENCE = 60  # seconds until the web server has to answer


def serve() -> None:
    for folder in (DATA_DIR, DATA_DIR / "logs", DATA_DIR / "tmp"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (DATA_DIR / "run.lock").open("w") as lock:
        _take(lock)
        _check_port()
        prepare_database()
        supervisor = Supervisor(children())
        supervisor.run(on_start=lambda: welcome(supervisor))
    say("Stopped.")


def _take(lock) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Failed(
            f"The portal already runs on {DATA_DIR}. For a second one: make run PORT=8001 DATA_DIR=./var2"
        ) from error


def _check_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError as error:
            raise Failed(f"Port {PORT} on {HOST} cannot be used ({error.strerror}). Try: make run PORT=8001") from error


def environment() -> dict[str, str]:
    # The file broker moves messages through TMPDIR; on the same file system that is one rename.
    return {**os.environ, "DATA_DIR": str(DATA_DIR), "PORT": str(PORT), "TMPDIR": str(DATA_DIR / "tmp"),
            "PYTHONUNBUFFERED": "1"}  # fmt: skip


def manage(*words: str, advice: str = "The lines above say why.") -> str:
    return run([PYTHON, "manage.py", *words], env=environment(), advice=advice)


def prepare_database() -> None:
    with step("Database"):
        manage("migrate", "--noinput")
    is_empty = "from portal.communes.models import Commune; print('communes:', Commune.objects.count())"
    if "communes: 0" in manage("shell", "--no-imports", "--command", is_empty) and wants_demo():
        with step("Demonstration data, since the database is empty"):
            ACCOUNTS.write_text(manage("demo"), encoding="utf-8")
    with step("Deadlines that fell due meanwhile"):
        manage("enforce_deadlines")


def wants_demo() -> bool:
    answer = manage(
        "shell", "--no-imports", "--command", "from django.conf import settings; print('demo:', settings.DEMO)"
    )
    return "demo: True" in answer


def children() -> list[Child]:
    celery = [str(PYTHON), "-m", "celery", "-A", "portal"]
    quiet = ["--without-gossip", "--without-mingle"]  # workers need not know each other
    commands = {
        "web": [str(PYTHON), "-m", "gunicorn", "portal.wsgi:application", "--bind", f"{HOST}:{PORT}",
                "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket",
                "--graceful-timeout", "10", "--timeout", "60"],
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO", *quiet],
        "beat": [*celery, "beat", "--loglevel", "WARNING", "--pidfile="],
    }  # fmt: skip
    return [Child(name, command, DATA_DIR / "logs", environment()) for name, command in commands.items()]


def welcome(supervisor: Supervisor) -> None:
    """Wait until the portal answers, then say where it is and who can sign in."""
    limit = time.monotonic() + PATIENCE
    while not supervisor.signals and not _answers():
        supervisor.look_after()
        if time.monotonic() > limit:
            raise Failed(f"The web server does not answer after {PATIENCE} s; see {DATA_DIR}/logs/web.log")
        time.sleep(0.3)
    if not supervisor.signals:
        here = f"http://{'localhost' if HOST in ('127.0.0.1', '0.0.0.0') else HOST}:{PORT}"
        say(f"""
The portal runs.
  Citizens     {here}/ar/   {here}/fr/
  Backoffice   {here}/backoffice/
  Data         {DATA_DIR} (logs/, mail/, sms/, media/)
{ACCOUNTS.read_text(encoding="utf-8") if ACCOUNTS.exists() else ""}
Ctrl-C stops everything.
""")


def _answers() -> bool:
    try:
        with urllib.request.urlopen(f"http://{'127.0.0.1' if HOST == '0.0.0.0' else HOST}:{PORT}/healthz", timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    os.chdir(ROOT)
    main(serve)
