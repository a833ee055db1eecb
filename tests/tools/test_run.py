"""What `make run` starts, for real: web, worker and beat on embedded parts, in a folder of their own."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import services

from .test_supervisor import is_alive, wait_for

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120


def children(pid):
    """The numbers of all processes below this one."""
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    return [number for child in map(int, found) for number in (child, *children(child))]


class Portal:
    def __init__(self, data_dir, port):
        self.data_dir, self.port = data_dir, port
        unwanted = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
        environment = {name: value for name, value in os.environ.items() if name not in unwanted}
        self.process = subprocess.Popen(
            [sys.executable, ROOT / "tools" / "run.py"],
            env={**environment, "DATA_DIR": str(data_dir), "PORT": str(port)},
            stdout=(data_dir / "said").open("a"),
            stderr=subprocess.STDOUT,
        )

    def said(self):
        return (self.data_dir / "said").read_text()

    def ask(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return json.load(answer)

    def worker(self):
        """The number of Celery's main worker process, once it is ready."""
        log = self.data_dir / "logs" / "worker.log"
        ready = log.read_text().count(" ready.") if log.exists() else 0
        mains = subprocess.run(
            ["pgrep", "-P", str(self.process.pid), "-f", "celery -A portal worker"],
            capture_output=True, text=True, check=False,
        ).stdout.split()  # fmt: skip
        return (int(mains[0]), ready) if mains and ready else None


@pytest.fixture
def portal(tmp_path):
    running = []

    def start():
        running.append(Portal(tmp_path, services.free_port()))
        return running[-1]

    yield start
    for one in running:
        one.process.terminate()
        one.process.wait(30)


def has_started(portal):
    assert portal.process.poll() is None, portal.said()
    return "The portal runs." in portal.said()


@pytest.mark.postgres(reason="it starts the embedded database by itself, so once is enough")
def test_the_portal_starts_outlives_a_killed_worker_and_stops_whole(portal):
    first = portal()
    wait_for(lambda: has_started(first), PATIENCE)
    assert first.ask("/readyz")["degraded"] == []
    killed, starts = wait_for(first.worker, PATIENCE)

    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: (first.worker() or (0, 0))[1] > starts, PATIENCE)
    assert first.worker()[0] != killed
    assert "worker ended with status -9; starting it again" in first.said()

    second = portal()
    assert second.process.wait(PATIENCE) == 1
    assert f"The portal already runs on {first.data_dir}" in second.said()

    everything = children(first.process.pid)
    assert len(everything) >= 7  # gunicorn and its two, the worker and its two, beat
    first.process.send_signal(signal.SIGINT)
    assert first.process.wait(30) == 0
    time.sleep(0.5)
    assert [number for number in everything if is_alive(number)] == []
