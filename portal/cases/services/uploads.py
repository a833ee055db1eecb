"""Files: checked and stored before any transaction, kept under the form's token, then attached to a case."""

from datetime import timedelta

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from ..files.checking import Limit, Refused, check, check_total
from ..models import Attachment, FileLimit, Upload
from ..models.attachment import new_key

KEPT_FOR = timedelta(hours=24)
COPIED = (
    "key",
    "kind",
    "content_type",
    "name",
    "path",
    "thumbnail",
    "size",
    "sha256",
    "seconds",
    "width",
    "height",
)


def limits_of(commune):
    """{kind: Limit} of a commune, "total" apart with its number of files."""
    return {
        row.kind: Limit(row.max_bytes, row.max_pixels, row.max_seconds, row.max_files)
        for row in FileLimit.objects.filter(commune=commune)
    }


def keep(commune, *, token, files, at):
    """Check and store files under a form's token. Return the list of refusals (translated sentences)."""
    limits = limits_of(commune)
    refusals = []
    for file in files:
        try:
            check_total([*kept_sizes(commune, token=token), file.size], limits)
            _store(commune, token, file, limits, at)
        except Refused as refusal:
            refusals.append(str(refusal))
    return refusals


def kept(commune, *, token):
    """The files kept under a form's token, in the order in which they came."""
    return Upload.objects.filter(commune=commune, token=token).order_by("pk")


def kept_sizes(commune, *, token):
    return list(kept(commune, token=token).values_list("size", flat=True))


def discard(commune, *, token, key):
    """Take one kept file away again; an unknown one is gone already."""
    for upload in kept(commune, token=token).filter(key=key):
        _remove(upload)


def attach(case, *, token, by, at, message=None, answer=None, internal=False):
    """Make the files kept under a token attachments of a case, within the caller's transaction."""
    uploads = list(kept(case.commune, token=token))
    Attachment.objects.bulk_create(
        Attachment(
            case_id=case.pk,
            message=message,
            answer=answer,
            internal=internal,
            by=by,
            at=at,
            **{name: getattr(upload, name) for name in COPIED},
        )
        for upload in uploads
    )
    Upload.objects.filter(pk__in=[upload.pk for upload in uploads]).delete()
    return len(uploads)


def remove_stale(*, at):
    """Remove the files of forms that were never sent. Return how many."""
    stale = list(Upload.objects.filter(at__lt=at - KEPT_FOR))
    for upload in stale:
        _remove(upload)
    return len(stale)


def _store(commune, token, file, limits, at):
    with check(file, limits=limits) as checked:
        key = new_key()
        folder = f"cases/{commune.pk}/{key[:2]}"
        stored = {
            "path": _put(checked.path, f"{folder}/{key}.{checked.extension}"),
            "thumbnail": _put(checked.thumbnail, f"{folder}/{key}-s{checked.thumbnail.suffix}")
            if checked.thumbnail
            else "",
        }
        found = {name: getattr(checked, name) for name in COPIED if name not in ("key", "path", "thumbnail")}
        Upload.objects.create(commune=commune, token=token, at=at, key=key, **stored, **found)


def _put(path, name):
    with path.open("rb") as data:
        return default_storage.save(name, File(data))


def _remove(upload):
    with transaction.atomic():
        deleted, _ = Upload.objects.filter(pk=upload.pk).delete()
    if deleted:
        for path in filter(None, (upload.path, upload.thumbnail)):
            default_storage.delete(path)
