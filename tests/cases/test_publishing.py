"""Making a case public and taking it back: nothing is public unless its citizen agreed and a clerk cleared it."""

import io
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from PIL import Image

from portal.cases.models import Case, Publication, PublishedPhoto, Upload
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import lifecycle, publishing, uploads
from tests.fixtures.builders import NOW, file_complaint, make_category
from tests.fixtures.citizens import later, photo

WORDS = {"subject": "مصابيح مطفأة", "text": "المصابيح مطفأة منذ أسبوع"}


@pytest.fixture
def agreed(commune):
    return file_complaint(commune, publish=True)


@pytest.fixture
def with_photo(commune):
    token = uuid4()
    uploads.keep(commune, token=token, files=[photo("Fatima chez elle.jpg", color="white")], at=NOW)
    case = file_complaint(commune, publish=True)
    uploads.attach(case, token=token, by=None, at=NOW)
    return case


def published(case, by, **fields):
    return publishing.publish(case, by=by, at=NOW, **{**WORDS, **fields})


def reasons(case):
    return [move.reason for move in case.moves.all()]


def test_what_is_cleared_is_kept_beside_what_was_written(agreed, clerk):
    row = published(agreed, clerk, answer="أصلحناها")
    case = Case.objects.published().get()
    assert (case.published_at, row.at, row.by, row.language) == (NOW, NOW, clerk, "ar")
    assert (row.subject, row.text, row.answer) == (*WORDS.values(), "أصلحناها")
    assert case.description != row.text
    assert reasons(case) == ["", "published"]


def test_without_the_citizens_agreement_nothing_is_published(complaint, clerk):
    with pytest.raises(ForbiddenMove):
        published(complaint, clerk)
    assert not Publication.objects.exists()
    assert not Case.objects.published().exists()


def test_the_database_refuses_a_public_case_without_agreement(complaint):
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=complaint.pk).update(published_at=NOW)


