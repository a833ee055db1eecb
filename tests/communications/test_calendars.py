"""Calendar files and JSON-LD, read by an independent parser; the meeting of 2016 as the demonstration publishes it."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import feedparser
import pytest
from django.core.cache import caches
from icalendar import Calendar
from pypdf import PdfReader

from communications.demo import meeting
from communications.seeding import seed
from communications.services import scheduling
from tests.fixtures.builders import NOW, make_commune, make_member
from tests.fixtures.desk import text_of
from tests.fixtures.events import SOON, publish_event, write_event
from tests.fixtures.items import publish_item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def entries(answer):
    assert answer["Content-Type"].startswith("text/calendar")
    return [part for part in Calendar.from_ical(answer.content).walk() if part.name == "VEVENT"]


def data_of(page):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page.content.decode())[1])


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ((2026, 9, 19, 10), datetime(2026, 9, 19, 9, tzinfo=UTC)),  # the last day of +01
        ((2026, 9, 21, 10), datetime(2026, 9, 21, 10, tzinfo=UTC)),  # +00 since the day before
    ],
)
def test_moments_have_the_offset_of_their_day(local, utc, reader, commune, publisher):
    starts = datetime(*local, tzinfo=ZoneInfo("Africa/Casablanca"))
    event = publish_event(commune, by=publisher, starts_at=starts)
    [entry] = entries(reader.get(f"/fr/news/{event.pk}.ics"))
    assert entry["DTSTART"].dt == utc
    offset = "+01:00" if local[2] == 19 else "+00:00"
    page = reader.get(f"/fr/news/{event.pk}/")
    assert data_of(page)["startDate"] == f"{starts:%Y-%m-%dT%H:%M:%S}{offset}"
    assert f'datetime="{starts:%Y-%m-%dT%H:%M:%S}{offset}"' in page.content.decode()


def test_the_identity_stays_and_the_sequence_counts_changes_of_time_and_place(reader, commune, publisher):
    event = publish_event(commune, by=publisher)
    [first] = entries(reader.get(f"/fr/news/{event.pk}.ics"))
    scheduling.change(event, by=publisher, at=NOW + timedelta(minutes=1), title_fr="Autre titre")
    [same] = entries(reader.get(f"/ar/news/{event.pk}.ics"))
    scheduling.change(event, by=publisher, at=NOW + timedelta(minutes=2), place_fr="Ailleurs")
    [moved] = entries(reader.get("/fr/news/calendar.ics"))
    assert first["UID"] == same["UID"] == moved["UID"]
    assert [entry["SEQUENCE"] for entry in (first, same, moved)] == [0, 0, 1]
    assert moved["LOCATION"] == "Ailleurs" and moved["SUMMARY"] == "Autre titre"
    scheduling.cancel(event, by=publisher, at=NOW, cancellation_ar="أمطار", cancellation_fr="Pluie")
    [gone] = entries(reader.get("/fr/news/calendar.ics"))
    assert (gone["STATUS"], gone["SEQUENCE"]) == ("CANCELLED", 2)
    assert "Pluie" in gone["DESCRIPTION"]
    assert data_of(reader.get(f"/fr/news/{event.pk}/"))["eventStatus"].endswith("EventCancelled")


def test_a_calendar_is_not_sent_again_while_nothing_changed(reader, commune, publisher):
    event = publish_event(commune, by=publisher)
    first = reader.get("/fr/news/calendar.ics")
    assert reader.get("/fr/news/calendar.ics", headers={"if-none-match": first["ETag"]}).status_code == 304
    scheduling.change(event, by=publisher, at=NOW + timedelta(minutes=1), title_fr="Autre")
    assert reader.get("/fr/news/calendar.ics", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_drafts_and_other_communes_are_in_no_calendar(reader, commune, publisher):
    draft, other = write_event(commune, by=publisher), make_commune("TNG")
    foreign = publish_event(other, by=make_member(other, "publisher"))
    assert entries(reader.get("/fr/news/calendar.ics")) == []
    for event in (draft, foreign):
        assert reader.get(f"/fr/news/{event.pk}.ics").status_code == 404
    announcement = publish_item(commune, by=publisher)
    assert reader.get(f"/fr/news/{announcement.pk}.ics").status_code == 404


def test_what_was_and_what_comes_stand_apart(reader, commune, publisher):
    coming = publish_event(commune, by=publisher)
    past = publish_event(commune, by=publisher, at=NOW - timedelta(days=9), starts_at=NOW - timedelta(days=5))
    page = reader.get("/fr/news/calendar/")
    [(month, rows)] = page.context["months"]
    assert month == SOON.date().replace(day=1)
    assert [row.line.pk for row in rows] == [coming.pk]
    assert [row.line.pk for row in page.context["past"]] == [past.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_the_calendar_asks_the_same_for_one_row_and_for_three(
    count, reader, commune, publisher, django_assert_num_queries
):
    for _number in range(count):
        publish_event(commune, by=publisher, everywhere=False, districts=list(commune.districts.all()))
    reader.get("/fr/news/calendar/")
    with django_assert_num_queries(3):
        reader.get("/fr/news/calendar/")
    caches["memory"].clear()
    with django_assert_num_queries(5):
        reader.get("/fr/news/calendar/")


def test_a_cancelled_event_shows_at_once_in_the_calendar(reader, commune, publisher):
    event = publish_event(commune, by=publisher)
    assert "annulé" not in reader.get("/fr/news/calendar/").content.decode()
    why = {"cancellation_ar": "سبب", "cancellation_fr": "Pluie"}
    scheduling.cancel(event, by=publisher, at=NOW + timedelta(seconds=1), **why)
    assert "annulé" in reader.get("/fr/news/calendar/").content.decode()


def test_news_are_articles_for_search_engines_and_nothing_ends_the_script(reader, commune, publisher):
    item = publish_item(commune, by=publisher, title_fr="</script><script>alert(1)</script>")
    page = reader.get(f"/fr/news/{item.pk}/")
    data = data_of(page)
    assert data["@type"] == "NewsArticle" and data["headline"] == item.title_fr
    assert "<script>alert" not in page.content.decode()


class TestTheMeetingOf2016:
    @pytest.fixture
    def event(self, commune, publisher):
        seed(commune, NOW)
        return meeting.publish(commune, by=publisher, at=NOW)

    def test_it_is_an_event_of_four_days_with_its_programme(self, event, reader):
        assert event.programme.filter(parent=None).count() == 4
        assert event.programme.exclude(parent=None).count() == 3
        page = text_of(reader.get(f"/fr/news/{event.pk}/"))
        assert "mardi 29 novembre 2016 – vendredi 2 décembre 2016" in page
        assert "Atelier : la communication orale" in page and "GIZ" in page
        page = text_of(reader.get(f"/ar/news/{event.pk}/"))
        assert "الثلاثاء 29 نونبر 2016" in page and "ورشة التواصل الشفهي" in page
        assert str(event.pk) in reader.get("/ar/news/calendar/").content.decode()

    def test_its_calendar_file_has_whole_days(self, event, reader):
        [entry] = entries(reader.get(f"/ar/news/{event.pk}.ics"))
        assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (date(2016, 11, 29), date(2016, 12, 3))
        assert entry["LOCATION"] == "العرائش"

    def test_its_data_bear_the_offset_of_2016(self, event, reader):
        data = data_of(reader.get(f"/fr/news/{event.pk}/"))
        assert data["startDate"] == "2016-11-29T00:00:00+00:00"
        assert data["endDate"] == "2016-12-02T23:59:59+00:00"
        assert data["organizer"]["name"] == "Réseau marocain de la gouvernance participative"

    def test_its_two_downloads_say_that_they_stand_for_the_originals(self, event, reader):
        assert event.files.count() == 2
        for file in event.files.all():
            made = reader.get(f"/fr/news/{event.pk}/files/{file.key}/")
            content = b"".join(made.streaming_content) if made.streaming else made.content
            assert "tient la place" in PdfReader(BytesIO(content)).pages[0].extract_text()

    def test_its_notice_and_its_feed_entry(self, event, reader):
        assert reader.get(f"/ar/news/{event.pk}.pdf").content.startswith(b"%PDF")
        [entry] = feedparser.parse(reader.get("/fr/news/rss/").content).entries
        assert "Rencontre de Larache" in entry.title
        assert entry.published.endswith("+0000")
