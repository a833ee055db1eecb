"""Coming to an event: places, the waiting list, what people are told, and what is forgotten afterwards."""

import re
from datetime import timedelta
from threading import Thread

import pytest
from django.core import mail as sent_mail
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from communications.models import Event, Registration
from communications.services import attending, publishing, scheduling
from communications.services.errors import NotPossible
from communications.services.subscribing import Wish
from communications.states.items import Scope
from portal.notifications import delivery
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, make_commune, make_member
from tests.fixtures.desk import sign_in, text_of
from tests.fixtures.events import EVENT, SOON, publish_event, write_event
from tests.fixtures.subscribers import follow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
LATER = NOW + timedelta(hours=1)
TYPED = {"name": "Samira", "people": "2", "email": "Samira@Example.org", "agree": "on"}


def send(at=NOW):
    """What leaves the outbox now: {address: message}."""
    sent_mail.outbox.clear()
    delivery.deliver_waiting(clock=lambda: at)
    return {message.to[0]: message for message in sent_mail.outbox}


def come(event, address="a@example.org", *, people=1, at=NOW, channel="email"):
    given = {"name": "X", "channel": channel, "address": address, "language": "fr", "people": people}
    return attending.register(event, at=at, **given)


def page_of(message):
    return re.search(r"/fr/news/registration/[^\s]+", message.body).group(0)


def standing(event):
    return {row.address: row.status for row in event.registrations.all()}


@pytest.fixture
def meeting(commune, publisher):
    return publish_event(commune, by=publisher, takes_registrations=True, places=3)


