"""Files of an item: checked as every file of the portal is, then kept with what they show."""

from functools import partial
from uuid import uuid4

from django.db import transaction

from portal.cases.models import Upload
from portal.cases.services import uploads
from portal.notifications import outbox

from ..models import ItemFile
from ..states.items import FileRole
from .reading import PDF, READ

ALONE = (FileRole.PICTURE, FileRole.RECORDING, FileRole.SIGNED)  # one of each, and language


def receive(commune, *, files, at):
    """Check and store files; return (a token under which they are kept, the refusals as sentences)."""
    token = uuid4()
    return token, uploads.keep(commune, token=token, files=files, at=at)


def waiting(item, *, token):
    """Whether something is kept under a token."""
    return uploads.kept(item.commune, token=token).exists()


@transaction.atomic
def attach(item, *, token, role, at, language=""):
    """Make what is kept under a token files of an item; a new one of what stands ALONE takes the old one's place."""
    found = list(uploads.kept(item.commune, token=token))
    if found and role in ALONE:
        found = found[-1:]
        for file in item.files.filter(role=role, language=language):
            remove(file, at=at)
    position = item.files.count()
    ItemFile.objects.bulk_create(
        ItemFile(
            item_id=item.pk,
            role=role,
            language=language,
            position=position + number,
            at=at,
            **{name: getattr(upload, name) for name in uploads.COPIED},
        )
        for number, upload in enumerate(found)
    )
    Upload.objects.filter(pk__in=[upload.pk for upload in found]).delete()
    if any(upload.content_type == PDF for upload in found):
        transaction.on_commit(partial(outbox.wake, READ))
    return len(found)


@transaction.atomic
def remove(file, *, at):
    """Take a file away: its row now, its bytes after the commit."""
    uploads.hand_over([file], commune_id=file.item.commune_id, at=at)
    ItemFile.objects.filter(pk=file.pk).delete()


def describe(item, **words):
    """What the picture shows, `words_ar` and `words_fr`."""
    item.files.filter(role=FileRole.PICTURE).update(**words)
