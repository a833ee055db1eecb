"""What an archive looks like inside: a tar that begins with about.json, then the database, the files, perhaps the
keys, and ends with SHA256SUMS, one line per member (`sha256sum --check` reads it too).

Reading trusts nothing: unexpected members, paths that lead elsewhere and sums that differ are refused with a sentence.
"""

import hashlib
import json
import os
import tarfile
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from . import sealing
from .refusal import BackupRefused

ABOUT, KEYS, SUMS, FILES = "about.json", "keys.json", "SHA256SUMS", "files/"
DATABASES = {"sqlite": "database.sqlite3.gz", "postgresql": "database.pgdump"}
BLOCK = 256 * 1024
LONGEST_ABOUT = 4 * 1024 * 1024


class Hashing:
    """Hashes what is read through it."""

    def __init__(self, source):
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size=-1):
        data = self.source.read(size)
        self.digest.update(data)
        return data


class Writer:
    """Adds members one after the other; nothing of them stays in memory."""

    def __init__(self, tar, sums):
        self.tar, self.sums, self.files = tar, sums, 0

    def add(self, name, source, size):
        """Add `size` bytes of the binary file `source` under `name`."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        hashing = Hashing(source)
        self.tar.addfile(member, hashing)
        self.sums.write(f"{hashing.digest.hexdigest()}  {name}\n".encode())

    def add_path(self, name, path):
        with path.open("rb") as source:
            self.add(name, source, path.stat().st_size)

    def add_json(self, name, content):
        with tempfile.TemporaryFile() as draft:
            size = draft.write(json.dumps(content, ensure_ascii=False, indent=1).encode())
            draft.seek(0)
            self.add(name, draft, size)

    def add_file(self, name, source, size):
        self.add(f"{FILES}{name}", source, size)
        self.files += 1


@contextmanager
def writing(path, *, recipients, drafts):
    """A Writer of the archive at `path`, which appears there when it is whole, and not at all otherwise."""
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
            with (
                sealing.writing(target, recipients) as sealed,
                tarfile.open(fileobj=sealed, mode="w|", bufsize=BLOCK, format=tarfile.PAX_FORMAT) as tar,
                tempfile.TemporaryFile(dir=drafts) as sums,
            ):
                writer = Writer(tar, sums)
                yield writer
                size = sums.tell()
                sums.seek(0)
                writer.add(SUMS, sums, size)
            target.flush()
            os.fsync(target.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@dataclass
class Unpacked:
    """An archive that was verified, in a folder of its own: what it tells of itself, and where its parts lie."""

    folder: Path
    about: dict = field(default_factory=dict)
    keys: dict = field(default_factory=dict)
    files: list = field(default_factory=list)

    @property
    def database(self):
        return self.folder / self.about["database"]

    def file(self, name):
        return self.folder / FILES / name


def unpack(path, folder, *, identity):
    """Unpack the archive at `path` into the empty `folder` and verify every byte; return the Unpacked.

    Raise BackupRefused with a sentence; what was written until then lies in `folder` alone.
    """
    unpacked = Unpacked(folder)
    try:
        with sealing.reading(path, identity) as source:
            _unpack(source, unpacked)
            source.finish()
    except (tarfile.TarError, EOFError, UnicodeError, ValueError, KeyError, TypeError) as error:
        raise BackupRefused(sealing.BROKEN.format(why=f"{type(error).__name__}: {error}")) from error
    if not unpacked.about:
        raise BackupRefused(sealing.BROKEN.format(why="it holds no backup"))
    return unpacked


def _unpack(source, unpacked):
    ended = False
    with (
        tempfile.TemporaryFile(dir=unpacked.folder) as sums,
        tarfile.open(fileobj=source, mode="r|", bufsize=BLOCK) as tar,
    ):
        for member in tar:
            if ended:
                raise ValueError(f"{member.name} comes after the end")
            content = tar.extractfile(member) if member.isreg() else None
            if content is None:
                raise ValueError(f"{member.name} is no file")
            if member.name == SUMS:
                ended = _same(content, sums)
            else:
                digest = _take(member, content, unpacked)
                sums.write(f"{digest}  {member.name}\n".encode())
    if not ended:
        raise ValueError("its end is missing")


def _take(member, content, unpacked):
    """Write one member where it belongs; return its sum."""
    hashing = Hashing(content)
    name = member.name
    if name in (ABOUT, KEYS):
        if member.size > LONGEST_ABOUT:
            raise ValueError(f"{name} is too large")
        setattr(unpacked, name.removesuffix(".json"), dict(json.loads(hashing.read())))
        return hashing.digest.hexdigest()
    if not unpacked.about or (name != unpacked.about["database"] and not name.startswith(FILES)):
        raise ValueError(f"{name} does not belong there")
    target = unpacked.folder / _safe(name)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as written:
        while block := hashing.read(BLOCK):
            written.write(block)
    if name.startswith(FILES):
        unpacked.files.append(name.removeprefix(FILES))
    return hashing.digest.hexdigest()


def _safe(name):
    """The same name, when it stays below the folder it is put into."""
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or "\\" in name or "\0" in name or str(PurePosixPath(name)) != name:
        raise ValueError(f"{name!r} leads elsewhere")
    return name


def _same(told, own):
    """Whether the sums that the archive tells are those of what was read."""
    own.seek(0)
    while True:
        block = own.read(BLOCK)
        if told.read(len(block) or 1) != block:
            raise ValueError("the sums of its members differ")
        if not block:
            return True
