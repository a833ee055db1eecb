"""Blanks what a telephone writes into a recording beside sound and picture: above all the place where it was made.

The bytes are overwritten where they lie, so that no other place in the file moves and it plays as before.
"""

from . import iso_media, matroska
from .bytesource import Budget, mapped
from .content import Family

# ISO/IEC 14496-12: user data (©xyz, loci), metadata (iPhone: com.apple.quicktime.location.ISO6709), and XMP.
NOTES = frozenset({b"udta", b"meta", b"uuid"})
TAGS, ATTACHMENTS, VOID = 0x1254C367, 0x1941A469, b"\xec"
CHUNK = 64 * 1024


def forget_place(path, family):
    """Blank the notes of a checked recording at `path`, in place and of the same length; other families are left."""
    if family not in BLANKS:
        return
    with mapped(path) as data:
        changes = list(BLANKS[family](data))
    with path.open("r+b") as file:
        for start, end, head in changes:
            file.seek(start)
            file.write(head)
            blank(file, end - start - len(head))


def blank(file, count):
    for done in range(0, count, CHUNK):
        file.write(bytes(min(CHUNK, count - done)))


def of_iso_media(data):
    """(from, to, what stands first) of each box of notes: it becomes a box of free space, with the head it has."""
    for kind, body, end in iso_media.boxes(data, 0, len(data), Budget(iso_media.MOST_PARTS)):
        if kind in NOTES:
            named = body - 4 if data[body - 4 : body] == kind else body - 12  # before a size of 64 bits
            yield named, end, b"free" + data[named + 4 : body]


def of_matroska(data):
    """The same of tags and attached files: each holds one void element (RFC 8794, 11.3.2) instead."""
    for element, start, end in matroska.elements(data):
        if element in (TAGS, ATTACHMENTS):
            yield start, end, void_head(end - start)


def void_head(room):
    """What begins a void element that fills `room` bytes."""
    if room < 2:
        return b""
    if room < 9:
        return VOID + bytes([0x80 | room - 2])
    return VOID + (1 << 56 | room - 9).to_bytes(8)


BLANKS = {Family.ISO_MEDIA: of_iso_media, Family.MATROSKA: of_matroska}
