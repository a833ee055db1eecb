"""An import that is killed goes on where it stopped; two at once bring each row once. Real processes."""

import json
import random
import subprocess
import sys
import time

import pytest
from django.db import connection
from django.utils import timezone

from portal.cases.models import Case, Deadline, DeadlineEvent, Escalation, Move
from portal.cases.services import verification
from tests.fixtures.processes import ROOT

from .exports import MAPPING, Importer, export, load_mapping, open_test_commune, row

ROWS = 1500


@pytest.fixture
def files(transactional_db, tmp_path):
    """A commune that other processes see, and a file with its mapping."""
    commune = open_test_commune()
    days = ["2026-03-01", "2026-06-01", "2026-10-01"]
    rows = [row(str(n), days[n % 3], closed="2026-11-01" if n % 5 == 0 else "") for n in range(ROWS)]
    (tmp_path / "export.csv").write_bytes(export(*rows))
    (tmp_path / "mapping.json").write_text(json.dumps(MAPPING))
    connection.close()
    return commune, tmp_path


@pytest.fixture
def start(files, child_environment):
    commune, folder = files
    running = []

    def run():
        words = ["import_requests", str(folder / "export.csv"), "--commune", commune.code]
        command = [sys.executable, "manage.py", *words, "--mapping", str(folder / "mapping.json")]
        with (folder / f"log-{len(running)}").open("w") as log:
            running.append(subprocess.Popen(command, cwd=ROOT, env=child_environment, stdout=log, stderr=log))
        return running[-1]

    yield run
    for process in running:
        process.kill()
        process.wait()


def told(folder):
    return "".join(log.read_text() for log in sorted(folder.glob("log-*")))


def wait_for_rows(process, more_than, seconds=90):
    """Wait until an import has committed more rows than this; fail when it ends or nothing comes."""
    limit = time.monotonic() + seconds
    while Case.objects.count() <= more_than:
        assert process.poll() is None
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_a_killed_import_goes_on_and_gives_the_rows_of_one_run(files, start):
    commune, folder = files
    seed = random.randrange(10_000)
    print(f"seed {seed}")
    luck = random.Random(seed)
    for _ in range(2):
        process = start()
        wait_for_rows(process, more_than=Case.objects.count())
        time.sleep(luck.random() * 0.3)
        process.kill()
        process.wait()
        assert 0 < Case.objects.count() < ROWS, "The kill must fall in the middle."
        assert whole()
    last = start()
    assert last.wait(timeout=120) == 0, told(folder)
    assert whole() and Case.objects.count() == ROWS
    other = open_test_commune("TNG")
    Importer(other, load_mapping(folder))(data=(folder / "export.csv").read_bytes(), at=timezone.now())
    assert past(commune) == past(other)
    numbers = sorted(Case.objects.of(commune).values_list("reference", flat=True))
    assert [int(reference[-6:]) for reference in numbers] == list(range(1, ROWS + 1))


def whole():
    """No case lacks a part: a batch is there with all its rows, or not at all."""
    cases = Case.objects.count()
    assert Case.objects.filter(complaint__isnull=True).count() == 0
    assert Case.objects.filter(moves__isnull=True).count() == 0
    assert Deadline.objects.count() == 2 * cases
    assert Deadline.objects.filter(events__isnull=True).count() == 0
    assert list(verification.differences()) == []
    return True


def past(commune):
    """What is recorded of each case of a commune, but for ids and the moment of the import."""
    cases = Case.objects.of(commune).order_by("external_reference")
    facts = list(cases.values_list("external_reference", "state", "opened_at", "closed_at", "due_at"))
    events = DeadlineEvent.objects.filter(deadline__commune=commune).order_by(
        "deadline__case__external_reference", "pk"
    )
    steps = Escalation.objects.filter(deadline__commune=commune, imported=True)
    moves = Move.objects.filter(case__commune=commune).order_by("case__external_reference", "at", "pk")
    return (
        facts,
        list(events.order_by("deadline__case__external_reference", "deadline__kind", "pk").values_list("type", "at")),
        sorted(steps.values_list("deadline__case__external_reference", "step__code", "step__deadline_kind")),
        list(moves.values_list("was", "now", "at")),
    )


def test_two_imports_of_one_file_at_once_bring_each_row_once(files, start):
    processes = start(), start()
    assert [process.wait(timeout=180) for process in processes] == [0, 0], told(files[1])
    assert whole() and Case.objects.count() == ROWS
    assert len(set(Case.objects.values_list("reference", flat=True))) == ROWS
