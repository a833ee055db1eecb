"""Events: when and where, programme, cancelling, and what the law asks around a session of the council."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from communications.models import Event, ItemFile, ProgrammeEntry
from communications.seeding import seed
from communications.services import publishing, scheduling, sessions
from communications.services.editing import Incomplete
from portal.cases.models import Deadline, EscalationStep
from portal.cases.services import sweep
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, make_commune, make_member
from tests.fixtures.desk import HOST, text_of
from tests.fixtures.events import EVENT, SOON, add_line, publish_event, write_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)
TYPED = {**EVENT, "everywhere": "on", "starts_at": "2026-12-23T17:00", "ends_at": "2026-12-23T19:00"}


def edit(event):
    return f"/backoffice/events/{event.pk}/"


def test_from_the_form_to_the_calendar(desk, reader, commune):
    begun = desk.post("/backoffice/events/add/", TYPED)
    event = Event.objects.get()
    assert begun["Location"] == edit(event)
    assert event.starts_at == datetime(2026, 12, 23, 17, tzinfo=UTC)
    line = {"on": "2026-12-23", "from_time": "17:00", "title_ar": "افتتاح", "title_fr": "Ouverture"}
    desk.post(f"{edit(event)}programme/", line)
    desk.post(f"/backoffice/items/{event.pk}/publish/")
    assert "Maison des jeunes" in text_of(reader.get("/fr/news/calendar/"))
    page = text_of(reader.get(f"/fr/news/{event.pk}/"))
    assert "mercredi 23 décembre 2026, 17:00–19:00" in page and "Ouverture" in page
    assert "دار الشباب" in text_of(reader.get(f"/ar/news/{event.pk}/"))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"ends_at": "2026-12-23T16:00"}, "ends_at"),
        ({"ends_at": "2026-12-23T17:00"}, "ends_at"),
        ({"starts_at": ""}, "starts_at"),
        ({"starts_at": "demain"}, "starts_at"),
        ({"online_url": "javascript:alert(1)"}, "online_url"),
        ({"attended": "-1"}, "attended"),
        ({"kind": "news"}, "kind"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_keeps_what_was_typed(typed, field, desk, commune):
    form = desk.post("/backoffice/events/add/", {**TYPED, **typed}).context["form"]
    assert list(form.errors) == [field]
    assert form["place_fr"].value() == EVENT["place_fr"]
    assert not Event.objects.exists()


def test_the_database_refuses_an_end_before_the_beginning(commune, publisher):
    event = write_event(commune, by=publisher)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(ends_at=event.starts_at)


def test_whole_days_begin_and_end_at_local_midnight(desk, commune):
    desk.post("/backoffice/events/add/", {**TYPED, "all_day": "on", "ends_at": "2026-12-24T00:30"})
    event = Event.objects.get()
    assert (event.first_day, event.last_day) == (date(2026, 12, 23), date(2026, 12, 24))
    assert event.when("fr").replace("\xa0", " ") == "mercredi 23 décembre 2026 – jeudi 24 décembre 2026"


@pytest.mark.parametrize(
    ("fields", "lack"),
    [
        ({"place_ar": "", "place_fr": ""}, ("where", "")),
        ({"place_ar": ""}, ("place", "ar")),
        ({"title_fr": ""}, ("title", "fr")),
    ],
)
def test_an_event_goes_out_whole(fields, lack, commune, publisher):
    with pytest.raises(Incomplete) as stopped:
        publish_event(commune, by=publisher, **fields)
    assert stopped.value.missing == [lack]


def test_an_event_may_be_online_alone(commune, publisher):
    publish_event(commune, by=publisher, place_ar="", place_fr="", online_url="https://meet.example/x")


def test_what_is_public_is_not_emptied(desk, commune, publisher):
    event = publish_event(commune, by=publisher)
    form = desk.post(edit(event), {**TYPED, "place_fr": ""}).context["form"]
    assert list(form.errors) == ["place_fr"]
    form = desk.post(edit(event), {**TYPED, "place_fr": "", "place_ar": ""}).context["form"]
    assert list(form.errors) == ["online_url"]
    assert Event.objects.get().place_fr == EVENT["place_fr"]


def test_a_programme_has_days_workshops_and_documents(desk, reader, commune, publisher):
    event = publish_event(commune, by=publisher, hours=30)
    day = add_line(event, by=publisher)
    document = SimpleUploadedFile("plan.pdf", PDF, "application/pdf")
    words = {"on": event.first_day.isoformat(), "title_ar": "ورشة", "title_fr": "Atelier", "parent": day.pk}
    desk.post(f"{edit(event)}programme/", {**words, "documents": document})
    part = ProgrammeEntry.objects.get(parent=day)
    assert ItemFile.objects.get().entry == part
    page = reader.get(f"/fr/news/{event.pk}/")
    assert text_of(page).index("Ouverture") < text_of(page).index("Atelier") < text_of(page).index("plan.pdf")
    assert "plan.pdf" not in [entry["name"] for entry in page.context["attachments"]]
    desk.post(f"{edit(event)}programme/{part.pk}/", {"remove": "1"})
    assert not ProgrammeEntry.objects.filter(pk=part.pk).exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"on": "2020-01-01"}, "on"),
        ({"from_time": "18:00", "to_time": "17:00"}, "to_time"),
        ({"title_fr": ""}, "title_fr"),
        ({"parent": "99999"}, "parent"),
    ],
)
def test_a_line_of_the_programme_is_checked(typed, field, desk, commune, publisher):
    event = write_event(commune, by=publisher)
    words = {"on": event.first_day.isoformat(), "title_ar": "ورشة", "title_fr": "Atelier"}
    page = desk.post(f"{edit(event)}programme/", {**words, **typed})
    assert field in page.context["form"].errors
    assert not event.programme.exists()


def test_what_is_cancelled_stays_and_says_so(desk, reader, commune, publisher):
    event = publish_event(commune, by=publisher)
    desk.post(f"{edit(event)}cancel/", {"cancellation_ar": "أمطار", "cancellation_fr": ""})
    assert Event.objects.get().cancelled_at is None, "in both languages or not at all"
    desk.post(f"{edit(event)}cancel/", {"cancellation_ar": "أمطار", "cancellation_fr": "Pluie"})
    assert "Pluie" in text_of(reader.get(f"/fr/news/{event.pk}/"))
    assert "أمطار" in text_of(reader.get(f"/ar/news/{event.pk}/"))
    sequence = Event.objects.get().sequence
    desk.post(f"{edit(event)}cancel/", {"cancellation_ar": "x", "cancellation_fr": "x"})
    assert Event.objects.get().sequence == sequence


def test_events_of_another_commune_are_not_there(desk, commune, publisher):
    other = make_commune("TNG")
    event = publish_event(other, by=make_member(other, "publisher"))
    line = add_line(event, by=publisher)
    for address in ("", "cancel/", "called/", "programme/", f"programme/{line.pk}/"):
        assert desk.post(edit(event) + address, TYPED).status_code == 404
    mine = write_event(commune, by=publisher)
    assert desk.get(f"{edit(mine)}programme/{line.pk}/").status_code == 404


# ---- what the law asks


@pytest.fixture
def seeded(commune):
    commune.themes.all().delete()
    seed(commune, NOW)
    return commune


def owed(event):
    return {row.rule.kind: row for row in Deadline.objects.filter(subject_id=event.pk).select_related("rule")}


def test_a_session_owes_its_call_ten_days_before_and_its_minutes_fifteen_after(seeded, publisher):
    event = write_event(seeded, by=publisher, kind="session")
    assert SOON.date() == date(2026, 12, 23)
    assert owed(event)["call"].last_on == date(2026, 12, 13)
    assert owed(event)["minutes"].last_on == date(2027, 1, 7)
    assert {row.kind for row in owed(event).values()} == {"legal"}


@pytest.mark.parametrize("kind", ["public", "workshop", "committee", "gathering"])
def test_other_events_owe_nothing(kind, seeded, publisher):
    assert owed(write_event(seeded, by=publisher, kind=kind)) == {}


def test_what_is_owed_moves_with_the_date(seeded, publisher):
    event = write_event(seeded, by=publisher, kind="session")
    later = SOON + timedelta(days=14)
    scheduling.change(event, by=publisher, at=NOW, starts_at=later, ends_at=later + timedelta(hours=2))
    assert owed(event)["call"].last_on == date(2026, 12, 27)
    assert owed(event)["minutes"].last_on == date(2027, 1, 21)


def test_the_call_and_the_minutes_are_met_by_doing_them(desk, seeded, publisher):
    event = write_event(seeded, by=publisher, kind="session")
    desk.post(f"{edit(event)}called/")
    assert owed(event)["call"].state == "met"
    minutes = SimpleUploadedFile("pv.pdf", PDF, "application/pdf")
    desk.post(edit(event), {**TYPED, "kind": "session", "minutes": minutes})
    assert owed(event)["minutes"].state == "met"
    assert ItemFile.objects.get().role == "minutes"


def test_what_is_late_reminds_staff_and_stays_late(seeded, publisher):
    make_member(seeded, "director")
    EscalationStep.objects.update(deadline_kind="legal")
    event = write_event(seeded, by=publisher, kind="session", starts_at=NOW + timedelta(days=3))
    sweep.enforce(at=NOW + timedelta(days=1))
    assert owed(event)["call"].breached_at
    assert Notification.objects.filter(about=f"cases.deadline:{owed(event)['call'].pk}").exists()
    sessions.met(event, "call", by=publisher, at=NOW + timedelta(days=1))
    assert owed(event)["call"].breached_at


def test_a_session_that_is_cancelled_owes_nothing_more(seeded, publisher):
    event = publish_event(seeded, by=publisher, kind="session")
    scheduling.cancel(event, by=publisher, at=NOW, cancellation_ar="x", cancellation_fr="x")
    assert {row.state for row in owed(event).values()} == {"voided"}


def test_a_session_shows_on_its_page_what_it_owes(desk, seeded, publisher):
    event = write_event(seeded, by=publisher, kind="session")
    page = text_of(desk.get(edit(event)))
    assert "article 35" in page and "article 273" in page
    publishing.publish(event, by=publisher, at=NOW)
    assert "article 35" not in text_of(Client(headers={"host": HOST}).get(f"/fr/news/{event.pk}/"))
