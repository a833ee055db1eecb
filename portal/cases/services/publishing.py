"""Making a case public, and not public any more. Three must agree: the topic (its pillar says so), citizen and clerk.

The public copies of photos are other files under other keys; the originals are kept apart and never served publicly.
A copy is an upload that nobody waits for until its publication is written, and again once it is taken off: whatever
kills this process, the next sweep of stale uploads finds the bytes.
"""

import hashlib
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from ..files import sandbox
from ..models import Case, Publication, PublishedPhoto, Upload
from ..models.case import ForbiddenMove
from ..search import normalise
from ..states import FileKind, Reason
from . import uploads

TEXTS = ("subject", "text", "answer")
JPEG = {"kind": FileKind.PHOTO, "content_type": "image/jpeg"}


def publish(case, *, by, at, subject, text, answer="", photos=()):
    """Publish these words of a case, or others than before, with copies of photos: [(Attachment, boxes), …].

    `boxes`: (left, top, width, height) in percent, painted black. Raise ForbiddenMove without the citizen's agreement;
    Unfit when a copy cannot be made.
    """
    copies = []
    try:
        for number, (attachment, boxes) in enumerate(photos, start=1):
            copies.append(_copy(case, attachment, boxes, number, at))
        words = {"subject": subject, "text": text, "answer": answer}
        return _write(case, words, copies, by=by, at=at)
    except BaseException:
        for upload, _photo in copies:
            uploads.drop(upload)
        raise


@transaction.atomic
def unpublish(case, *, by, at):
    """Take a case off the public pages at once, its copied photos too. One that is not public stays as it is."""
    if Case.objects.filter(pk=case.pk, published_at__isnull=False).update(published_at=None):
        _hide(case, at)
        case.record(case.state, case.state, by=by, at=at, reason=Reason.UNPUBLISHED)


@transaction.atomic
def withdraw_consent(case, *, at, by=None):
    """The citizen agrees no longer: the page vanishes at once, and nobody can publish the case again.

    One UPDATE, so that somebody who publishes at the same moment is either refused or undone.
    """
    agreed = Case.objects.filter(pk=case.pk, publish_agreed_at__isnull=False)
    if agreed.update(publish_agreed_at=None, published_at=None):
        case.publish_agreed_at = None
        _hide(case, at)
        case.record(case.state, case.state, by=by, at=at, reason=Reason.CONSENT_WITHDRAWN)


@transaction.atomic
def unpublish_topic(topic, *, by, at):
    """A topic may be published no longer: none of its cases stays public. Return how many were."""
    cases = list(Case.objects.filter(topic_id=topic.pk).published())
    for case in cases:
        unpublish(case, by=by, at=at)
    return len(cases)


@transaction.atomic
def erase(case, *, at, words, blot):
    """What erasure does to a publication: all of it goes, or `blot(text)` of its texts stays. Return rows changed."""
    row = Publication.objects.filter(case_id=case.pk).first()
    if row is None:
        return 0
    if words:
        Case.objects.filter(pk=case.pk).update(publish_agreed_at=None, published_at=None)
        _forget(row.photos.all(), case, at)
        return row.delete()[0]
    texts = {name: blot(getattr(row, name)) for name in TEXTS}
    if all(getattr(row, name) == text for name, text in texts.items()):
        return 0
    return Publication.objects.filter(pk=row.pk).update(**texts, search_text=_searchable(case, texts))


@transaction.atomic
def _write(case, words, copies, *, by, at):
    agreed = Case.objects.filter(pk=case.pk, publish_agreed_at__isnull=False)
    if not agreed.update(published_at=Coalesce("published_at", Value(at))):
        raise ForbiddenMove(case, case.state, case.state)
    case.refresh_from_db(fields=["published_at"])
    search_text = normalise(" ".join([case.reference, words["subject"], words["text"]]))
    cleared = {"language": case.language, "search_text": search_text, "by": by, "at": at, "withdrawn_at": None}
    row, _created = Publication.objects.update_or_create(case_id=case.pk, defaults={**words, **cleared})
    _forget(row.photos.all(), case, at)
    for _upload, photo in copies:
        photo.publication = row
    PublishedPhoto.objects.bulk_create(photo for _upload, photo in copies)
    Upload.objects.filter(pk__in=[upload.pk for upload, _photo in copies]).delete()
    case.record(case.state, case.state, by=by, at=at, reason=Reason.PUBLISHED)
    return row


def _searchable(case, words):
    return normalise(" ".join([case.reference, words["subject"], words["text"]]))


def _hide(case, at):
    case.published_at = None
    Publication.objects.filter(case_id=case.pk).update(withdrawn_at=at)
    _forget(PublishedPhoto.objects.filter(publication__case_id=case.pk), case, at)


def _copy(case, attachment, boxes, number, at):
    """(Upload, unsaved PublishedPhoto) of the same stored files: pixels only, without the name the citizen gave."""
    with tempfile.TemporaryDirectory(prefix="publication-", dir=settings.FILE_UPLOAD_TEMP_DIR) as made:
        folder = Path(made)
        source, made_photo = folder / "original", folder / "photo.jpg"
        with default_storage.open(attachment.path) as original:
            source.write_bytes(original.read())
        told = sandbox.rewrite_photo(source, folder, encoding="JPEG", max_pixels=None, boxes=boxes)
        data = made_photo.read_bytes()
        found = {"width": told["width"], "height": told["height"], "size": len(data)}
        found |= {"sha256": hashlib.sha256(data).hexdigest(), "name": f"{case.reference}-{number}.jpg", **JPEG}
        how = {"extension": "jpg", "small": folder / "thumbnail.jpg", "folder": "published"}
        upload = uploads.store(case.commune, made_photo, at=at, **how, **found)
    names = {name: getattr(upload, name) for name in uploads.COPIED}
    after = attachment.answer_id is not None
    return upload, PublishedPhoto(original=attachment, boxes=[list(box) for box in boxes], after=after, **names)


def _forget(photos, case, at):
    """Delete copies: their rows now, their bytes when the transaction is kept."""
    gone = list(photos)
    PublishedPhoto.objects.filter(pk__in=[photo.pk for photo in gone]).delete()
    uploads.hand_over(gone, commune_id=case.commune_id, at=at)
