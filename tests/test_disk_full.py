"""A disk that holds no more, while someone files: nothing by halves, and a sentence instead of a fault."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from complaints.models import Complaint
from portal.cache import ForgivingFileCache
from tests.fixtures.citizens import filing_url, filled

ROOT = Path(__file__).resolve().parent.parent
MOUNTS = ["unshare", "--mount", "--map-root-user"]


def may_mount():
    return bool(shutil.which("unshare")) and not subprocess.run([*MOUNTS, "true"], capture_output=True).returncode


@pytest.mark.skipif(not may_mount(), reason="this machine lets nobody mount a small disk")
@pytest.mark.parametrize("folder", ["media", "tmp"])
@pytest.mark.django_db(transaction=True)
def test_a_full_disk_refuses_the_files_with_a_sentence_and_keeps_the_text(commune, child_environment, folder):
    program = [*MOUNTS, sys.executable, "-m", "tests.full_disk", folder]
    environment = {**child_environment, "DJANGO_SETTINGS_MODULE": "tests.live_settings"}
    done = subprocess.run(program, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    full, roomy = json.loads(done.stdout.rpartition("told: ")[2])
    assert (full["status"], full["text kept"]) == (200, True)
    assert {name[1:8] for name in full["sentences"]} == {"mur.jpg", "sol.png"}
    assert (full["cases"], full["uploads"], full["files"], full["left"]) == (0, 0, [], [])
    assert (roomy["status"], roomy["cases"], roomy["files"]) == (302, 1, [True] * 4)


@pytest.fixture
def full_database(commune):
    """The database says what a full disk makes it say, by its own means."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA max_page_count = 1")  # becomes the present size
            yield
            cursor.execute("PRAGMA max_page_count = 1073741823")
        else:
            cursor.execute(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
            )
            cursor.execute("CREATE TRIGGER no_room BEFORE INSERT ON cases_case EXECUTE FUNCTION no_room()")
            yield
            cursor.execute("DROP FUNCTION no_room CASCADE")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("full_database")
def test_a_full_database_is_an_answer_to_come_back_later(client, commune):
    client.raise_request_exception, acknowledged = False, 0
    for number in range(20):  # pages that are partly filled still take some
        text, phone = f"{number} " + "ش" * 4_900, f"0612{number:06}"
        answer = client.post(filing_url(), filled(commune, description=text, phone=phone))
        if answer.status_code != 302:
            break
        acknowledged += 1
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert Complaint.objects.count() == acknowledged


def test_a_cache_on_a_full_disk_forgets(tmp_path):
    cache = ForgivingFileCache(tmp_path, {})
    tmp_path.rmdir()
    tmp_path.symlink_to("/dev/full")
    cache.set("figures", 12)
    assert cache.get("figures") is None
    assert cache.add("sign-in", 1) is True
