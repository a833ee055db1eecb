"""What a clerk types for everybody to read, and what the commune calls its subjects and places, is text there too."""

import json
from xml.etree import ElementTree

import pytest

from complaints.models import Category
from portal.cases.models import Case
from tests.fixtures.builders import NOW
from tests.fixtures.citizens import in_language
from tests.fixtures.publications import publish
from tests.security.test_typed import MARKUP, TEMPLATE, assert_nothing_foreign

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
HOSTILE = f"{MARKUP}]]>{TEMPLATE}"


@pytest.fixture
def shown(commune, clerk):
    """A published case on which every word is an attack: published, called and placed so."""
    words = {"name_ar": HOSTILE[:100], "name_fr": HOSTILE[:100]}
    Category.objects.of(commune).update(publishable=True, **words)
    commune.districts.update(**words)
    place = {"latitude": 35.19, "longitude": -6.15, "district": commune.districts.first()}
    typed = {"subject": HOSTILE, "text": HOSTILE, "answer": HOSTILE, "description": HOSTILE, "name": HOSTILE[:80]}
    return Case.objects.get(pk=publish(commune, by=clerk, photos=1, **typed, **place).pk)


@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_markup_stays_text_on_the_public_pages(lang, shown, client):
    for name, args in (("complaint_list", []), ("complaint_show", [shown.reference])):
        page = client.get(in_language(lang, f"complaints:{name}", *args))
        assert_nothing_foreign(page)
        assert "{{ 7|add:7 }}" in page.content.decode() or name == "complaint_list"
    for query in ({"q": MARKUP}, {"category": MARKUP}, {"district": MARKUP, "state": MARKUP, "month": MARKUP}):
        assert_nothing_foreign(client.get(in_language(lang, "complaints:complaint_list"), {**query, "after": MARKUP}))


@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_the_map_is_data_that_no_browser_takes_for_a_page(lang, shown, client):
    answer = client.get(in_language(lang, "complaints:complaint_map"))
    assert answer["Content-Type"] == "application/json" and answer["X-Content-Type-Options"] == "nosniff"
    [point] = json.loads(answer.content)["points"]
    assert HOSTILE[:40] in json.dumps(point, ensure_ascii=False).replace('\\"', '"')


@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_the_feed_is_well_formed_and_holds_what_was_typed_as_text(lang, shown, client):
    answer = client.get(in_language(lang, "complaints:complaint_feed"), {"q": ""})
    assert answer["Content-Type"].startswith("application/rss+xml")
    feed = ElementTree.fromstring(answer.content)
    assert feed.find(".//item/title").text == HOSTILE
    assert not [element for element in feed.iter() if "xss" in element.tag or "data-xss" in element.attrib]
    known = "rss channel title link description language lastBuildDate item pubDate guid category"
    assert {element.tag.rpartition("}")[2] for element in feed.iter()} <= set(known.split())


def test_what_a_feed_reader_shows_as_a_page_is_text_once_more(shown, client):
    """A description is read as HTML by most readers: what was typed must be escaped there a second time."""
    answer = client.get(in_language("fr", "complaints:complaint_feed"))
    described = ElementTree.fromstring(answer.content).find(".//item/description").text
    assert "<" not in described and "xss-probe" in described


def test_control_characters_leave_the_feed_well_formed(commune, clerk, open_to_publication, client):
    publish(commune, by=clerk, subject="a\x0bb\x1fc\ufffe", text="\x08\x0c", at=NOW)
    Category.objects.of(commune).update(name_fr="d\x0be")
    for query in ({}, {"q": "a\x0bb"}):  # what anybody asks for stands in the title
        feed = ElementTree.fromstring(client.get(in_language("fr", "complaints:complaint_feed"), query).content)
        assert [title.text for title in feed.iterfind(".//item/title")] in (["abc"], [])


def test_the_name_of_a_published_photo_and_its_address_are_harmless(shown, client):
    photo = shown.publication.photos.get()
    for name in ("published_photo", "published_photo_small"):
        answer = client.get(in_language("fr", f"complaints:{name}", shown.reference, photo.key))
        assert answer["Content-Type"] == "image/jpeg" and "xss" not in answer["Content-Disposition"]
        assert "sandbox" in answer["Content-Security-Policy"]
