"""How the tools speak: what is being done, how long it took, and on failure what to do. Standard library only."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


class Failed(Exception):
    """A step failed; the message tells a person what to do."""


def say(text: str) -> None:
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Print the title, and the seconds when it is done."""
    say(f"· {title} …")
    start = time.monotonic()
    yield
    say(f"  done in {time.monotonic() - start:.0f} s")


def run(command: Sequence[str | Path], *, advice: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> str:
    """Run quietly and return what it printed; on failure show its last lines and the advice."""
    try:
        result = subprocess.run(
            command, cwd=cwd, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL, text=True, errors="replace",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise Failed(f"{command[0]} is not installed. {advice}") from error
    if result.returncode:
        last = "\n".join(f"    {line}" for line in result.stdout.splitlines()[-25:])
        raise Failed(f"{' '.join(str(part) for part in command)} failed:\n{last}\n  {advice}")
    return result.stdout


def fingerprint(paths: Iterable[Path], *more: str) -> str:
    """A hash of these files (folders: all files in them) and words."""
    digest = hashlib.sha256("\0".join(more).encode())
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


@contextmanager
def once(title: str, stamp: Path, mark: str, *, made: Iterable[Path] = ()) -> Iterator[bool]:
    """Give True, and name the step, unless it was done for the same mark and what it made is still there."""
    if stamp.exists() and stamp.read_text() == mark and all(path.exists() for path in made):
        yield False
        return
    with step(title):
        yield True
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark)


def main(work: Callable[[], int | None]) -> None:
    """Run a tool: a failure is a message and status 1, Ctrl-C is status 130."""
    try:
        sys.exit(work())
    except Failed as failure:
        sys.exit(f"\nStopped: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
