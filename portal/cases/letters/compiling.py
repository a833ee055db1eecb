"""Makes a PDF in a short-lived child process with limits of time and memory; at most two at once per portal process."""

import json
import subprocess
import sys
import threading
from pathlib import Path

from django.conf import settings

HERE = Path(__file__).parent
WORKER = HERE / "worker.py"
SECONDS = 20
PROCESSOR_SECONDS = 10
MEGABYTES = 700

# Direction marks of typed text: the paper sets each text in its own direction, and they would print as spaces.
MARKS = dict.fromkeys((0x200E, 0x200F, 0x061C))

places = threading.BoundedSemaphore(2)


class LetterFailed(RuntimeError):
    """The PDF was not made: too slow, or the installation lacks a font or the typesetter."""


def pdf(template, data):
    """The PDF of `template` ("receipt", "answer") filled with `data` (strings and lists). Raise LetterFailed."""
    limits = [str(PROCESSOR_SECONDS), str(MEGABYTES)]
    command = [sys.executable, "-I", str(WORKER), str(HERE / f"{template}.typ"), str(HERE), str(settings.FONT_DIR)]
    if not places.acquire(timeout=SECONDS):
        raise LetterFailed("no free place for a child process")
    try:
        done = subprocess.run(
            [*command, *limits],
            input=json.dumps(data, ensure_ascii=False).translate(MARKS).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"LANG": "C.UTF-8"},
            cwd=HERE,
        )
    except subprocess.TimeoutExpired as late:
        raise LetterFailed(f"{template}: more than {SECONDS} seconds") from late
    finally:
        places.release()
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise LetterFailed(f"{template}: {done.returncode} {done.stderr.decode(errors='replace')[-500:]}")
    return done.stdout
