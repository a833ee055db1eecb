"""Which files are accepted, told by their first bytes and never by their name."""

from dataclasses import dataclass
from enum import StrEnum

HEAD_BYTES = 4096  # enough to recognise every accepted form


class Kind(StrEnum):
    """What a person would call the file; limits are set per kind."""

    PHOTO = "photo"
    PDF = "pdf"
    AUDIO = "audio"
    VIDEO = "video"


class Family(StrEnum):
    """What the first bytes show: enough to choose the reader that finds out the rest."""

    JPEG = "JPEG"  # the four photo families bear Pillow's names of their decoders
    PNG = "PNG"
    WEBP = "WEBP"
    HEIF = "HEIF"
    PDF = "pdf"
    ISO_MEDIA = "iso media"
    MATROSKA = "matroska"
    OGG = "ogg"
    MPEG_AUDIO = "mpeg audio"


PHOTO_FAMILIES = frozenset({Family.JPEG, Family.PNG, Family.WEBP, Family.HEIF})
KINDS = {
    **dict.fromkeys(PHOTO_FAMILIES, frozenset({Kind.PHOTO})),
    Family.PDF: frozenset({Kind.PDF}),
    Family.ISO_MEDIA: frozenset({Kind.AUDIO, Kind.VIDEO}),
    Family.MATROSKA: frozenset({Kind.AUDIO, Kind.VIDEO}),
    Family.OGG: frozenset({Kind.AUDIO}),
    Family.MPEG_AUDIO: frozenset({Kind.AUDIO}),
}

# The only content types that are ever stored and served, with the extension a stored file bears.
EXTENSIONS = {
    "image/jpeg": "jpg",  # every photo is written anew as JPEG
    "application/pdf": "pdf",
    "audio/webm": "webm",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/3gpp": "3gp",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "video/3gpp": "3gp",
    "video/quicktime": "mov",
}

HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis"})
STILL_BRANDS = HEIC_BRANDS | {b"mif1", b"msf1", b"hevc", b"hevx", b"avif", b"avis", b"jpeg", b"crx "}


class Unfit(Exception):
    """A file that cannot be accepted: a code, and what its sentence needs; checking.py makes a `Refused` of it."""

    def __init__(self, code, number=None, *, kind=None, why=""):
        super().__init__(code, number, kind, why)
        self.code, self.number, self.kind, self.why = code, number, kind, why


@dataclass(frozen=True)
class Media:
    """What a reader found in a sound or a video: `seconds` is None when the container does not tell."""

    kind: Kind
    content_type: str
    seconds: float | None


def recognise(head):
    """Return the Family that the first HEAD_BYTES of a file show. Raise Unfit("type") for anything not accepted."""
    for family, shows in SIGNS.items():
        if shows(head):
            return family
    raise Unfit("type")


def is_heic(head):
    return is_iso_media(head, still=True) and bool(brands(head) & HEIC_BRANDS)


def is_iso_media(head, *, still=False):
    return head[4:8] == b"ftyp" and (head[8:12] in STILL_BRANDS) == still


def brands(head):
    """The brands named by a leading `ftyp` box: the major one, and those it is compatible with."""
    end = min(int.from_bytes(head[:4]), len(head))
    return {head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))}


def is_mpeg_audio(head):
    """An ID3 tag or the eleven bits that begin a frame; whether frames of layer III follow, mpeg_audio.py judges."""
    return head[:3] == b"ID3" or (head[:1] == b"\xff" and head[1:2] >= b"\xe0")


SIGNS = {
    Family.JPEG: lambda head: head[:3] == b"\xff\xd8\xff",
    Family.PNG: lambda head: head[:8] == b"\x89PNG\r\n\x1a\n",
    Family.WEBP: lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
    Family.HEIF: is_heic,
    Family.PDF: lambda head: head[:5] == b"%PDF-",
    Family.ISO_MEDIA: is_iso_media,
    Family.MATROSKA: lambda head: head[:4] == b"\x1a\x45\xdf\xa3",
    Family.OGG: lambda head: head[:4] == b"OggS",
    Family.MPEG_AUDIO: is_mpeg_audio,
}
