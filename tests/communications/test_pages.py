"""What everybody reads of items: the list, a page, feeds, paper, the panel of the home page."""

from datetime import timedelta

import feedparser
import pytest
from django.core.cache import caches

from communications.models import Item
from communications.services import editing, publishing
from tests.fixtures.builders import NOW, make_commune, make_member
from tests.fixtures.items import WORDS, add_file, make_theme, publish_item, write_item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.mark.parametrize(("language", "title"), [("ar", WORDS["title_ar"]), ("fr", WORDS["title_fr"])])
def test_a_page_speaks_the_language_of_its_address(language, title, reader, commune, publisher):
    item = publish_item(commune, by=publisher)
    page = reader.get(f"/{language}/news/{item.pk}/").content.decode()
    assert f'lang="{language}"' in page
    assert title in page
    assert 'hreflang="ar"' in page and 'property="og:title"' in page


def test_what_is_in_one_language_says_so_and_marks_its_words(reader, commune, publisher):
    item = write_item(commune, by=publisher, title_fr="", summary_fr="", body_fr="")
    publishing.publish(item, by=publisher, at=NOW, urgent_reason="x")
    page = reader.get(f"/fr/news/{item.pk}/").content.decode()
    assert '<article class="stack" lang="ar">' in page
    assert "l’autre suivra" in page


@pytest.mark.parametrize("state", ["draft", "scheduled", "expired", "withdrawn", "of another commune"])
def test_what_is_not_public_is_nowhere(state, reader, commune, publisher):
    hidden = {
        "draft": lambda: write_item(commune, by=publisher),
        "scheduled": lambda: publish_item(commune, by=publisher, publish_at=NOW + timedelta(hours=1)),
        "expired": lambda: publish_item(
            commune, by=publisher, at=NOW - timedelta(days=2), expires_at=NOW - timedelta(days=1)
        ),
        "withdrawn": lambda: publish_item(commune, by=publisher),
        "of another commune": lambda: publish_item(other := make_commune("TNG"), by=make_member(other, "publisher")),
    }[state]()
    picture = add_file(hidden, "picture")
    if state == "withdrawn":
        publishing.withdraw(hidden, by=publisher, at=NOW, reason="x")
    for address in ("", "files/" + picture.key + "/"):
        assert reader.get(f"/fr/news/{hidden.pk}/{address}").status_code == 404
    assert reader.get(f"/fr/news/{hidden.pk}.pdf").status_code == 404
    for address in ("/fr/news/", "/fr/news/rss/", "/fr/news/atom/", "/fr/"):
        assert WORDS["title_fr"] not in reader.get(address).content.decode()


