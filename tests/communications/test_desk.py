"""Writing and publishing in the backoffice: what a publisher does, and what is said when it cannot be done."""

from datetime import timedelta

import pytest

from communications.models import Item
from tests.fixtures.builders import NOW, make_commune, make_member
from tests.fixtures.citizens import photo
from tests.fixtures.desk import sign_in, text_of
from tests.fixtures.events import write_event
from tests.fixtures.items import WORDS, add_file, publish_item, write_item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "watched")]
TYPED = {**WORDS, "everywhere": "on"}


def edit(item):
    return f"/backoffice/items/{item.pk}/"


def test_from_the_first_word_to_the_public_page(desk, commune):
    begun = desk.post("/backoffice/items/add/", {"kind": "works", "title_ar": "أشغال", "everywhere": "on"})
    item = Item.objects.get()
    assert begun["Location"] == edit(item)
    assert len(desk.get(edit(item)).context["missing"]) == 6
    desk.post(edit(item), TYPED)
    assert desk.get(edit(item)).context["missing"] == []
    desk.post(f"{edit(item)}publish/")
    assert desk.get(f"/fr/news/{item.pk}/").status_code == 200
    desk.post(f"{edit(item)}withdraw/", {"reason": "erreur"})
    assert desk.get(f"/fr/news/{item.pk}/").status_code == 404


def test_what_is_missing_is_named_and_nothing_goes_out(desk, commune, publisher):
    item = write_item(commune, by=publisher, summary_fr="")
    page = desk.post(f"{edit(item)}publish/", follow=True)
    assert "Le résumé en français" in text_of(page)
    assert Item.objects.get().status == "draft"


def test_bad_input_is_said_beside_its_field_and_keeps_what_was_typed(desk, commune, publisher):
    page = desk.post("/backoffice/items/add/", {"kind": "x", "summary_fr": "gardé", "body_ar": "\x00"})
    form = page.context["form"]
    assert set(form.errors) == {"kind", "title_ar", "body_ar", "districts"}
    assert form["summary_fr"].value() == "gardé"
    assert not Item.objects.exists()
    item = publish_item(commune, by=publisher)
    page = desk.post(edit(item), {**TYPED, "expires_at": "2020-01-01T10:00"})
    assert list(page.context["form"].errors) == ["expires_at"]
    page = desk.post(edit(item), {**TYPED, "title_fr": ""})
    assert list(page.context["form"].errors) == ["title_fr"]


def test_one_that_would_end_before_it_begins_is_not_published(desk, commune, publisher):
    item = write_item(commune, by=publisher, expires_at=NOW + timedelta(days=1))
    desk.post(f"{edit(item)}publish/", {"publish_at": "2027-01-01T10:00"})
    assert Item.objects.get().status == "draft"


def test_an_item_that_expired_before_it_went_out_is_not_published(desk, commune, publisher):
    item = write_item(commune, by=publisher, expires_at=NOW - timedelta(days=1))
    page = desk.post(f"{edit(item)}publish/", follow=True)
    assert page.status_code == 200
    assert Item.objects.get().status == "draft"


def test_files_are_kept_and_taken_away(desk, commune, publisher):
    item = write_item(commune, by=publisher)
    desk.post(edit(item), {**TYPED, "picture": photo(), "words_ar": "مصباح", "words_fr": "Une lampe"})
    file = item.files.get()
    assert (file.role, file.words_ar, file.words_fr) == ("picture", "مصباح", "Une lampe")
    address = f"{edit(item)}files/{file.key}/"
    assert desk.get(address).status_code == 200
    desk.post(address)
    assert not item.files.exists()


@pytest.mark.parametrize("role", ["clerk", "head", "complaints_officer", "president", "administrator"])
def test_others_do_not_publish(role, commune, publisher):
    item = write_item(commune, by=publisher)
    client = sign_in(make_member(commune, role, "lighting" if role in ("clerk", "head") else None))
    for address in ("/backoffice/items/", "/backoffice/items/add/", edit(item)):
        assert client.get(address).status_code == 403
    assert client.post(f"{edit(item)}publish/").status_code == 403
    assert "/backoffice/items/" not in client.get("/backoffice/").content.decode()


def test_items_of_another_commune_are_not_there(desk, commune):
    other = make_commune("TNG")
    item = write_item(other, by=make_member(other, "publisher"))
    for address in (edit(item), f"{edit(item)}publish/", f"{edit(item)}withdraw/"):
        assert desk.post(address, TYPED).status_code == 404


@pytest.mark.parametrize(
    ("show", "found"),
    [("", 5), ("drafts", 1), ("scheduled", 1), ("public", 1), ("expired", 1), ("withdrawn", 1), ("x", 5)],
)
def test_the_list_shows_what_stands_where(show, found, desk, commune, publisher):
    write_item(commune, by=publisher)
    publish_item(commune, by=publisher)
    publish_item(commune, by=publisher, publish_at=NOW + timedelta(days=1))
    publish_item(commune, by=publisher, at=NOW - timedelta(days=3), expires_at=NOW - timedelta(days=1))
    gone = publish_item(commune, by=publisher)
    desk.post(f"{edit(gone)}withdraw/", {"reason": "x"})
    assert len(desk.get("/backoffice/items/", {"show": show}).context["page"].rows) == found


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_for_one_row_and_for_three(count, desk, commune, publisher, django_assert_num_queries):
    for _number in range(count):
        publish_item(commune, by=publisher)
    desk.get("/backoffice/items/")
    with django_assert_num_queries(7):
        desk.get("/backoffice/items/")


@pytest.mark.parametrize("kind", ["announcement", "event"])
def test_a_draft_is_seen_by_its_publisher_as_it_will_look(kind, desk, commune, publisher):
    item = write_item(commune, by=publisher) if kind == "announcement" else write_event(commune, by=publisher)
    picture = add_file(item, "picture")
    page = desk.get(f"{edit(item)}preview/")
    assert WORDS["title_fr"] in text_of(page)
    assert f"/backoffice/items/{item.pk}/files/{picture.key}/" in page.content.decode()
    assert "ld+json" not in page.content.decode()
    assert sign_in(make_member(commune, "clerk", "lighting")).get(f"{edit(item)}preview/").status_code == 403
