"""Runs the workers that open untrusted files as child processes that cannot take the portal down with them.

A child bounds its own processor time and memory before it opens the file (child_limits.py); here it gets a private
folder, an empty environment, a time limit after which its whole process group is killed, and a place in a short
queue: at most CHILDREN_AT_ONCE of one portal process run together.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

from .content import Unfit

WORKER = Path(__file__).with_name("photo_worker.py")
TEXT_WORKER = Path(__file__).with_name("text_worker.py")
CHILDREN_AT_ONCE = 2
PROCESSOR_SECONDS = 15
WALL_SECONDS = 30
READING_SECONDS = 20  # of a PDF; what stands on later pages is left unread
QUEUE_SECONDS = 60
MEGABYTES = 700

places = threading.BoundedSemaphore(CHILDREN_AT_ONCE)


class SandboxBroken(RuntimeError):
    """The worker could not start or answered nonsense: the installation is at fault, not the photo."""


def rewrite_photo(source, folder, *, encoding, max_pixels, boxes=()):
    """Have a child write `photo.jpg` and `thumbnail.jpg` into `folder`; return what it tells (a dict).

    `boxes`: what is painted black, as (left, top, width, height) in percent of the upright picture.

    Raise Unfit with the code timeout, damaged or too_many_pixels; SandboxBroken when the installation is at fault.
    """
    targets = [str(folder / "photo.jpg"), str(folder / "thumbnail.jpg")]
    limits = [str(max_pixels or 0), str(PROCESSOR_SECONDS), str(MEGABYTES)]
    with a_place(QUEUE_SECONDS):
        words = [str(source), *targets, encoding, *limits, json.dumps([list(box) for box in boxes])]
        child = start([sys.executable, "-I", str(WORKER), *words], folder)
        output, errors = finish(child, WALL_SECONDS)
    told = told_by(child.returncode, output, errors)
    if "refused" in told:
        raise Unfit(told["refused"], told.get("pixels"), why=told.get("why", ""))
    return told


def read_pdf(source, folder):
    """Have a child read a PDF; return {"pages": how many, "text": the words on them}.

    Raise Unfit with the code timeout or damaged; SandboxBroken when the installation is at fault.
    """
    with a_place(QUEUE_SECONDS):
        words = [str(source), str(READING_SECONDS), str(MEGABYTES)]
        child = start([sys.executable, "-I", str(TEXT_WORKER), *words], folder)
        output, errors = finish(child, 3 * READING_SECONDS)
    told = told_by(child.returncode, output, errors)
    if "refused" in told:
        raise Unfit(told["refused"], why=told.get("why", ""))
    return told


@contextmanager
def a_place(seconds):
    if not places.acquire(timeout=seconds):
        raise Unfit("timeout", why="no free place for a child process")
    try:
        yield
    finally:
        places.release()


def start(arguments, folder):
    return subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env={"TMPDIR": str(folder), "LANG": "C.UTF-8"},
        start_new_session=True,
    )


def finish(child, wall_seconds):
    """Both outputs of the child; it and all it started are dead afterwards, however this ends."""
    try:
        return child.communicate(timeout=wall_seconds)
    except subprocess.TimeoutExpired:
        raise Unfit("timeout", why=f"{wall_seconds} seconds") from None
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate()


def told_by(returncode, output, errors):
    """The worker's answer; a worker killed by a signal answered by that: out of time, or a decoder crashed."""
    if returncode in {-signal.SIGKILL, -signal.SIGALRM}:
        raise Unfit("timeout", why=f"signal {-returncode}")
    if returncode < 0:
        raise Unfit("damaged", why=f"signal {-returncode}")
    try:
        return json.loads(output)
    except ValueError:
        detail = errors.decode(errors="replace")[-500:]
        raise SandboxBroken(f"a worker ended with {returncode}: {detail}") from None
