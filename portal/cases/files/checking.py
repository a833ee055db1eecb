"""The entry: a file that someone sent becomes a Checked one that may be stored, or is Refused with a sentence.

Photos are decoded and written anew by a child process; PDF, sound and video are read, judged and kept as they are, but
for the place that a telephone wrote into a recording.
"""

import errno
import hashlib
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from django.conf import settings

from portal.uploads import is_full

from . import iso_media, matroska, mpeg_audio, ogg, placeless, refusals, sandbox, scanning
from .bytesource import mapped
from .content import EXTENSIONS, PHOTO_FAMILIES, Family, Kind, Media, Unfit
from .documents import check_pdf
from .limits import TOTAL, Limit
from .names import shown_name, stored_name
from .receiving import receive
from .refusals import Refused

__all__ = ["Checked", "Limit", "Refused", "check", "check_total"]

log = structlog.get_logger(__name__)
READERS = {
    Family.ISO_MEDIA: iso_media.read,
    Family.MATROSKA: matroska.read,
    Family.OGG: ogg.read,
    Family.MPEG_AUDIO: mpeg_audio.read,
}


@dataclass(frozen=True)
class Checked:
    """A file fit to be stored. Its `path` and `thumbnail` live in a private folder until `discard()` or `with` ends.

    `size` and `sha256` are of the file at `path`; `received_size` is what was sent (for check_total). `width` and
    `height` are of photos, as stored; `seconds` of sound and video, None when the container does not tell.
    """

    kind: str
    content_type: str
    extension: str
    name: str
    path: Path
    size: int
    sha256: str
    received_size: int
    folder: tempfile.TemporaryDirectory = field(repr=False, compare=False)
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    thumbnail: Path | None = None

    def discard(self):
        """Remove the temporary files; done by itself when the object is forgotten."""
        self.folder.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.discard()


def check(file, *, limits):
    """Return the Checked of `file`, a Django UploadedFile; raise Refused with a sentence in the active language.

    `limits` maps the accepted kinds ("photo", "pdf", "audio", "video") to a Limit; a kind that is missing is not
    accepted. The content decides what the file is; its name and the type that the browser told are not believed.
    The reason in technical words is the `why` of the refusal's `__cause__`, where there is one.
    """
    limits = {Kind(kind): limit for kind, limit in limits.items() if kind != TOTAL}
    try:
        return examined_apart(file, limits)
    except Unfit as unfit:
        raise refused(unfit, shown_name(file.name), limits) from unfit
    except OSError as error:
        if not is_full(error):
            raise
        log.error("disk full", while_doing="checking a file")
        raise refusals.refusal("no_room", name=shown_name(file.name)) from error


def check_total(sizes, limits):
    """Raise Refused when files of these received sizes (bytes) are too many or too big together, by limits["total"]."""
    sizes, limit = list(sizes), limits[TOTAL]
    if limit.max_files is not None and len(sizes) > limit.max_files:
        raise refusals.too_many_files(limit.max_files)
    if sum(sizes) > limit.max_bytes:
        raise refusals.total_too_big(sum(sizes), limit.max_bytes)


def examined_apart(file, limits):
    """The Checked of a file in a private folder, which is gone when anything is wrong."""
    if getattr(file, "no_room", False):
        raise OSError(errno.ENOSPC, "the upload was not kept")
    folder = tempfile.TemporaryDirectory(prefix="attachment-", dir=settings.FILE_UPLOAD_TEMP_DIR)
    try:
        return examined(file, limits, folder)
    except BaseException:
        folder.cleanup()
        raise


def examined(file, limits, folder):
    path = Path(folder.name) / "received"
    family = receive(file, path, limits)
    scanning.scan(path)
    received_size = path.stat().st_size
    if family in PHOTO_FAMILIES:
        media, more = Media(Kind.PHOTO, "image/jpeg", None), photo(path, family, limits[Kind.PHOTO])
        path = more.pop("path")
    else:
        media, more = judged(path, family, limits), {}
    with path.open("rb") as stored:
        sha256 = hashlib.file_digest(stored, "sha256").hexdigest()
    return Checked(
        kind=str(media.kind),
        content_type=media.content_type,
        extension=EXTENSIONS[media.content_type],
        name=stored_name(file.name, media.content_type),
        path=path,
        size=path.stat().st_size,
        sha256=sha256,
        received_size=received_size,
        seconds=media.seconds and round(media.seconds, 2),
        folder=folder,
        **more,
    )


def photo(path, family, limit):
    """Have the photo written anew beside `path`, and remove what was received."""
    told = sandbox.rewrite_photo(path, path.parent, encoding=str(family), max_pixels=limit.max_pixels)
    path.unlink()
    names = {"path": path.with_name("photo.jpg"), "thumbnail": path.with_name("thumbnail.jpg")}
    return {"width": told["width"], "height": told["height"], **names}


def judged(path, family, limits):
    """Read a document, a sound or a video, and blank its place; raise Unfit where it breaks a rule of its kind."""
    with mapped(path) as data:
        if family == Family.PDF:
            check_pdf(data)
            return Media(Kind.PDF, "application/pdf", None)
        media = READERS[family](data)
    limit = limits.get(media.kind)
    if not limit:
        raise Unfit("type", why=f"{media.kind} is not accepted here")
    if path.stat().st_size > limit.max_bytes:
        raise Unfit("too_big", path.stat().st_size, kind=media.kind)
    if limit.max_seconds and media.seconds and media.seconds > limit.max_seconds:
        raise Unfit("too_long", media.seconds, kind=media.kind)
    placeless.forget_place(path, family)
    return media


def refused(unfit, name, limits):
    """The sentence for what was found, with the limit of the kind concerned."""
    limit = limits.get(unfit.kind)
    match unfit.code:
        case "type":
            return refusals.refused_type(name, limits)
        case "too_big":
            return refusals.too_big(name, unfit.kind, unfit.number, limit.max_bytes)
        case "too_many_pixels":
            return refusals.too_many_pixels(name, unfit.number, limits[Kind.PHOTO].max_pixels)
        case "too_long":
            return refusals.too_long(name, unfit.number, limit.max_seconds)
        case code:
            return refusals.refusal(code, name=name)
