"""The drill: back up while people file, lose everything, restore into an empty place, and find all of it again."""

import io
import json
import os
import subprocess
import sys
import tarfile
import threading
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from portal import append_only
from portal.backup import making, restoring, sealing
from portal.backup.archive import DATABASES
from portal.backup.refusal import BackupRefused
from portal.cases.codes import tracking_code
from portal.cases.models import Attachment, Case
from tests.fixtures.citizens import file_at, photo, voice
from tests.fixtures.processes import ROOT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def media(settings, tmp_path):
    """A storage of this test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def case(client, commune, media):
    return file_at(client, commune, files=[photo(), voice()])


@pytest.fixture
def key(tmp_path):
    """(the file of the private key, the public one)."""
    said = io.StringIO()
    call_command("backup_key", tmp_path / "private.key", stdout=said)
    return tmp_path / "private.key", said.getvalue().split()[0].removeprefix("BACKUP_RECIPIENT=")


def backed_up(tmp_path, **options):
    return making.make(tmp_path / "backup.tar", at=timezone.now(), **options).path


ASK = """
import json, django; django.setup()
from django.core.files.storage import default_storage as storage
from portal import append_only
from portal.cases.codes import tracking_code
from portal.cases.models import Attachment, Case
import hashlib
print("told:", json.dumps({
    "codes": {case.reference: tracking_code(case) for case in Case.objects.all()},
    "files": {file.path: hashlib.sha256(storage.open(file.path).read()).hexdigest() == file.sha256
              for file in Attachment.objects.all()},
    "thumbnails": [storage.size(file.thumbnail) > 0 for file in Attachment.objects.exclude(thumbnail="")],
    "unguarded": append_only.missing(),
}))
"""


class Elsewhere:
    """An empty installation: a database, a data folder and the keys of the first one."""

    def __init__(self, folder, child_environment, settings):
        self.folder = folder
        folder.mkdir()
        self.environment = {**child_environment, "DATA_DIR": str(folder), "TMPDIR": str(folder),
                            "TRACKING_KEY": settings.TRACKING_KEY}  # fmt: skip
        self.environment["DATABASE_URL"] = self._new_database(child_environment["DATABASE_URL"])

    def _new_database(self, url):
        if connection.vendor == "sqlite":
            return f"sqlite:///{self.folder}/jamaati.sqlite3"
        name = f"elsewhere_{os.getpid()}"
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        start, _slash, rest = url.rpartition("/")
        return f"{start}/{name}?{rest.partition('?')[2]}"

    def manage(self, *words, **variables):
        done = subprocess.run([sys.executable, "manage.py", *map(str, words)], cwd=ROOT, text=True, check=False,
                              env={**self.environment, **variables}, capture_output=True)  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def ask(self):
        done = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, text=True, check=True, env=self.environment,
                              capture_output=True)  # fmt: skip
        return json.loads(done.stdout.rpartition("told: ")[2])

    def is_untouched(self):
        applied = self.manage("showmigrations", "cases")[1].count("[X]")
        return not any((self.folder / "media").rglob("*")) and not applied


@pytest.fixture
def elsewhere(tmp_path, child_environment, settings):
    place = Elsewhere(tmp_path / "elsewhere", child_environment, settings)
    yield place
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS elsewhere_{os.getpid()} WITH (FORCE)")


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


def flipped(path, position):
    damaged = path.with_name("flipped.tar")
    data = bytearray(path.read_bytes())
    data[position] ^= 0b100
    damaged.write_bytes(data)
    return damaged


def refused(path, identity=None):
    """The sentence with which an archive is refused."""
    with pytest.raises(BackupRefused) as refusal, restoring.unpacked(path, identity=identity):
        pass
    return str(refusal.value)


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
def test_a_flipped_byte_anywhere_is_refused_with_a_sentence(case, tmp_path, key, encrypted):
    path = backed_up(tmp_path, recipient=key[1] if encrypted else "")
    identity = sealing.identity(key[0]) if encrypted else None
    size = path.stat().st_size
    steps = {*range(0, size, size // 40), *range(0, 90, 4), *range(size - 90, size, 4)}
    sentences = {refused(flipped(path, position), identity) for position in sorted(steps)}
    for sentence in sentences:
        assert "damaged or incomplete" in sentence or (encrypted and "does not open" in sentence), sentence


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
def test_a_truncated_archive_is_refused_with_a_sentence(case, tmp_path, key, encrypted):
    path = backed_up(tmp_path, recipient=key[1] if encrypted else "")
    data = path.read_bytes()
    for length in (0, 1, 300, len(data) // 2, len(data) - 600, len(data) - 1):
        short = tmp_path / "short.tar"
        short.write_bytes(data[:length])
        assert "damaged or incomplete" in refused(short, sealing.identity(key[0]) if encrypted else None)


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


def test_the_wrong_private_key_opens_nothing(case, tmp_path, key):
    call_command("backup_key", tmp_path / "other.key", stdout=io.StringIO())
    path = backed_up(tmp_path, recipient=key[1])
    assert "another one" in refused(path, sealing.identity(tmp_path / "other.key"))
    assert "--identity" in refused(path)


def test_another_tracking_key_is_refused_before_anything_is_touched(case, tmp_path, elsewhere):
    path = backed_up(tmp_path)
    status, said = elsewhere.manage("restore", path, TRACKING_KEY="k" * 60)
    assert (status, "no code on paper opens its case" in said) == (1, True)
    assert "Traceback" not in said
    assert elsewhere.is_untouched()


def test_the_keys_leave_only_in_an_encrypted_archive(case, tmp_path, key, settings):
    with pytest.raises(BackupRefused, match="encrypted archive"):
        backed_up(tmp_path, with_keys=True)
    path = backed_up(tmp_path, recipient=key[1], with_keys=True)
    assert settings.TRACKING_KEY.encode() not in path.read_bytes()
    call_command("restore", path, identity=key[0], keys_to=tmp_path / "keys.env", stdout=io.StringIO())
    assert f"TRACKING_KEY={settings.TRACKING_KEY}\n" in (tmp_path / "keys.env").read_text()
    assert (tmp_path / "keys.env").stat().st_mode & 0o777 == 0o600


def forged(path, target, change):
    """An archive whose members `change(name, data)` alters or adds, sealed as if it were ours."""
    with (
        target.open("wb") as out,
        sealing.writing(out, []) as sealed,
        tarfile.open(path) as old,
        tarfile.open(fileobj=sealed, mode="w|") as new,
    ):
        for member in old:
            for name, data, kind in change(member.name, old.extractfile(member).read()):
                info = tarfile.TarInfo(name)
                info.size, info.type, info.linkname = len(data), kind, "/etc/passwd"
                new.addfile(info, io.BytesIO(data))
    return target


FORGERIES = {
    "a path upwards": ("files/../../../escaped", tarfile.REGTYPE),
    "an absolute path": ("/tmp/escaped", tarfile.REGTYPE),
    "a link": ("files/link", tarfile.SYMTYPE),
    "a stranger": ("portal/settings.py", tarfile.REGTYPE),
    "a device": ("files/device", tarfile.CHRTYPE),
    "a member after the end": ("SHA256SUMS", tarfile.REGTYPE),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_an_archive_that_leads_elsewhere_is_refused(case, tmp_path, forgery):
    name, kind = FORGERIES[forgery]

    def change(old, data):
        if old == "SHA256SUMS":
            yield name, b"", kind
        yield old, data, tarfile.REGTYPE

    assert "damaged or incomplete" in refused(forged(backed_up(tmp_path), tmp_path / "forged.tar", change))
    assert not list(tmp_path.rglob("escaped"))


def test_an_archive_of_a_newer_version_is_refused(case, tmp_path):
    def change(old, data):
        if old == "about.json":
            about = json.loads(data)
            about["migrations"].append(["cases", "9999_of_tomorrow"])
            data = json.dumps(about).encode()
        yield old, data, tarfile.REGTYPE

    with pytest.raises(BackupRefused) as refusal:
        about = {"format": 1, "engine": connection.vendor, "database": DATABASES[connection.vendor]}
        restoring._refuse_unfit({**about, "migrations": [["cases", "9999_of_tomorrow"]]})
    assert "cases.9999_of_tomorrow" in str(refusal.value)
    assert "sums of its members differ" in refused(forged(backed_up(tmp_path), tmp_path / "forged.tar", change))


def test_other_databases_and_formats_are_refused():
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    with pytest.raises(BackupRefused, match=other):
        restoring._refuse_unfit({"format": 1, "engine": other, "database": "x"})
    with pytest.raises(BackupRefused, match="newer version"):
        restoring._refuse_unfit({"format": 2})


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