def test_the_public_photo_is_another_file_with_its_boxes_and_without_the_name_of_the_file(with_photo, clerk):
    original = with_photo.attachments.get()
    before = default_storage.open(original.path).read()
    published(with_photo, clerk, photos=[(original, [(0, 0, 50, 100)])])
    copy = PublishedPhoto.objects.get()
    assert {copy.key, copy.path, copy.thumbnail}.isdisjoint({original.key, original.path, original.thumbnail})
    assert copy.sha256 != original.sha256
    assert "Fatima" not in copy.name + copy.path
    with Image.open(io.BytesIO(default_storage.open(copy.path).read())) as picture:
        assert sum(picture.getpixel((picture.width // 4, picture.height // 2))) < 20
        assert sum(picture.getpixel((picture.width * 3 // 4, picture.height // 2))) > 700
    assert default_storage.open(original.path).read() == before


def test_publishing_again_replaces_words_and_photos_and_keeps_the_day(
    with_photo, clerk, django_capture_on_commit_callbacks
):
    original = with_photo.attachments.get()
    published(with_photo, clerk, photos=[(original, [])])
    first = PublishedPhoto.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        publishing.publish(with_photo, by=clerk, at=later(days=2), subject="x", text="y", photos=[(original, [])])
    second = PublishedPhoto.objects.get()
    assert second.key != first.key
    assert not default_storage.exists(first.path) and not default_storage.exists(first.thumbnail)
    assert default_storage.exists(second.path)
    assert Case.objects.published().get().published_at == NOW
    assert Publication.objects.get().text == "y"


def test_taking_it_off_deletes_the_copies_and_keeps_the_original(with_photo, clerk, django_capture_on_commit_callbacks):
    original = with_photo.attachments.get()
    published(with_photo, clerk, photos=[(original, [])])
    copy = PublishedPhoto.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        publishing.unpublish(with_photo, by=clerk, at=later(days=1))
    assert not Case.objects.published().exists()
    assert not PublishedPhoto.objects.exists()
    assert not default_storage.exists(copy.path) and not default_storage.exists(copy.thumbnail)
    assert default_storage.exists(original.path)
    assert Publication.objects.get().withdrawn_at == later(days=1)
    assert reasons(with_photo) == ["", "published", "unpublished"]


def test_taking_off_what_is_not_public_writes_nothing(agreed, clerk):
    publishing.unpublish(agreed, by=clerk, at=NOW)
    assert reasons(agreed) == [""]


def test_a_citizen_who_agrees_no_longer_ends_it_for_good(agreed, clerk):
    published(agreed, clerk)
    publishing.withdraw_consent(agreed, at=NOW)
    case = Case.objects.get()
    assert (case.published_at, case.publish_agreed_at) == (None, None)
    assert reasons(case) == ["", "published", "consent_withdrawn"]
    with pytest.raises(ForbiddenMove):
        published(case, clerk)


def test_the_copies_of_a_publication_that_was_refused_are_not_left_behind(settings, tmp_path, with_photo, clerk):
    original = with_photo.attachments.get()
    picture = Path(default_storage.path(original.path))
    settings.MEDIA_ROOT = tmp_path
    default_storage.save(original.path, ContentFile(picture.read_bytes()))
    publishing.withdraw_consent(with_photo, at=NOW)
    with pytest.raises(ForbiddenMove):
        published(with_photo, clerk, photos=[(original, [])])
    assert [path.name for path in tmp_path.rglob("*.jpg")] == [picture.name]


def test_taking_the_message_back_takes_it_off_the_public_pages(agreed, clerk):
    published(agreed, clerk)
    lifecycle.withdraw(agreed, at=NOW)
    assert not Case.objects.published().exists()


def test_another_topic_has_to_be_cleared_anew(agreed, commune, clerk):
    published(agreed, clerk)
    lifecycle.correct(agreed, by=clerk, at=NOW, address="قرب السوق")
    assert Case.objects.published().exists()
    lifecycle.correct(agreed, by=clerk, at=NOW, topic=make_category(commune, code="noise"))
    assert not Case.objects.published().exists()


def test_a_topic_that_is_closed_takes_all_its_cases_off(agreed, commune, clerk):
    other = file_complaint(commune, publish=True, category=make_category(commune, code="noise"))
    for case in (agreed, other):
        published(case, clerk)
    assert publishing.unpublish_topic(agreed.topic, by=clerk, at=NOW) == 1
    assert list(Case.objects.published()) == [Case.objects.get(pk=other.pk)]


def test_only_published_words_are_searched(agreed, clerk):
    published(agreed, clerk)
    cases = Case.objects.of(agreed.commune)
    assert cases.published_matching("المصابيح مطفاه").count() == 1
    assert cases.published_matching(agreed.reference).count() == 1
    assert cases.published_matching(agreed.name).count() == 0
    assert cases.published_matching("معطلة").count() == 0, "a word of the citizen that was not cleared"


def test_copies_that_a_killed_process_left_go_with_the_next_sweep(with_photo, clerk):
    original = with_photo.attachments.get()

    def first_copy_then_the_end():
        yield original, []
        left = Upload.objects.get()  # what stands in the database when the process is killed here
        assert left.path.startswith("published/") and default_storage.exists(left.path)
        assert uploads.remove_stale(at=later(days=2)) == 1
        assert not default_storage.exists(left.path) and not default_storage.exists(left.thumbnail)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        published(with_photo, clerk, photos=first_copy_then_the_end())
    assert default_storage.exists(original.path)


def test_what_was_taken_off_by_a_process_that_was_killed_goes_with_the_next_sweep(
    with_photo, clerk, django_capture_on_commit_callbacks
):
    published(with_photo, clerk, photos=[(with_photo.attachments.get(), [])])
    copy = PublishedPhoto.objects.get()
    assert not Upload.objects.exists()
    with django_capture_on_commit_callbacks(execute=False):  # killed between the commit and the removal
        publishing.withdraw_consent(with_photo, at=later(days=1))
    assert default_storage.exists(copy.path)
    assert uploads.remove_stale(at=later(days=1)) == 1
    assert not default_storage.exists(copy.path) and not default_storage.exists(copy.thumbnail)
