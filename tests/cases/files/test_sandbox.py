"""The child process that opens photos: what it may use, how it ends, and that it takes nothing of the portal along."""

import gc
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from portal.cases.files import sandbox
from portal.cases.files.checking import Refused
from portal.cases.files.content import Unfit

from .sending import check, encoded, quarters, sample


def code_of(data):
    with pytest.raises(Refused) as refused:
        check(data)
    return refused.value.code


def is_running(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_a_child_that_takes_too_long_is_killed_with_all_it_started(tmp_path):
    grandchild = "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
    child = sandbox.start([sys.executable, "-c", grandchild], tmp_path)
    started = int(child.stdout.readline())
    with pytest.raises(Unfit) as unfit:
        sandbox.finish(child, 0.2)
    assert unfit.value.code == "timeout"
    assert child.returncode == -signal.SIGKILL
    waited = time.monotonic()
    while is_running(started) and time.monotonic() - waited < 10:
        time.sleep(0.01)
    assert not is_running(started)


def test_a_photo_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(sandbox, "WALL_SECONDS", 0.01)
    assert code_of(encoded(quarters())) == "timeout"


def test_a_photo_that_needs_too_much_memory_is_refused(monkeypatch):
    monkeypatch.setattr(sandbox, "MEGABYTES", 200)
    assert code_of(encoded(Image.new("RGBA", (6000, 6000)), "PNG")) == "timeout"
    with check(encoded(quarters())):
        pass


def in_the_worker(code, folder):
    """Run code in a child that has bound itself as the photo worker does, with one second and 300 MB."""
    start = f"import runpy; worker = runpy.run_path({str(sandbox.WORKER)!r}); "
    start += "worker['limit_oneself'](seconds=1, megabytes=300); "
    child = sandbox.start([sys.executable, "-I", "-c", start + code], folder)
    output, errors = sandbox.finish(child, 30)
    return child.returncode, output, errors


def test_the_worker_cannot_use_more_processor_time_than_it_was_given(tmp_path):
    returncode, *said = in_the_worker("any(iter(int, 1))", tmp_path)
    with pytest.raises(Unfit) as unfit:
        sandbox.told_by(returncode, *said)
    assert unfit.value.code == "timeout"


def test_the_worker_ends_although_it_sleeps_and_its_parent_is_gone(tmp_path):
    started = time.monotonic()
    returncode, *_ = in_the_worker("import time; time.sleep(60)", tmp_path)
    assert returncode == -signal.SIGALRM
    assert time.monotonic() - started < 50


def test_the_worker_cannot_use_more_memory_than_it_was_given(tmp_path):
    _, _, errors = in_the_worker("bytearray(400_000_000)", tmp_path)
    assert b"MemoryError" in errors


def test_the_worker_cannot_fill_the_disk(tmp_path):
    in_the_worker("open('large', 'wb').write(bytes(64_000_000))", tmp_path)
    assert (tmp_path / "large").stat().st_size <= 32 * 1024 * 1024


def test_the_child_sees_no_secret_of_the_portal(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for children")
    child = sandbox.start(
        [sys.executable, "-I", "-c", "import json, os; print(json.dumps(dict(os.environ)))"], tmp_path
    )
    output, _ = sandbox.finish(child, 30)
    assert json.loads(output).keys() <= {"TMPDIR", "LANG", "LC_CTYPE"}


def test_a_crashed_decoder_means_a_damaged_photo():
    with pytest.raises(Unfit) as unfit:
        sandbox.told_by(-signal.SIGSEGV, b"", b"")
    assert unfit.value.code == "damaged"


def test_an_installation_that_cannot_start_the_worker_is_not_blamed_on_the_photo(monkeypatch, tmp_path):
    monkeypatch.setattr(sandbox, "WORKER", tmp_path / "missing.py")
    with pytest.raises(sandbox.SandboxBroken, match=r"missing\.py"):
        check(encoded(quarters()))
    assert_every_place_is_free()


def assert_every_place_is_free():
    taken = [sandbox.places.acquire(blocking=False) for _ in range(sandbox.CHILDREN_AT_ONCE + 1)]
    for _ in range(sum(taken)):
        sandbox.places.release()
    assert taken == [True] * sandbox.CHILDREN_AT_ONCE + [False]


def test_a_photo_waits_for_a_place_and_is_refused_when_none_comes_free(monkeypatch):
    monkeypatch.setattr(sandbox, "QUEUE_SECONDS", 0.2)
    for _ in range(sandbox.CHILDREN_AT_ONCE):
        sandbox.places.acquire()
    try:
        assert code_of(encoded(quarters())) == "timeout"
        with check(sample("voice.ogg")):
            pass
    finally:
        for _ in range(sandbox.CHILDREN_AT_ONCE):
            sandbox.places.release()
    with check(encoded(quarters())):
        pass


def children():
    """The children of one moment: a listing alone may tell of one that ended and of the one that took its place."""
    return listed() & listed()


def listed():
    return {int(child) for task in Path("/proc/self/task").iterdir() for child in readable(task / "children").split()}


def readable(path):
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


@pytest.mark.skipif(not Path("/proc/thread-self/children").exists(), reason="this kernel does not list children")
def test_many_threads_at_once_have_two_children_at_most_and_all_are_answered():
    data, before, most, answers = encoded(quarters(size=(3000, 2000))), children(), 0, []

    def one():
        with check(data) as checked:
            answers.append((checked.width, checked.height))

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        most = max(most, len(children() - before))
        time.sleep(0.005)
    assert answers == [(2048, 1365)] * 8
    assert most == sandbox.CHILDREN_AT_ONCE
    assert_every_place_is_free()


def memory(line):
    status = Path("/proc/self/status").read_text()
    return int(status.split(f"{line}:")[1].split()[0]) / 1024


def test_a_photo_of_48_megapixels_costs_the_portal_no_memory():
    data = encoded(Image.new("RGB", (8000, 6000), "red"))
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
    before = memory("VmRSS")
    with check(data) as checked:
        assert (checked.width, checked.height) == (2048, 1536)
    assert memory("VmHWM") - before < 20


def folders():
    return set(Path(os.environ["DATA_DIR"]).rglob("attachment-*"))


def test_temporary_files_are_gone_after_use_after_a_refusal_and_when_forgotten():
    before = folders()
    with check(encoded(quarters())) as checked:
        folder = checked.path.parent
        assert folder in folders() - before
        assert {path.name for path in folder.iterdir()} == {"photo.jpg", "thumbnail.jpg"}
        assert folder.stat().st_mode & 0o077 == 0
    for broken in (encoded(quarters())[:500], sample("clip.mp4")[:2000]):
        with pytest.raises(Refused) as refused:
            check(broken)
        assert folders() == before, f"left behind by {refused}"
    forgotten = check(sample("voice.ogg"))
    assert folders() != before
    with pytest.warns(ResourceWarning):
        del forgotten
        gc.collect()
    assert folders() == before
