"""The outermost layer of an archive: encryption in the age format (age-encryption.org), and a seal at the very end.

The seal is the SHA-256 of everything before it: one flipped or missing byte anywhere is found. Encrypted archives are
sealed inside, and age's own chunks are authenticated with their order and their end; `age --decrypt` opens them too.
Nothing here holds more of an archive than some blocks in memory.
"""

import hashlib
import os
import threading
from contextlib import contextmanager

import pyrage

from .refusal import BackupRefused

BLOCK = 256 * 1024
AGE = b"age-encryption.org/v1\n"
SEAL = b"\njamaati-backup-sha256 "
SEAL_LENGTH = len(SEAL) + 64 + 1
BROKEN = "The archive is damaged or incomplete, and nothing was changed: {why}. Take another copy of it."


class Sealed:
    """Writes through to `target` and hashes on the way; `close()` adds the seal."""

    def __init__(self, target):
        self.target, self.digest = target, hashlib.sha256()

    def write(self, data):
        self.digest.update(data)
        self.target.write(data)
        return len(data)

    def close(self):
        self.target.write(SEAL + self.digest.hexdigest().encode() + b"\n")


class Unsealed:
    """Reads what was sealed: holds back the last bytes, and `finish()` compares the seal. Raise BackupRefused."""

    def __init__(self, source):
        self.source, self.digest, self.held = source, hashlib.sha256(), b""

    def read(self, size=BLOCK):
        while len(self.held) < size + SEAL_LENGTH:
            block = self.source.read(BLOCK)
            if not block:
                break
            self.held += block
        size = max(0, min(size, len(self.held) - SEAL_LENGTH))
        data, self.held = self.held[:size], self.held[size:]
        self.digest.update(data)
        return data

    def finish(self):
        while self.read():
            pass
        if self.held != SEAL + self.digest.hexdigest().encode() + b"\n":
            raise BackupRefused(BROKEN.format(why="its bytes are not those that were sealed"))


def is_encrypted(path):
    with path.open("rb") as archive:
        return archive.read(len(AGE)) == AGE


def recipient(text):
    """The public key that begins with age1…; raise BackupRefused."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise BackupRefused(f"“{text}” is not a public key; it begins with age1 (manage.py backup_key).") from error


def identity(path):
    """The private key in a key file, as `manage.py backup_key` and age-keygen write it; raise BackupRefused."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BackupRefused(f"The key file {path} cannot be read: {error}.") from error
    for line in lines:
        if line.startswith("AGE-SECRET-KEY-"):
            try:
                return pyrage.x25519.Identity.from_str(line.strip())
            except pyrage.IdentityError as error:
                raise BackupRefused(f"The private key in {path} is damaged: {error}.") from error
    raise BackupRefused(f"There is no private key in {path}; a line of it begins with AGE-SECRET-KEY-.")


@contextmanager
def writing(target, recipients):
    """A Sealed that ends in the binary file `target`, encrypted when there are recipients."""
    if not recipients:
        sealed = Sealed(target)
        yield sealed
        sealed.close()
        return
    with _piped(lambda source: pyrage.encrypt_io(source, target, recipients)) as pipe:
        sealed = Sealed(pipe)
        yield sealed
        sealed.close()


@contextmanager
def reading(path, key):
    """An Unsealed over the archive at `path`; `key` is its identity, None for one that is not encrypted."""
    with path.open("rb") as source:
        if not is_encrypted(path):
            yield Unsealed(source)
            return
        if key is None:
            raise BackupRefused("The archive is encrypted: name the file with the private key (--identity).")
        with _poured(lambda target: pyrage.decrypt_io(source, target, [key])) as pipe:
            yield Unsealed(pipe)


class _Half(threading.Thread):
    """Runs the other end of a pipe; remembers what went wrong there."""

    def __init__(self, work, end):
        super().__init__(daemon=True)
        self.work, self.end = work, end
        self.error: Exception | None = None
        self.start()

    def run(self):
        try:
            with self.end:
                self.work(self.end)
        except Exception as error:  # whatever it is, the first thread tells it
            self.error = error


@contextmanager
def _piped(work):
    """A pipe to write into, which `work` reads. What went wrong in work is raised here."""
    reader, writer = (os.fdopen(number, mode) for number, mode in zip(os.pipe(), ("rb", "wb"), strict=True))
    other, broken = _Half(work, reader), None
    try:
        with writer:
            yield writer
    except BrokenPipeError as error:
        broken = error
    finally:
        other.join()
    failure = other.error or broken
    if failure:
        raise failure


@contextmanager
def _poured(work):
    """A pipe to read from, which `work` fills. A file that work could not decrypt is a BackupRefused."""
    reader, writer = (os.fdopen(number, mode) for number, mode in zip(os.pipe(), ("rb", "wb"), strict=True))
    other = _Half(work, writer)
    try:
        with reader:
            yield reader
    finally:
        other.join()
        if other.error and "broken pipe" not in str(other.error).lower():  # that is us, not listening any more
            raise _reason(other.error) from other.error


def _reason(error):
    if "No matching keys" in str(error):
        return BackupRefused("The private key does not open this archive: it was encrypted for another one.")
    return BackupRefused(BROKEN.format(why=f"it cannot be decrypted ({error})"))
