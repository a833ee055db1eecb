"""The supervisor, with real processes: small Python programs that sleep or crash."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from steps import Failed
from supervisor import CRASHES_ALLOWED, LONGEST_PAUSE, Child, Supervisor

TOOLS = Path(__file__).resolve().parents[2] / "tools"
SLEEPER = "import os, time; print('ready', os.getpid(), flush=True); time.sleep(600)"
WITH_GRANDCHILD = (
    "import subprocess, sys, time; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    "print('grandchild', p.pid, flush=True); time.sleep(600)"
)
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(600)"


def wait_for(condition, seconds=15):
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Running:
    """A supervisor in a process of its own, as `make run` has it."""

    def __init__(self, folder, *programs):
        self.folder = folder
        children = ", ".join(
            f"Child('child{number}', [{sys.executable!r}, '-c', {program!r}], folder, dict(os.environ))"
            for number, program in enumerate(programs)
        )
        code = f"""
            import os, sys
            from pathlib import Path
            sys.path.insert(0, {str(TOOLS)!r})
            from steps import main
            from supervisor import Child, Supervisor
            folder = Path({str(folder)!r})
            main(lambda: Supervisor([{children}]).run())
        """
        self.process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def numbers(self, word, child="child0"):
        """The process numbers that a child printed after this word, oldest first."""
        log = self.folder / f"{child}.log"
        lines = log.read_text().splitlines() if log.exists() else []
        return [int(line.split()[-1]) for line in lines if f"| {word}" in line]


@pytest.fixture
def supervised(tmp_path):
    running = []

    def start(*programs):
        running.append(Running(tmp_path, *programs))
        return running[-1]

    yield start
    for one in running:
        for _ in range(2):  # the second signal kills what does not listen
            one.process.terminate()
        one.process.wait(30)
        one.process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_stops_every_process_and_is_no_failure(supervised, number):
    supervisor = supervised(SLEEPER, WITH_GRANDCHILD)
    [child] = wait_for(lambda: supervisor.numbers("ready"))
    [grandchild] = wait_for(lambda: supervisor.numbers("grandchild", "child1"))
    supervisor.process.send_signal(number)
    assert supervisor.process.wait(20) == 0
    assert not is_alive(child)
    assert not is_alive(grandchild)


def test_a_killed_child_is_started_again_and_what_it_left_behind_is_ended(supervised):
    supervisor = supervised(WITH_GRANDCHILD)
    [grandchild] = wait_for(lambda: supervisor.numbers("grandchild"))
    os.kill(os.getpgid(grandchild), signal.SIGKILL)
    wait_for(lambda: len(supervisor.numbers("grandchild")) == 2)
    assert not is_alive(grandchild)


def test_a_child_that_does_not_listen_is_killed_at_the_second_signal(supervised):
    supervisor = supervised(DEAF)
    wait_for(lambda: (supervisor.folder / "child0.log").exists() and (supervisor.folder / "child0.log").read_text())
    supervisor.process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert supervisor.process.poll() is None
    supervisor.process.send_signal(signal.SIGINT)
    assert supervisor.process.wait(5) == 0


def test_children_end_with_a_supervisor_that_is_killed(supervised):
    supervisor = supervised(SLEEPER)
    [child] = wait_for(lambda: supervisor.numbers("ready"))
    supervisor.process.kill()
    wait_for(lambda: not is_alive(child))


def test_a_child_that_crashes_is_started_again_later_each_time_until_it_is_given_up(tmp_path):
    child = Child("worker", [sys.executable, "-c", ""], tmp_path, {})
    pauses = [child.note_crash(now=float(second)) for second in range(CRASHES_ALLOWED + 1)]
    assert pauses == [1, 2, 4, 8, 16, None]
    assert max(filter(None, pauses)) <= LONGEST_PAUSE


def test_crashes_far_apart_are_each_forgiven(tmp_path):
    child = Child("worker", [sys.executable, "-c", ""], tmp_path, {})
    assert [child.note_crash(now=hour * 3600.0) for hour in range(24)] == [1] * 24


def test_a_child_that_keeps_crashing_ends_everything_with_its_last_lines(tmp_path, monkeypatch):
    monkeypatch.setattr("supervisor.CRASHES_ALLOWED", 1)
    monkeypatch.setattr("supervisor.LONGEST_PAUSE", 0)
    crashing = Child("worker", [sys.executable, "-c", "print('no such broker'); raise SystemExit(3)"], tmp_path, {})
    other = Child("web", [sys.executable, "-c", SLEEPER], tmp_path, {})
    supervisor = Supervisor([crashing, other])
    monkeypatch.setattr(supervisor, "listen", lambda: None)  # the signals of this process belong to pytest
    with pytest.raises(Failed, match=r"worker keeps crashing \(status 3\)(.|\n)*no such broker"):
        supervisor.run()
    assert other.process is None