def test_a_change_shows_at_once(reader, commune, publisher):
    item = publish_item(commune, by=publisher)
    first = reader.get("/fr/news/")
    assert reader.get("/fr/news/", headers={"if-none-match": first["ETag"]}).status_code == 304
    editing.change(item, by=publisher, at=NOW + timedelta(seconds=1), title_fr="Nouveau titre")
    again = reader.get("/fr/news/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200 and "Nouveau titre" in again.content.decode()


def test_filters_leave_what_fits_and_an_unknown_value_is_said(reader, commune, publisher):
    theme, manar = make_theme(commune), commune.districts.last()
    works = publish_item(commune, by=publisher, themes=[theme])
    tender = publish_item(commune, by=publisher, kind="tender", everywhere=False, districts=[manar], title_fr="Marché")
    for query, found in [
        ({"kind": "tender"}, [tender]),
        ({"theme": "works"}, [works]),
        ({"district": manar.pk}, [tender, works]),
        ({"q": "marche"}, [tender]),
        ({"q": "zzz"}, []),
    ]:
        page = reader.get("/fr/news/", query)
        assert [row.pk for row in page.context["rows"]] == [item.pk for item in found], query
    page = reader.get("/fr/news/", {"theme": "nonsense", "kind": "\x00", "district": "9" * 30})
    assert page.status_code == 200
    assert len(page.context["form"].ignored) == 3


def test_what_stays_on_top_comes_first_and_once(reader, commune, publisher):
    pinned = publish_item(commune, by=publisher, pinned=True, at=NOW - timedelta(days=9))
    newer = publish_item(commune, by=publisher)
    page = reader.get("/fr/news/")
    assert [row.pk for row in page.context["rows"]] == [pinned.pk, newer.pk]


def test_pages_of_the_list_meet_each_item_once(reader, commune, publisher):
    items = [publish_item(commune, by=publisher, at=NOW - timedelta(hours=number // 2)) for number in range(45)]
    met, address = [], "/fr/news/"
    while address:
        page = reader.get(address)
        met += [row.pk for row in page.context["rows"]]
        address = page.context["older_url"] and f"/fr/news/{page.context['older_url']}"
    expected = sorted(items, key=lambda item: (item.publish_at, item.pk), reverse=True)
    assert met == [item.pk for item in expected]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "queries", "kept"), [("/fr/news/", 7, 5), ("/fr/news/rss/", 6, 6)])
def test_a_list_asks_the_same_of_the_database_for_one_row_and_for_three(
    address, queries, kept, count, reader, commune, publisher, django_assert_num_queries
):
    for _number in range(count):
        publish_item(commune, by=publisher, everywhere=False, districts=list(commune.districts.all()))
    reader.get(address)
    with django_assert_num_queries(kept):
        reader.get(address)
    caches["memory"].clear()
    with django_assert_num_queries(queries):
        reader.get(address)


def test_what_was_kept_of_a_list_is_that_of_its_language_and_its_rows(reader, commune, publisher):
    item = publish_item(commune, by=publisher)
    for _time in range(2):
        assert WORDS["title_fr"] in reader.get("/fr/news/").content.decode()
        assert WORDS["title_ar"] in reader.get("/ar/news/").content.decode()
    publishing.withdraw(item, by=publisher, at=NOW, reason="x")
    assert WORDS["title_fr"] not in reader.get("/fr/news/").content.decode()


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_a_feed_is_read_by_a_reader(kind, reader, commune, publisher):
    theme = make_theme(commune)
    item = publish_item(commune, by=publisher, themes=[theme], title_fr="Travaux & « rue » <b>", body_fr="Un \x0b mot")
    feed = feedparser.parse(reader.get(f"/fr/news/{kind}/?theme=works").content)
    assert not feed.bozo, feed.get("bozo_exception")
    [entry] = feed.entries
    assert entry.title == "Travaux & « rue » <b>"
    assert entry.link.endswith(f"/fr/news/{item.pk}/")
    assert "Thème works" in [tag.term for tag in entry.tags]
    assert "Thème works" in feed.feed.title
    assert entry.published_parsed[:5] == NOW.timetuple()[:5] if kind == "rss" else entry.updated_parsed


def test_files_are_served_with_headers_that_keep_them_harmless(reader, commune, publisher):
    item = publish_item(commune, by=publisher)
    picture = add_file(item, "picture")
    answer = reader.get(f"/fr/news/{item.pk}/files/{picture.key}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert reader.get(f"/fr/news/{item.pk}/files/{'0' * 40}/").status_code == 404


@pytest.mark.parametrize("query", ["", "?in=both"])
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_an_item_is_a_notice_of_paper(language, query, reader, commune, publisher):
    item = publish_item(commune, by=publisher, body_fr="# Titre\n\n- un\n- deux", body_ar="نص\n\n- أول")
    answer = reader.get(f"/{language}/news/{item.pk}.pdf{query}")
    assert answer.content.startswith(b"%PDF")


def test_the_home_page_shows_the_newest(reader, commune, publisher):
    assert "h-news" not in reader.get("/fr/").content.decode()
    publish_item(commune, by=publisher)
    assert WORDS["title_fr"] in reader.get("/fr/").content.decode()


def test_an_item_of_another_commune_is_a_404(reader, commune):
    other = make_commune("TNG")
    item = publish_item(other, by=make_member(other, "publisher"))
    assert Item.objects.filter(pk=item.pk).exists()
    assert reader.get(f"/fr/news/{item.pk}/").status_code == 404
