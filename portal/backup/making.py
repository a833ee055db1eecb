"""Making a backup. First the database as of one moment, then the files: they are written before the rows that speak of
them and never changed, so the archive holds every file that its database names."""

import platform
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import django
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from . import archive, databases, keys, sealing
from .refusal import BackupRefused

FORMAT = 1
NAME = "jamaati-{at:%Y%m%dT%H%M%SZ}.tar{ending}"
PATTERN = "jamaati-*T*Z.tar"


@dataclass
class Made:
    """What was written. `missing`: files that a row still speaks of and that are not there."""

    path: Path
    cases: int = 0
    files: int = 0
    missing: list = field(default_factory=list)


def make(place, *, at, recipient="", with_keys=False):
    """Write an archive to `place`, a folder or a file that is not there yet; return the Made. Raise BackupRefused."""
    recipients = [sealing.recipient(recipient)] if recipient else []
    if with_keys and not recipients:
        raise BackupRefused("The keys are only kept in an encrypted archive: name a public key (--recipient age1…).")
    path = place / NAME.format(at=at, ending=".age" if recipients else "") if place.is_dir() else place
    if path.exists():
        raise BackupRefused(f"{path} is there already, and no backup is written over another.")
    if not path.parent.is_dir():
        raise BackupRefused(f"The folder {path.parent} is not there.")
    made = Made(path)
    with (
        tempfile.TemporaryDirectory(prefix="backup-", dir=settings.FILE_UPLOAD_TEMP_DIR) as drafts,
        databases.snapshot(Path(drafts)) as copy,
        archive.writing(path, recipients=recipients, drafts=drafts) as writer,
    ):
        _fill(writer, copy, made, at=at, with_keys=with_keys)
    made.missing = [name for name in made.missing if databases.still_named(name)]
    return made


def _fill(writer, copy, made, *, at, with_keys):
    made.cases = copy.cases()
    writer.add_json(archive.ABOUT, _about(copy, made, at))
    if with_keys:
        writer.add_json(archive.KEYS, keys.present())
    writer.add_path(copy.path.name, copy.path)
    made.missing = [name for name in copy.file_names() if not default_storage.exists(name)]
    for name in stored_names():
        try:
            source = default_storage.open(name)
        except FileNotFoundError:
            continue  # removed since it was listed
        with source:
            writer.add_file(name, source, source.size)
    made.files = writer.files


def _about(copy, made, at):
    return {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "engine": connection.vendor,
        "database": copy.path.name,
        "migrations": copy.migrations(),
        "cases": made.cases,
        "keys": keys.fingerprints(),
        "versions": {"python": platform.python_version(), "django": django.get_version(), **copy.versions},
    }


def stored_names(folder=""):
    """The names of all files of the default storage, one after the other."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in sorted(files))
    for name in sorted(folders):
        yield from stored_names(f"{prefix}{name}")


def remove_old(folder, *, keep):
    """Remove all but the newest `keep` archives of a folder; return those removed. Other files are left alone."""
    archives = sorted(path for ending in ("", ".age") for path in folder.glob(f"{PATTERN}{ending}"))
    old = sorted(archives, key=lambda path: path.name.split(".")[0])[:-keep]
    for path in old:
        path.unlink()
    return old
