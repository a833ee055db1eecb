"""What search engines read: every public page in both languages, nothing private, nothing of another commune."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client

from communications.services import publishing
from tests.fixtures.builders import NOW, make_commune, make_member
from tests.fixtures.desk import HOST
from tests.fixtures.items import publish_item, write_item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def entries(client):
    answer = client.get("/sitemap.xml")
    assert answer["Content-Type"] == "application/xml"
    tree = ElementTree.fromstring(answer.content)
    return {
        url.find("s:loc", NAMES).text: {link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)}
        for url in tree.findall("s:url", NAMES)
    }


@pytest.fixture
def client(commune):
    return Client(headers={"host": HOST})


def test_each_page_names_itself_in_the_other_language(client, commune):
    item = publish_item(commune, by=make_member(commune, "publisher"))
    found = entries(client)
    for path in ("", f"news/{item.pk}/", "news/", "complaints/new/"):
        for language in ("ar", "fr"):
            alternates = found[f"http://{HOST}/{language}/{path}"]
            assert {code: alternates[code] for code in ("ar", "fr")} == {
                code: f"http://{HOST}/{code}/{path}" for code in ("ar", "fr")
            }


def test_what_is_not_public_or_not_in_a_language_is_not_there(client, commune):
    publisher, other = make_member(commune, "publisher"), make_commune("TNG")
    hidden = [
        write_item(commune, by=publisher),
        publish_item(commune, by=publisher, publish_at=NOW + timedelta(days=1)),
        publish_item(other, by=make_member(other, "publisher")),
    ]
    arabic = write_item(commune, by=publisher, title_fr="", summary_fr="", body_fr="")
    publishing.publish(arabic, by=publisher, at=NOW, urgent_reason="x")
    found = " ".join(entries(client))
    assert not any(f"/news/{item.pk}/" in found for item in hidden)
    assert f"/ar/news/{arabic.pk}/" in found and f"/fr/news/{arabic.pk}/" not in found


def test_robots_are_told_where_the_pages_are_and_what_is_private(client, commune):
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: http://{HOST}/sitemap.xml" in text
    for path in ("/backoffice/", "/*/my-cases/", "/*/track/", "/*/news/follow/"):
        assert f"Disallow: {path}\n" in text
    for private in ("/ar/my-cases/", "/fr/track/", "/backoffice/"):
        assert private not in " ".join(entries(client))
