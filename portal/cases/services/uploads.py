"""Files: checked and stored before any transaction, kept under the form's token, then attached to a case."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import structlog
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from portal.prepared import Prepared
from portal.uploads import is_full

from ..files.checking import Limit, Refused, check, check_total
from ..files.names import shown_name
from ..files.refusals import refusal as refusal_of
from ..models import Attachment, FileLimit, Upload
from ..models.attachment import new_key

log = structlog.get_logger(__name__)
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
        for row in _limits(commune=commune.pk)
    }


@Prepared
def _limits(commune):
    return FileLimit.objects.filter(commune=commune)


def keep(commune, *, token, files, at):
    """Check and store files under a form's token. Return the list of refusals (translated sentences).

    A file that is kept already (the form came back, and it was chosen again) is not kept twice.
    """
    limits = limits_of(commune) if files else {}
    before = list(kept(commune, token=token)) if files else []
    refusals = []
    for file in files:
        try:
            # Before it is opened: too many, or so much that the request was cut off and the file looks damaged.
            check_total([*(upload.size for upload in before), file.size], limits)
            with check(file, limits=limits) as checked:
                check_total([*(upload.size for upload in before), checked.received_size], limits)
                if checked.sha256 not in {upload.sha256 for upload in before}:
                    before.append(_store(commune, token, checked, at))
        except Refused as refusal:
            refusals.append(str(refusal))
        except OSError as error:
            if not is_full(error):
                raise
            log.error("disk full", while_doing="storing a file")
            refusals.append(str(refusal_of("no_room", name=shown_name(file.name))))
    return refusals


def kept(commune, *, token):
    """The files kept under a form's token, in the order in which they came."""
    return Upload.objects.filter(commune=commune, token=token).order_by("pk")


_kept = Prepared(kept)


def discard(commune, *, token, key):
    """Take one kept file away again; an unknown one is gone already."""
    for upload in kept(commune, token=token).filter(key=key):
        drop(upload)


def attach(case, *, token, by, at, message=None, answer=None, proposal=None, internal=False):
    """Make the files kept under a token attachments of a case, within the caller's transaction.

    Of a file that two presses of the button brought at once, one stays behind and is swept away.
    """
    different = {upload.sha256: upload for upload in reversed(_kept(commune=case.commune_id, token=token))}
    uploads = sorted(different.values(), key=lambda upload: upload.pk)
    Attachment.objects.bulk_create(
        Attachment(
            case_id=case.pk,
            message=message,
            answer=answer,
            proposal=proposal,
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
        drop(upload)
    return len(stale)


def _store(commune, token, checked, at):
    """A checked file as an upload of the form's token."""
    found = {name: getattr(checked, name) for name in COPIED if name not in ("key", "path", "thumbnail")}
    how = {"extension": checked.extension, "small": checked.thumbnail, "folder": "cases"}
    stored = store(commune, checked.path, at=at, **how, **found)
    stored.token = token
    stored.save(update_fields=["token"])
    return stored


def store(commune, path, *, extension, small, folder, at, **found):
    """The row, then the bytes, as an upload that nobody waits for: the caller gives it a token, or takes its place.

    What is cut short (a killed process, a database that went away with its answer) is an upload under a token that
    nobody knows: it is never taken for a file of the form, and goes with the stale ones.
    """
    key = new_key()
    name = f"{folder}/{commune.pk}/{key[:2]}/{key}"
    names = {"path": f"{name}.{extension}", "thumbnail": f"{name}-s{small.suffix}" if small else ""}
    upload = Upload.objects.create(commune=commune, token=uuid4(), at=at, key=key, **names, **found)
    try:
        _put(path, upload.path)
        if small:
            _put(small, upload.thumbnail)
    except BaseException:
        drop(upload)
        raise
    return upload


def _put(path, name):
    """Store under exactly this name: the key is unguessable, so nothing else has it."""
    with path.open("rb") as data:
        default_storage.save(name, File(data))


def let_go(case, *, at):
    """Take all files of a case away, within the caller's transaction. Return how many."""
    files = list(case.attachments.all())
    hand_over(files, commune_id=case.commune_id, at=at)
    case.attachments.all().delete()
    return len(files)


def hand_over(files, *, commune_id, at):
    """The bytes of these files are nobody's any more, within the caller's transaction that takes their rows away.

    They become uploads that nobody waits for and go with `remove_stale` after the commit; what a killed process left
    is found by the next sweep.
    """
    long_ago = at - 2 * KEPT_FOR
    Upload.objects.bulk_create(
        Upload(
            commune_id=commune_id,
            token=uuid4(),
            at=long_ago,
            **{**{name: getattr(file, name) for name in COPIED}, "name": ""},
        )
        for file in files
    )
    if files:
        transaction.on_commit(partial(remove_stale, at=at))


def drop(upload):
    """The bytes go before the row is gone for good: a killed process leaves a row for the next sweep, never a file."""
    with transaction.atomic():
        deleted, _ = Upload.objects.filter(pk=upload.pk).delete()
        if deleted:
            for path in filter(None, (upload.path, upload.thumbnail)):
                default_storage.delete(path)
