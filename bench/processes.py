"""Servers under measurement, and the CPU time that they and their children have used."""

import os
import signal
import subprocess
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import services
from steps import PYTHON, ROOT, Failed

TICK = os.sysconf("SC_CLK_TCK")
GUNICORN = ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket"]


@contextmanager
def web(application, environment, folder, *, answers):
    """gunicorn with 2 workers; gives (process, http address) when `answers` (a path) is served."""
    port = services.free_port()
    command = [PYTHON, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", *GUNICORN]
    log = (folder / f"{application.partition(':')[0]}.log").open("w")
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log,
                               start_new_session=True)  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(process, f"{address}{answers}", Path(log.name))
        yield process, address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        log.close()


@contextmanager
def sink(folder):
    """A mail server of bench/sink.py; gives its EMAIL_URL."""
    port = services.free_port()
    log = (folder / "sink.log").open("w")
    process = subprocess.Popen([PYTHON, "-m", "bench.sink", str(port)], cwd=ROOT, stdout=log, stderr=log,
                               start_new_session=True)  # fmt: skip
    try:
        limit = time.monotonic() + 30
        while not services.listens(port):
            if time.monotonic() > limit or process.poll() is not None:
                raise Failed(f"The mail server does not answer:\n{Path(log.name).read_text()[-3000:]}")
            time.sleep(0.1)
        yield f"smtp://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def _wait(process, url, log):
    limit = time.monotonic() + 60
    while time.monotonic() < limit and process.poll() is None:
        try:
            request = urllib.request.Request(url, headers={"Host": "localhost"})
            with urllib.request.urlopen(request, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise Failed(f"{url} does not answer:\n{log.read_text()[-3000:]}")


def cpu_seconds(pid):
    """User and system time of a process, of its living descendants, and of those it has waited for."""
    total = 0
    for one in [pid, *descendants(pid)]:
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += sum(int(value) for value in fields[11:15])
    return total / TICK


def children(pid):
    """The direct children of a process: of gunicorn, its workers."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def descendants(pid):
    found = []
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return found
    for child in children:
        found += [int(child), *descendants(int(child))]
    return found


def resident(pid):
    """{"now": MB, "most": MB} of resident memory of one process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    found = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines if line.startswith(("VmRSS", "VmHWM"))}
    return {"now": round(found["VmRSS"], 1), "most": round(found["VmHWM"], 1)}


def postmaster():
    """The process id of the PostgreSQL server that services.postgres() started: our child, or our child's child."""
    for pid in descendants(os.getpid()):
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if words[0].endswith(b"/postgres") and b"-D" in words:
            return pid
    raise Failed("The PostgreSQL server of the benchmark is not found.")
