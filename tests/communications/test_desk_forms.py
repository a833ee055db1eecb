"""Wrong input on the page of a publication: said at its field, with all that was typed and chosen still there."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from communications.models import Item
from tests.fixtures.builders import NOW
from tests.fixtures.citizens import photo
from tests.fixtures.desk import text_of
from tests.fixtures.events import publish_event
from tests.fixtures.items import WORDS, publish_item, write_item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "watched")]
TYPED = {**WORDS, "everywhere": "on"}


def edit(item):
    return f"/backoffice/items/{item.pk}/"


def exe():
    return SimpleUploadedFile("virus.pdf", b"MZ\x00\x01" * 50, content_type="application/pdf")


def test_a_wrong_moment_of_publication_is_said_at_its_field(desk, commune, publisher):
    item = write_item(commune, by=publisher, expires_at=NOW + timedelta(days=1))
    page = desk.post(f"{edit(item)}publish/", {"publish_at": "2027-01-01T10:00"})
    form = page.context["publish_form"]
    assert list(form.errors) == ["publish_at"]
    assert form["publish_at"].value() == "2027-01-01T10:00"
    assert "#id_publish_at" in page.content.decode()
    assert WORDS["title_fr"] in text_of(page)


def test_a_reason_that_is_too_long_comes_back_to_be_shortened(desk, commune, publisher):
    item = publish_item(commune, by=publisher)
    page = desk.post(f"{edit(item)}withdraw/", {"reason": "à corriger " * 40})
    assert list(page.context["withdraw_form"].errors) == ["reason"]
    assert "à corriger à corriger" in page.content.decode()
    assert Item.objects.get().status == "published"


def test_half_a_cancellation_keeps_the_half_that_was_typed(desk, commune, publisher):
    event = publish_event(commune, by=publisher)
    page = desk.post(f"/backoffice/events/{event.pk}/cancel/", {"cancellation_fr": "Il pleut sur la place"})
    assert list(page.context["cancel_form"].errors) == ["cancellation_ar"]
    assert "Il pleut sur la place" in page.content.decode()
    event.refresh_from_db()
    assert event.cancelled_at is None


@pytest.mark.parametrize("what", ["publish", "withdraw"])
def test_the_address_of_a_small_form_opened_again_leads_to_its_page(what, desk, commune, publisher):
    item = write_item(commune, by=publisher)
    assert desk.get(f"{edit(item)}{what}/")["Location"] == edit(item)
    event = publish_event(commune, by=publisher)
    assert desk.get(f"/backoffice/events/{event.pk}/cancel/")["Location"] == f"/backoffice/events/{event.pk}/"


@pytest.mark.parametrize("address", ["items", "events"])
def test_a_file_of_a_form_that_came_back_need_not_be_chosen_again(address, desk):
    add = f"/backoffice/{address}/add/"
    typed = {**TYPED, "kind": "public" if address == "events" else "news"}
    times = {"starts_at": "2026-12-01T10:00", "ends_at": "2026-12-01T12:00"}
    page = desk.post(add, {**typed, "kind": "x", "picture": photo("rue.jpg"), **times})
    form = page.context["form"]
    assert list(form.errors) == ["kind"]
    assert "rue.jpg" in str(form.fields["picture"].help_text)
    desk.post(add, {**typed, **times, "held": form.token})
    assert [file.name for file in Item.objects.get().files.all()] == ["rue.jpg"]


def test_a_refused_file_is_said_at_its_field_and_the_others_stay(desk):
    page = desk.post("/backoffice/items/add/", {**TYPED, "picture": photo("rue.jpg"), "attachments": exe()})
    form = page.context["form"]
    assert list(form.errors) == ["attachments"]
    assert form["title_fr"].value() == WORDS["title_fr"]
    desk.post("/backoffice/items/add/", {**TYPED, "held": form.token})
    assert [file.role for file in Item.objects.get().files.all()] == ["picture"]


@pytest.mark.parametrize("held", ["", "x", "\x00", "0" * 40])
def test_a_made_up_token_holds_nothing(held, desk):
    desk.post("/backoffice/items/add/", {**TYPED, "held": held})
    assert not Item.objects.get().files.exists()


def test_a_public_item_gets_no_picture_without_its_words(desk, commune, publisher):
    item = publish_item(commune, by=publisher)
    page = desk.post(edit(item), {**TYPED, "picture": photo(), "words_ar": "مصباح"})
    assert list(page.context["form"].errors) == ["words_fr"]
    assert not item.files.exists()
    desk.post(edit(item), {**TYPED, "held": page.context["form"].token, "words_ar": "مصباح", "words_fr": "Une lampe"})
    assert item.files.get().words_fr == "Une lampe"
