"""Where an item was said and posted, and which kinds of communication it still lacks."""

from datetime import timedelta

import pytest
from django.test import Client

from communications.models import Diffusion, ItemFile
from communications.services import diffusing
from tests.fixtures.builders import NOW, make_commune, make_member
from tests.fixtures.citizens import photo
from tests.fixtures.desk import HOST, text_of
from tests.fixtures.items import publish_item, write_item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TODAY = NOW.date()
TYPED = {"way": "market", "place": "السوق الأسبوعي", "on": TODAY.isoformat(), "agent": "Si Ahmed"}


def log(item):
    return f"/backoffice/items/{item.pk}/diffusions/"


def test_reading_on_the_market_is_noted_with_its_proof(desk, commune, publisher):
    item = publish_item(commune, by=publisher)
    desk.post(log(item), {**TYPED, "photo": photo()})
    row = Diffusion.objects.get()
    assert (row.way, row.place, row.on, row.agent) == ("market", "السوق الأسبوعي", TODAY, "Si Ahmed")
    page = desk.get(log(item))
    assert "السوق الأسبوعي" in text_of(page)
    assert desk.get(f"/backoffice/items/{item.pk}/files/{row.photo.key}/").status_code == 200


def test_the_photo_of_a_proof_is_for_staff_alone(desk, commune, publisher):
    item = publish_item(commune, by=publisher)
    desk.post(log(item), {**TYPED, "photo": photo()})
    reader, file = Client(headers={"host": HOST}), ItemFile.objects.get()
    assert reader.get(f"/fr/news/{item.pk}/files/{file.key}/").status_code == 404
    assert file.key not in reader.get(f"/fr/news/{item.pk}/").content.decode()


def test_a_line_entered_by_mistake_is_taken_away_and_the_history_keeps_it(desk, commune, publisher):
    item = publish_item(commune, by=publisher)
    desk.post(log(item), {**TYPED, "photo": photo()})
    desk.post(f"{log(item)}{Diffusion.objects.get().pk}/")
    assert not Diffusion.objects.exists() and not ItemFile.objects.exists()
    assert [event.what for event in item.events.all()][-2:] == ["said", "unsaid"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"way": "pigeon"}, "way"),
        ({"place": ""}, "place"),
        ({"agent": ""}, "agent"),
        ({"on": (TODAY + timedelta(days=1)).isoformat()}, "on"),
        ({"on": "31/02/2026"}, "on"),
    ],
)
def test_bad_input_is_said_beside_its_field(typed, field, desk, commune, publisher):
    item = publish_item(commune, by=publisher)
    page = desk.post(log(item), {**TYPED, **typed})
    assert list(page.context["form"].errors) == [field]
    assert not Diffusion.objects.exists()


def test_an_item_shows_and_lists_what_it_lacks(desk, commune, publisher):
    said, posted = publish_item(commune, by=publisher), publish_item(commune, by=publisher)
    draft = write_item(commune, by=publisher)
    words = {"place": "x", "on": TODAY, "agent": "x", "by": publisher, "at": NOW}
    diffusing.note(said, way="crier", **words)
    diffusing.note(posted, way="board", **words)
    assert said.media(NOW) == ["oral", "electronic"]
    assert posted.media(NOW) == ["written", "electronic"]

    def without(medium):
        return {item.pk for item in desk.get("/backoffice/items/", {"lacks": medium}).context["page"].rows}

    assert without("oral") == {posted.pk, draft.pk}
    assert without("written") == {said.pk, draft.pk}
    assert without("electronic") == {draft.pk}
    assert len(without("x")) == 3


def test_items_of_another_commune_and_lines_of_another_item_are_not_there(desk, commune, publisher):
    other = make_commune("TNG")
    foreign = publish_item(other, by=make_member(other, "publisher"))
    assert desk.post(log(foreign), TYPED).status_code == 404
    mine, second = publish_item(commune, by=publisher), publish_item(commune, by=publisher)
    desk.post(log(mine), TYPED)
    assert desk.post(f"{log(second)}{Diffusion.objects.get().pk}/").status_code == 404
