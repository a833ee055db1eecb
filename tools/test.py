"""Runs all tests on PostgreSQL with Redis, then again on SQLite, with services of its own. Started by `make test`.

make test ARGS="tests/cases -k answer" runs a part of them on both.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import services
from steps import PYTHON, ROOT, Failed, main, say

NOTHING_COLLECTED = 5
PROCESSES = os.environ.get("TEST_PROCESSES", "2")


def test() -> int:
    for number in (signal.SIGINT, signal.SIGTERM):  # also where a shell started us with Ctrl-C ignored
        signal.signal(number, signal.default_int_handler)
    started = time.monotonic()
    parts = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="jamaati-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)  # PostgreSQL runs as another user and has to reach its own folder
        with services.all_services(folder) as variables:
            say("\nAll tests, on PostgreSQL and Redis")
            first = pytest([*parts, "--durations=10"], variables, folder / "postgresql.xml")
        say("\nThe same on SQLite and a broker of files, but for those marked as needing PostgreSQL or a browser")
        chromium = {"CHROMIUM": variables["CHROMIUM"]}
        second = pytest([*parts, "-m", "not postgres and not journey"], chromium, folder / "sqlite.xml")
        return conclude([first, second], time.monotonic() - started, parts)


def pytest(words: list[str], variables: dict[str, str], report: Path) -> tuple[int, dict[str, int]]:
    """Run pytest in a group of its own; return its status and what it counted."""
    own = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "DATA_DIR")}
    command = [
        str(PYTHON),
        "-m",
        "pytest",
        "-q",
        "-n",
        PROCESSES,
        "--dist",
        "loadgroup",
        f"--junitxml={report}",
        *words,
    ]
    process = subprocess.Popen(command, cwd=ROOT, env={**own, **variables}, stdin=subprocess.DEVNULL,
                               start_new_session=True)  # fmt: skip
    try:
        status = process.wait()
    except KeyboardInterrupt:
        os.killpg(process.pid, signal.SIGINT)
        raise
    finally:
        end_group(process)
    return status, counted(report)


def end_group(process: subprocess.Popen) -> None:
    """Give the group a moment after Ctrl-C, then kill what is left of it."""
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        say("pytest does not end; killing it")
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def counted(report: Path) -> dict[str, int]:
    if not report.exists():
        return {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    suite = ElementTree.parse(report).getroot().find("testsuite")
    return {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}


def conclude(passes: list[tuple[int, dict[str, int]]], seconds: float, parts: list[str]) -> int:
    total = {name: sum(counts[name] for _status, counts in passes) for name in passes[0][1]}
    failed = total["failures"] + total["errors"]
    passed = total["tests"] - failed - total["skipped"]
    # A part may lie wholly outside one of the two passes; the whole may not.
    forgiven = {0, NOTHING_COLLECTED} if parts else {0}
    bad = [status for status, _counts in passes if status not in forgiven]
    if bad and not failed:
        say(f"pytest itself stopped with status {bad[0]}; its last lines above say why.")
        failed = 1
    if not passed and not failed:
        raise Failed("no test was found. Check ARGS.")
    say(f"\nBoth passes together, in {seconds / 60:.1f} minutes:")
    say(f"{passed} passed, {failed} failed")
    return 1 if failed or bad else 0


if __name__ == "__main__":
    main(test)
