"""The way back. The whole archive is unpacked beside the data and verified; only then the files go to their places, and
the database last, in one transaction: when that fails, the files are taken away again."""

import fcntl
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from portal import append_only

from . import archive, databases, keys
from .making import FORMAT, stored_names
from .refusal import BackupRefused

PREFIX = "restore-"


@contextmanager
def unpacked(path, *, identity):
    """The verified content of an archive, in a folder that is gone afterwards. Raise BackupRefused."""
    if not path.is_file():
        raise BackupRefused(f"There is no archive {path}.")
    with _alone(), tempfile.TemporaryDirectory(prefix=PREFIX, dir=settings.DATA_DIR) as folder:
        content = archive.unpack(path, Path(folder), identity=identity)
        _refuse_unfit(content.about)
        yield content


@contextmanager
def _alone():
    """One restore at a time; it clears away what a killed one left."""
    with (Path(settings.DATA_DIR) / "restoring.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupRefused("Another restore is at work here; wait for its end.") from error
        for left in Path(settings.DATA_DIR).glob(f"{PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def restore(content, *, force=False, other_key=False):
    """Put an unpacked archive in the place of what is here, and bring its tables up to date. Raise BackupRefused."""
    _refuse_other_key(content.about, other_key)
    before = set(stored_names()) if force else set()
    if not force and not (databases.is_empty() and next(stored_names(), None) is None):
        raise BackupRefused(
            "This place is not empty: it holds cases, people or files. Restore into an empty one, or replace all of it"
            " with --force (make a backup of it first)."
        )
    placed = []
    try:
        for name in content.files:
            _place(content.file(name), name)
            placed.append(name)
        databases.put_back(content.database, content.folder)
    except BaseException:
        for name in set(placed) - before:
            default_storage.delete(name)
        raise
    for name in before.difference(placed):
        default_storage.delete(name)
    call_command("migrate", interactive=False, verbosity=0)
    if missing := append_only.missing():
        raise BackupRefused(
            f"The history can be rewritten, its triggers are missing: {missing}. Run manage.py migrate."
        )


def _refuse_unfit(about):
    if about.get("format") != FORMAT:
        raise BackupRefused("The archive was made by a newer version of the portal; install that version first.")
    if about["engine"] != connection.vendor or about["database"] != archive.DATABASES[connection.vendor]:
        raise BackupRefused(
            f"The archive holds a database of {about['engine']}, but DATABASE_URL names one of {connection.vendor}."
        )
    known = set(MigrationLoader(None).disk_migrations)
    ours = {app for app, _name in known}
    foreign = [f"{app}.{name}" for app, name in about["migrations"] if app in ours and (app, name) not in known]
    if foreign:
        raise BackupRefused(
            f"The archive was made by a newer version of the portal, which has {foreign[-1]}; install that one first."
        )


def _refuse_other_key(about, allowed):
    if about["keys"]["TRACKING_KEY"] != keys.fingerprints()["TRACKING_KEY"] and not allowed:
        raise BackupRefused(
            "TRACKING_KEY is not the one of this backup: with another key no code on paper opens its case any more."
            " Set the TRACKING_KEY of that installation (--keys-to takes it out of an archive that holds it), or say"
            " --other-key when it is lost for good."
        )


def _place(path, name):
    """Move a file to its place in the storage; a file that is there already under this name is the same one."""
    try:
        target = Path(default_storage.path(name))
    except NotImplementedError:  # a storage elsewhere
        if not default_storage.exists(name):
            with path.open("rb") as data:
                default_storage.save(name, File(data))
        return
    target.parent.mkdir(mode=settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS, parents=True, exist_ok=True)
    shutil.move(path, target)
    target.chmod(settings.FILE_UPLOAD_PERMISSIONS)
