"""Archives that a restore refuses with a sentence: damaged, forged, of another key, newer."""

import io
import json
import tarfile

import pytest
from django.core.management import call_command
from django.db import connection

from portal.backup import restoring, sealing
from portal.backup.archive import DATABASES
from portal.backup.refusal import BackupRefused
from tests.fixtures.backups import backed_up, refused

pytestmark = pytest.mark.django_db(transaction=True)


def flipped(path, position):
    damaged = path.with_name("flipped.tar")
    data = bytearray(path.read_bytes())
    data[position] ^= 0b100
    damaged.write_bytes(data)
    return damaged


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
