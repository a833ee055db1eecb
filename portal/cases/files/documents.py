"""PDF documents (ISO 32000-2): whole, not locked, and without what could run or unpack on a clerk's computer.

A check of form, not a virus scanner. Refused: scripts, programs to launch, files inside the file, rich media. The
names of these are looked for in the whole file and inside its object streams, also when spelt with #-escapes; an
object stream that cannot be opened, and a locked file (whose object streams cannot be read), are refused too. So is,
wrongly, a link to a web address that ends in such a name, as in `https://example.org/Launch`.
"""

import re
import zlib

from .bytesource import Budget
from .content import Unfit

TAIL_BYTES = 2048
MOST_INFLATED = 16 * 1024 * 1024  # of one object stream; real ones hold some hundred objects
MOST_READ_TOGETHER = 128 * 1024 * 1024  # of all object streams, packed and inflated
DELIMITER = rb"(?=[\x00\t\n\f\r ()<>\[\]{}/%]|$)"
STREAM = re.compile(rb"(?<!end)stream\r?\n")


def name(*words):
    """A pattern for PDF names, each letter plain or as #-escape (ISO 32000-2, 7.3.5)."""
    spelt = (b"".join(rb"(?:%c|#(?i:%02x))" % (letter, letter) for letter in word.encode()) for word in words)
    return re.compile(rb"/(?:" + b"|".join(spelt) + rb")" + DELIMITER)


DANGEROUS = name("JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "Rendition", "ImportData")
LOCKED = name("Encrypt")
FIRST, OBJECT_STREAM = name("First"), name("ObjStm")
ENCODED, PREDICTED = name("Filter"), name("Predictor")


def check_pdf(data):
    """Raise Unfit("damaged", "locked" or "dangerous") for a mapped PDF that must not be stored."""
    if data.rfind(b"%%EOF", max(0, len(data) - TAIL_BYTES)) < 0:
        raise Unfit("damaged", why="no end")
    if LOCKED.search(data):
        raise Unfit("locked")
    refuse_danger(data)
    budget = Budget(MOST_READ_TOGETHER)
    for before, start in streams(data):
        # Only the key /First is looked for, for some readers open an object stream that does not say its type.
        if FIRST.search(before):
            refuse_danger(opened(data, start, before, budget))


def refuse_danger(data):
    if found := DANGEROUS.search(data):
        raise Unfit("dangerous", why=found[0].decode("latin-1"))


def streams(data):
    """(what stands before, place of its first byte) of each stream; every `stream` keyword counts as one."""
    previous = 0
    while keyword := STREAM.search(data, previous):
        yield data[previous : keyword.start()], keyword.end()
        previous = keyword.end()


def opened(data, start, before, budget):
    """The inflated bytes of the stream that begins at `start`. Plain ones have been searched with the whole file."""
    end = data.find(b"endstream", start)
    packed = data[start : end if end >= 0 else len(data)]
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(packed, MOST_INFLATED)
    except zlib.error:
        plain = b""
    budget.spend(len(packed) + len(plain))
    is_object_stream = OBJECT_STREAM.search(before)
    if is_object_stream and ENCODED.search(before) and (not inflater.eof or PREDICTED.search(before)):
        raise Unfit("dangerous", why="an object stream that cannot be read")
    return plain
