"""The drill: back up while people file, lose everything, restore into an empty place, and find all of it again."""

import io
import threading
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from portal import append_only
from portal.backup import making, restoring
from portal.backup.refusal import BackupRefused
from portal.cases.codes import tracking_code
from portal.cases.models import Attachment, Case
from tests.fixtures.backups import backed_up, refused
from tests.fixtures.citizens import file_at, photo

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_drill(client, commune, case, tmp_path, elsewhere, key):
    """Nothing that was acknowledged before the backup is missing; what came later is there whole or not at all."""
    acknowledged, later = {case.reference: tracking_code(case)}, []
    stop = threading.Event()

    def go_on_filing():
        try:
            while not stop.is_set() and len(later) < 50:
                phone = f"0612{len(later):06}"
                later.append(file_at(client, commune, files=[photo(color="olive")], phone=phone, subject=phone))
        finally:
            connection.close()

    writer = threading.Thread(target=go_on_filing)
    writer.start()
    try:
        path = backed_up(tmp_path, recipient=key[1], with_keys=True)
    finally:
        stop.set()
        writer.join()
    assert later, "nobody filed while the backup was made"

    status, said = elsewhere.manage("restore", path, "--identity", key[0])
    assert status == 0, said
    found = elsewhere.ask()
    assert acknowledged.items() <= found["codes"].items()
    assert len(found["files"]) == len(found["codes"]) + 1  # one photo each, and the voice note of the first
    assert set(found["files"].values()) == {True}
    assert len(found["thumbnails"]) == len(found["codes"])
    assert found["unguarded"] == []
    status, said = elsewhere.manage("verify_deadlines")
    assert status == 0, said
    status, said = elsewhere.manage("restore", path, "--identity", key[0])
    assert (status, "This place is not empty" in said) == (1, True)


def test_a_restore_by_force_leaves_exactly_what_the_backup_holds(client, commune, case, media, tmp_path):
    path = backed_up(tmp_path)
    later = file_at(client, commune, files=[photo(color="olive")])
    gone = later.attachments.get().path
    with restoring.unpacked(path, identity=None) as content:
        with pytest.raises(BackupRefused, match="not empty"):
            restoring.restore(content)
        restoring.restore(content, force=True)
    assert [row.reference for row in Case.objects.all()] == [case.reference]
    assert not default_storage.exists(gone)
    assert all(default_storage.exists(file.path) for file in Attachment.objects.all())
    assert append_only.missing() == []


def test_a_restore_that_the_database_refuses_leaves_everything_as_it_was(client, commune, case, media, tmp_path):
    path = backed_up(tmp_path)
    later = file_at(client, commune, files=[photo(color="olive")])
    names = set(making.stored_names())
    with restoring.unpacked(path, identity=None) as content:
        content.database.write_bytes(content.database.read_bytes()[:2000])
        with pytest.raises(BackupRefused):
            restoring.restore(content, force=True)
    assert Case.objects.count() == 2
    assert set(making.stored_names()) == names
    assert append_only.missing() == []
    assert later.attachments.get()


def test_one_restore_at_a_time_and_what_a_killed_one_left_is_cleared(case, tmp_path, settings):
    path = backed_up(tmp_path)
    left = settings.DATA_DIR / "restore-killed" / "files"
    left.mkdir(parents=True)
    with restoring.unpacked(path, identity=None):
        assert not left.exists()
        assert "Another restore" in refused(path)


def test_a_database_that_does_not_answer_is_told_in_a_sentence(tmp_path, elsewhere):
    nowhere = {"DATABASE_URL": "sqlite:////nowhere/jamaati.sqlite3"}
    status, said = elsewhere.manage("backup", tmp_path / "backup.tar", **nowhere)
    assert (status, "No backup was made" in said, "Traceback" in said) == (1, True, False)


def test_the_keys_leave_only_in_an_encrypted_archive(case, tmp_path, key, settings):
    with pytest.raises(BackupRefused, match="encrypted archive"):
        backed_up(tmp_path, with_keys=True)
    path = backed_up(tmp_path, recipient=key[1], with_keys=True)
    assert settings.TRACKING_KEY.encode() not in path.read_bytes()
    call_command("restore", path, identity=key[0], keys_to=tmp_path / "keys.env", stdout=io.StringIO())
    assert f"TRACKING_KEY={settings.TRACKING_KEY}\n" in (tmp_path / "keys.env").read_text()
    assert (tmp_path / "keys.env").stat().st_mode & 0o777 == 0o600


def test_a_file_that_a_row_names_and_nobody_has_is_told(case, tmp_path):
    lost = case.attachments.first().path
    default_storage.delete(lost)
    with pytest.raises(CommandError, match=r"1 files that the database names are not there, the first is " + lost):
        call_command("backup", tmp_path / "backup.tar", stdout=io.StringIO())
    call_command("restore", tmp_path / "backup.tar", check=True, stdout=io.StringIO())


def test_only_the_newest_archives_are_kept_and_nothing_else_is_removed(commune, media, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in ("jamaati-20260101T000000Z.tar", "jamaati-20260102T000000Z.tar.age", "notes.tar"):
        (folder / name).write_bytes(b"")
    call_command("backup", folder, keep=2, stdout=io.StringIO())
    left = sorted(path.name for path in folder.iterdir())
    assert (left[0], left[-1], len(left)) == ("jamaati-20260102T000000Z.tar.age", "notes.tar", 3)


def test_no_backup_is_written_over_another_and_none_is_left_half(commune, media, tmp_path):
    (tmp_path / "backup.tar").write_bytes(b"precious")
    for place in (tmp_path / "backup.tar", tmp_path / "nowhere" / "backup.tar", Path("/dev/full/backup.tar")):
        with pytest.raises(CommandError, match="No backup was made"):
            call_command("backup", place, stdout=io.StringIO())
    with pytest.raises(CommandError, match="not a public key"):
        call_command("backup", tmp_path / "new.tar", recipient="age1nonsense", stdout=io.StringIO())
    assert (tmp_path / "backup.tar").read_bytes() == b"precious"
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".part"]
