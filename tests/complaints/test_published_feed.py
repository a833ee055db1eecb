"""The feed of a filter, read as a feed reader reads it."""

import feedparser
import pytest

from complaints.models import Category
from portal.cases.services import publishing
from tests.fixtures.builders import make_category
from tests.fixtures.citizens import in_language, later
from tests.fixtures.desk import HOST
from tests.fixtures.publications import publish

pytestmark = pytest.mark.usefixtures("now", "open_to_publication")


def read(client, lang="fr", **query):
    answer = client.get(in_language(lang, "complaints:complaint_feed"), query, headers={"host": HOST})
    assert answer["Content-Type"].startswith("application/rss+xml")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


@pytest.mark.parametrize(("lang", "title"), [("ar", "الشكايات المنشورة"), ("fr", "Réclamations publiées")])
def test_a_reader_gets_the_newest_on_top_in_the_language_of_the_address(lang, title, commune, clerk, client):
    cases = [publish(commune, by=clerk, at=later(minutes=number), text=f"نص {number} & <b>") for number in range(3)]
    feed = read(client, lang)
    assert feed.feed.title.startswith(title)
    assert feed.feed.language == lang
    addresses = [in_language(lang, "complaints:complaint_show", case.reference) for case in reversed(cases)]
    assert [entry.link for entry in feed.entries] == [f"http://{HOST}{address}" for address in addresses]
    assert [entry.id for entry in feed.entries] == [entry.link for entry in feed.entries]
    assert feed.entries[0].published_parsed[:5] == (2026, 11, 23, 10, 2)
    assert "نص 2" in feed.entries[0].summary


def test_the_feed_of_a_filter_holds_its_own_and_says_which(commune, clerk, client):
    road = make_category(commune, code="road", publishable=True, department=commune.departments.get(code="lighting"))
    publish(commune, by=clerk)
    case = publish(commune, by=clerk, category=road)
    feed = read(client, category=road.pk)
    assert [entry.link.split("/")[-2] for entry in feed.entries] == [case.reference]
    assert "Domaine road" in feed.feed.title
    assert feed.feed.link.endswith(f"?category={road.pk}")
    (own,) = [link.href for link in feed.feed.links if link.rel == "self"]
    assert own.endswith(f"/feed/?category={road.pk}")


def test_the_feed_of_a_commune_without_published_complaints_is_an_empty_feed(client, commune):
    assert read(client).entries == []


def test_a_reader_that_asks_whether_something_changed_learns_that_an_older_one_was_taken_off(commune, clerk, client):
    old, _new = publish(commune, by=clerk), publish(commune, by=clerk, at=later(days=1))
    address = in_language("fr", "complaints:complaint_feed")
    first = client.get(address)
    asking = {"if-modified-since": "Tue, 24 Nov 2026 10:00:00 GMT"}
    publishing.unpublish(old, by=clerk, at=later(days=1))
    again = client.get(address, headers=asking)
    assert again.status_code == 200 and old.reference not in again.content.decode()
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200
    assert client.get(address, headers={"if-none-match": again["ETag"]}).status_code == 304


def test_the_feed_of_a_category_that_was_closed_is_empty(commune, clerk, client):
    publish(commune, by=clerk)
    Category.objects.of(commune).update(publishable=False)
    assert read(client).entries == []
