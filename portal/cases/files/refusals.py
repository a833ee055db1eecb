"""Why a file is refused, said to the person who sent it."""

from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .limits import MEGABYTE


class Refused(Exception):
    """A file, or files together, that will not be stored. `message` is a whole sentence in the active language.

    `code` is stable: empty, type, too_big, too_many_pixels, too_long, damaged, timeout, dangerous, locked, no_room,
    infected, unscanned;
    of several files together: too_many_files, total_too_big.
    """

    def __init__(self, code, message):
        super().__init__(message)
        self.code, self.message = code, message


SENTENCES = {
    "empty": _("The file “%(name)s” is empty. Choose it again."),
    "type": _("The file “%(name)s” is of a type that cannot be accepted. You can send: %(accepted)s."),
    "too_many_pixels": _(
        "The photo “%(name)s” has %(number)s megapixels; at most %(limit)s are accepted. Send a smaller copy of it."
    ),
    "too_long": _(
        "The recording “%(name)s” lasts %(number)s (minutes:seconds); at most %(limit)s is accepted."
        " Send it in several parts."
    ),
    "damaged": _(
        "The file “%(name)s” is damaged or incomplete and cannot be opened. Send it again, or choose another one."
    ),
    "timeout": _(
        "The file “%(name)s” could not be checked in the time and memory set for it."
        " Try again, or send a smaller copy of it."
    ),
    "dangerous": _(
        "The PDF “%(name)s” contains a program, another file or parts that cannot be checked, so it is refused for"
        " safety. Print it to a new PDF, or send photos of its pages."
    ),
    "locked": _(
        "The PDF “%(name)s” is locked by a password or by restrictions, so it cannot be checked."
        " Print it to a new PDF, or send photos of its pages."
    ),
    "no_room": _(
        "The file “%(name)s” could not be kept, because our disk is full. The fault is ours and has been noted."
        " Send your text without the file, or try again later."
    ),
    "infected": _(
        "The file “%(name)s” contains a virus or another harmful program, so it is refused and was not kept."
        " Check your device, then choose another file."
    ),
    "unscanned": _(
        "The file “%(name)s” could not be checked for viruses just now, so it was not kept."
        " Wait a moment and choose it again, or send your text without it."
    ),
}
TOO_BIG = {
    "photo": _("The photo “%(name)s” weighs %(number)s MB; a photo may weigh at most %(limit)s MB."),
    "pdf": _("The PDF “%(name)s” weighs %(number)s MB; a PDF may weigh at most %(limit)s MB."),
    "audio": _("The recording “%(name)s” weighs %(number)s MB; a sound recording may weigh at most %(limit)s MB."),
    "video": _("The video “%(name)s” weighs %(number)s MB; a video may weigh at most %(limit)s MB."),
}
ACCEPTED = {
    "photo": _("photos (JPEG, PNG, WebP, HEIC)"),
    "pdf": _("PDF documents"),
    "audio": _("sound recordings (MP3, M4A, OGG, WebM, 3GP)"),
    "video": _("short videos (MP4, MOV, WebM, 3GP)"),
}


def refusal(code, *, name, **values):
    """A Refused with the sentence of `code`. `name` must already be fit to be shown."""
    return Refused(code, str(SENTENCES[code]) % {"name": isolated(name), **values})


def refused_type(name, kinds):
    accepted = [str(ACCEPTED[kind]) for kind in ACCEPTED if kind in kinds]
    return refusal("type", name=name, accepted=get_text_list(accepted))


def too_big(name, kind, size, limit):
    values = {"name": isolated(name), "number": megabytes(size), "limit": megabytes(limit)}
    return Refused("too_big", str(TOO_BIG[kind]) % values)


def too_many_pixels(name, pixels, limit):
    return refusal("too_many_pixels", name=name, number=tenths(pixels, 1_000_000), limit=tenths(limit, 1_000_000))


def too_long(name, seconds, limit):
    return refusal("too_long", name=name, number=minutes(seconds), limit=minutes(limit))


def too_many_files(limit):
    message = ngettext("At most %(limit)d file can be attached.", "At most %(limit)d files can be attached.", limit)
    return Refused("too_many_files", message % {"limit": limit})


def total_too_big(size, limit):
    message = _(
        "The files weigh %(number)s MB together; at most %(limit)s MB are accepted. Remove one or more of them."
    )
    return Refused("total_too_big", str(message) % {"number": megabytes(size), "limit": megabytes(limit)})


def isolated(name):
    """Between first-strong isolates: an Arabic name inside a French sentence, or the reverse, moves nothing else."""
    return f"\u2068{name}\u2069"


def megabytes(size):
    return tenths(size, MEGABYTE)


def tenths(amount, unit):
    """`amount` in units, rounded up to a tenth, so that what is just above a limit never reads as the limit."""
    count = -(-amount * 10 // unit)
    return number_format(count / 10, decimal_pos=1 if count % 10 else 0)


def minutes(seconds):
    whole = -int(-seconds // 1)
    return f"\u2066{whole // 60}:{whole % 60:02}\u2069"