def test_from_the_page_of_the_event_to_a_place_and_back(client, commune, meeting, reader):
    assert f"/fr/news/{meeting.pk}/register/" in reader.get(f"/fr/news/{meeting.pk}/").content.decode()
    asked = reader.get(f"/fr/news/{meeting.pk}/register/")
    assert "Il reste 3 places" in text_of(asked)
    sent = reader.post(f"/fr/news/{meeting.pk}/register/", TYPED, follow=True)
    assert "C’est noté" in text_of(sent) and "samira" not in text_of(sent).lower()
    message = send()["samira@example.org"]
    assert message.subject == f"Vous avez une place : {EVENT['title_fr']}"
    shown = reader.get(page_of(message))
    assert "Samira" in text_of(shown) and "2 personnes" in text_of(shown)
    assert Registration.objects.get().status == "coming"
    assert "ne venez pas" in text_of(reader.post(page_of(message), follow=True))
    assert Registration.objects.get().status == "cancelled"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"people": "0"}, "people"),
        ({"people": "11"}, "people"),
        ({"people": "beaucoup"}, "people"),
        ({"email": "", "phone": ""}, "email"),
        ({"email": "x@"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"agree": ""}, "agree"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_keeps_what_was_typed(wrong, field, reader, meeting):
    form = reader.post(f"/fr/news/{meeting.pk}/register/", {**TYPED, **wrong}).context["form"]
    assert list(form.errors) == [field]
    assert field == "name" or form["name"].value() == "Samira"
    assert not Registration.objects.exists()


def test_who_comes_late_waits_and_moves_up_in_order(meeting):
    first = come(meeting, "first@example.org", people=3)
    come(meeting, "second@example.org", people=2)
    come(meeting, "third@example.org")
    assert standing(meeting)["second@example.org"] == standing(meeting)["third@example.org"] == "waiting"
    assert "liste d’attente" in send()["second@example.org"].subject
    attending.cancel(first, at=LATER)
    assert standing(meeting) == {
        "first@example.org": "cancelled", "second@example.org": "coming", "third@example.org": "coming",
    }  # fmt: skip
    told = send(LATER)
    assert set(told) == {"second@example.org", "third@example.org"}
    assert told["second@example.org"].subject.startswith("Vous avez une place")


def test_a_second_no_changes_nothing(meeting):
    row = come(meeting)
    assert [attending.cancel(row, at=LATER) for _time in range(2)] == [True, False]


def test_the_same_address_again_learns_nothing_new_on_the_page_and_is_told_again(reader, meeting):
    come(meeting, "samira@example.org", people=1)
    send()
    again = reader.post(f"/fr/news/{meeting.pk}/register/", TYPED, follow=True)
    assert "C’est noté" in text_of(again)
    assert [(row.people, row.name) for row in Registration.objects.all()] == [(1, "X")]
    assert "samira@example.org" in send()
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(
            event=meeting, name="Y", channel="email", address="samira@example.org", language="fr",
            status="waiting", at=NOW, changed_at=NOW,
        )  # fmt: skip


def test_without_a_number_of_places_everybody_comes(commune, publisher):
    event = publish_event(commune, by=publisher, takes_registrations=True)
    for number in range(30):
        come(event, f"{number}@example.org", people=10)
    assert set(standing(event).values()) == {"coming"}


def test_more_places_bring_up_who_waits(desk, meeting, publisher):
    for number in range(4):
        come(meeting, f"{number}@example.org")
    assert standing(meeting)["3@example.org"] == "waiting"
    scheduling.change(meeting, by=publisher, at=LATER, places=4)
    assert standing(meeting)["3@example.org"] == "coming"


@pytest.mark.parametrize(
    "fields",
    [
        {"registration_ends_at": NOW - timedelta(hours=1)},
        {"takes_registrations": False},
        {"starts_at": NOW - timedelta(hours=1)},
    ],
)
def test_too_late_or_never_is_said_and_nothing_is_noted(fields, reader, commune, publisher):
    event = publish_event(commune, by=publisher, **{"takes_registrations": True, **fields})
    assert "/register/" not in reader.get(f"/fr/news/{event.pk}/").content.decode()
    answer = reader.post(f"/fr/news/{event.pk}/register/", TYPED)
    if fields.get("takes_registrations") is False:
        assert answer.status_code == 404
    else:
        assert "trop tard" in text_of(answer)
    with pytest.raises(NotPossible):
        come(event)
    assert not Registration.objects.exists()


def test_a_draft_takes_nobody(reader, commune, publisher):
    event = write_event(commune, by=publisher, takes_registrations=True)
    assert reader.get(f"/fr/news/{event.pk}/register/").status_code == 404


def test_who_comes_and_who_follows_is_told_once_that_it_moves(commune, publisher, meeting):
    come(meeting, "both@example.org")
    come(meeting, "+212612345678", channel="sms")
    follow(commune, "both@example.org", wishes=[Wish(Scope.ITEM, item=meeting)])
    follow(commune, "follows@example.org", frequency="weekly", wishes=[Wish(Scope.ITEM, item=meeting)])
    follow(commune, "else@example.org", wishes=[Wish(Scope.EVERYTHING)])
    send()
    later = SOON + timedelta(days=1)
    scheduling.change(meeting, by=publisher, at=LATER, starts_at=later, ends_at=later + timedelta(hours=2))
    told = send(LATER)
    assert set(told) == {"both@example.org", "follows@example.org"}
    assert told["both@example.org"].subject == f"Changement : {EVENT['title_fr']}"
    assert "registration" in told["both@example.org"].body
    assert "List-Unsubscribe" in told["follows@example.org"].extra_headers
    assert Notification.objects.filter(channel="sms", template__endswith="event_change").count() == 1
    scheduling.change(meeting, by=publisher, at=LATER, title_fr="Autre titre")
    assert send(LATER) == {}


def test_who_comes_is_told_that_it_does_not_take_place(publisher, meeting):
    come(meeting, "a@example.org")
    send()
    scheduling.cancel(meeting, by=publisher, at=LATER, cancellation_ar="مطر", cancellation_fr="Pluie")
    message = send(LATER)["a@example.org"]
    assert message.subject.startswith("Annulé") and "Pluie" in message.body
    with translation.override("fr"), pytest.raises(NotPossible):
        come(meeting, "b@example.org")


def test_a_message_about_what_is_public_no_longer_does_not_leave(publisher, meeting):
    come(meeting, "a@example.org")
    send()
    later = SOON + timedelta(days=1)
    scheduling.change(meeting, by=publisher, at=LATER, starts_at=later, ends_at=later + timedelta(hours=2))
    publishing.withdraw(meeting, by=publisher, at=LATER, reason="x")
    assert send(LATER) == {}


def test_staff_see_who_comes_but_not_how_they_are_reached(desk, meeting):
    come(meeting, "secret@example.org", people=2)
    page = desk.get(f"/backoffice/events/{meeting.pk}/registrations/")
    assert "2 personnes ont une place" in text_of(page) and "secret" not in page.content.decode()
    clerk = sign_in(make_member(meeting.commune, "clerk", email="clerk@example.org"))
    assert clerk.get(f"/backoffice/events/{meeting.pk}/registrations/").status_code == 403


def test_the_form_of_the_event_takes_places_and_a_last_moment(desk, commune):
    typed = {**EVENT, "everywhere": "on", "starts_at": "2026-12-23T17:00", "ends_at": "2026-12-23T19:00"}
    typed |= {"takes_registrations": "on", "places": "40", "registration_ends_at": "2026-12-23T12:00"}
    for wrong in ({"places": "0"}, {"places": "x"}, {"registration_ends_at": "2026-12-23T18:00"}):
        assert list(desk.post("/backoffice/events/add/", {**typed, **wrong}).context["form"].errors) == list(wrong)
    desk.post("/backoffice/events/add/", typed)
    assert Event.objects.get().places == 40


def test_a_month_after_the_event_nobody_is_known_any_more(meeting):
    come(meeting, "a@example.org")
    send()
    end = meeting.ends_at
    assert attending.forget(at=end + timedelta(days=29)) == 0
    assert attending.forget(at=end + timedelta(days=31)) == 1
    assert not Registration.objects.exists()
    assert not Notification.objects.filter(recipient="a@example.org").exists()


def test_a_link_of_another_commune_or_altered_opens_nothing(reader, commune, publisher, meeting):
    other = make_commune("TNG")
    there = publish_event(other, by=make_member(other, "publisher"), takes_registrations=True)
    come(there, "t@example.org")
    link = page_of(send()["t@example.org"])
    assert reader.get(link).status_code == 404
    assert reader.get(f"{link[:-2]}x/").status_code == 404
    assert reader.get(f"/fr/news/{there.pk}/register/").status_code == 404


@pytest.mark.postgres(reason="two transactions at once: SQLite lets writers in one by one")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_last_place_one_waits(commune, publisher):
    event = publish_event(commune, by=publisher, takes_registrations=True, places=1)

    def take(address):
        try:
            come(event, address)
        finally:
            connection.close()

    both = [Thread(target=take, args=(f"{number}@example.org",)) for number in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(standing(event).values()) == ["coming", "waiting"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_who_comes_costs_the_same_with_one_row_and_three(
    rows, desk, commune, publisher, django_assert_max_num_queries
):
    event = publish_event(commune, by=publisher, takes_registrations=True)
    for number in range(rows):
        come(event, f"{number}@example.org")
    desk.get(f"/backoffice/events/{event.pk}/registrations/")
    with django_assert_max_num_queries(14):
        desk.get(f"/backoffice/events/{event.pk}/registrations/")
