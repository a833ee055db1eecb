"""Keeps child processes alive: starts them, restarts a crashed one, ends them all together. Standard library only."""

import collections
import contextlib
import ctypes
import logging.handlers
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

from steps import Failed, say

LONGEST_PAUSE = 30  # seconds between two starts of a child that keeps crashing
CRASHES_ALLOWED = 5  # within CRASH_WINDOW seconds; one more ends everything
CRASH_WINDOW = 120
GRACE = 15  # seconds to finish what they do before they are killed
PR_SET_PDEATHSIG = 1


class Child:
    """One program in a process group of its own, its output in a file of the log folder."""

    def __init__(self, name: str, command: list[str], log_folder: Path, env: dict[str, str]):
        self.name, self.command, self.env = name, command, env
        self.process: subprocess.Popen | None = None
        self.crashes: collections.deque[float] = collections.deque(maxlen=CRASHES_ALLOWED + 1)
        self.start_at = 0.0
        self.tail: collections.deque[str] = collections.deque(maxlen=20)
        self.log = logging.Logger(name)  # of this child alone, outside the tree of loggers
        handler = logging.handlers.RotatingFileHandler(
            log_folder / f"{name}.log", maxBytes=5_000_000, backupCount=3, encoding="utf-8"
        )
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s | %(message)s"))
        self.log.addHandler(handler)

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", start_new_session=True, preexec_fn=_end_with_parent,
        )  # fmt: skip
        threading.Thread(target=self._copy_output, args=(self.process,), daemon=True).start()

    def _copy_output(self, process: subprocess.Popen) -> None:
        for line in process.stdout:
            self.tail.append(line.rstrip())
            self.log.info(line.rstrip())

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def clear(self) -> None:
        """Kill what the program left behind in its group."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def note_crash(self, now: float) -> float | None:
        """Return the seconds to wait before the next start, or None when it crashes too often."""
        self.crashes.append(now)
        recent = sum(1 for moment in self.crashes if now - moment < CRASH_WINDOW)
        return None if recent > CRASHES_ALLOWED else min(2 ** (recent - 1), LONGEST_PAUSE)


def _end_with_parent() -> None:
    """Ask Linux to end this child when the supervisor itself is killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Runs the children until a signal (SIGINT, SIGTERM, SIGHUP) or until one of them crashes too often."""

    def __init__(self, children: list[Child]):
        self.children = children
        self.signals = 0

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, _number, _frame) -> None:
        self.signals += 1

    def run(self, on_start=lambda: None) -> None:
        """Start everything, call on_start(), and stay until the end. Raise Failed if a child keeps crashing."""
        self.listen()
        try:
            for child in self.children:
                child.start()
            on_start()
            while not self.signals:
                self.look_after()
                time.sleep(0.2)
        finally:
            self.stop()

    def look_after(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.has_ended():
                self._plan_restart(child, now)
            elif child.process is None and now >= child.start_at:
                child.start()

    def _plan_restart(self, child: Child, now: float) -> None:
        status = child.process.returncode
        child.clear()
        pause = child.note_crash(now)
        if pause is None:
            last = "\n".join(f"    {line}" for line in child.tail)
            raise Failed(f"{child.name} keeps crashing (status {status}). Its last lines:\n{last}")
        say(f"! {child.name} ended with status {status}; starting it again in {pause} s")
        child.start_at = now + pause

    def stop(self) -> None:
        """Ask all to end, wait, then kill what is left. A second signal kills at once."""
        for child in self.children:
            if child.process and not child.has_ended():
                child.process.terminate()
        limit = time.monotonic() + GRACE
        while time.monotonic() < limit and self.signals < 2:
            if all(child.process is None or child.has_ended() for child in self.children):
                break
            time.sleep(0.1)
        for child in self.children:
            child.clear()
