"""Public consultations: people are heard while it is open, read before it is shown, and told what came of it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail as sent_mail
from django.db import IntegrityError, transaction

from communications.models import Contribution, PublicConsultation
from communications.seeding import seed
from communications.services import consulting, publishing
from communications.services.errors import Heard, NotPossible
from portal.cases.models import Deadline
from portal.notifications import delivery
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, make_commune, make_member
from tests.fixtures.consultations import CONSULTATION, OUTCOME, ask_public, publish_consultation, say
from tests.fixtures.decisions import publish_decision
from tests.fixtures.desk import sign_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
AFTER = timedelta(days=10, minutes=1)
TYPED = {name: value for name, value in CONSULTATION.items() if name != "kind"}
TYPED |= {"everywhere": "on", "opens_at": "2026-11-24T08:00", "closes_at": "2026-12-24T18:00"}
SAID = {"text": "Près du port <script>", "name": "Samira", "email": "Samira@Example.org", "agree": "on"}


def edit(consultation):
    return f"/backoffice/consultations/{consultation.pk}/"


def part(consultation):
    return f"/fr/news/{consultation.pk}/take-part/"


def send(at):
    sent_mail.outbox.clear()
    delivery.deliver_waiting(clock=lambda: at)
    return {message.to[0]: message for message in sent_mail.outbox}


@pytest.fixture
def asked(commune, publisher):
    return publish_consultation(commune, by=publisher)


def test_from_the_form_to_what_people_say_and_what_came_of_it(desk, reader, commune, publisher, now):
    begun = desk.post("/backoffice/consultations/add/", {**TYPED, "opens_at": "2026-11-20T08:00"})
    consultation = PublicConsultation.objects.get()
    assert begun["Location"] == edit(consultation)
    desk.post(f"/backoffice/items/{consultation.pk}/publish/")
    assert "Où installer le souk" in text_of(reader.get("/fr/news/consultations/"))
    assert part(consultation) in reader.get(f"/fr/news/{consultation.pk}/").content.decode()
    thanks = reader.post(part(consultation), {**SAID, "token": uuid4()}, follow=True)
    assert "Merci" in text_of(thanks)
    row = Contribution.objects.get()
    assert "Près du port" not in text_of(reader.get(f"/fr/news/{consultation.pk}/"))
    desk.post(f"{edit(consultation)}contributions/", {"show": row.pk})
    page = reader.get(f"/fr/news/{consultation.pk}/")
    assert "Samira" in text_of(page) and "Près du port &lt;script&gt;" in page.content.decode()
    assert "samira@example.org" not in page.content.decode()
    now.shift(timedelta(days=40))
    assert "publie ici ce qu’elle décide" in text_of(reader.get(f"/fr/news/{consultation.pk}/"))
    sign_in(publisher).post(f"{edit(consultation)}conclude/", OUTCOME)
    page = text_of(reader.get(f"/fr/news/{consultation.pk}/"))
    assert "la place est plus large" in page and "Terminée" in page
    message = send(NOW + timedelta(days=40))["samira@example.org"]
    assert "la place est plus large" in message.body and "souk" in message.subject


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"closes_at": "2026-11-24T08:00"}, "closes_at"),
        ({"opens_at": ""}, "opens_at"),
        ({"closes_at": "jamais"}, "closes_at"),
        ({"title_ar": "", "title_fr": ""}, "title_ar"),
    ],
)
def test_bad_input_of_staff_is_said_beside_its_field(wrong, field, desk, commune):
    form = desk.post("/backoffice/consultations/add/", {**TYPED, **wrong}).context["form"]
    assert list(form.errors) == [field]
    assert form["summary_fr"].value() == CONSULTATION["summary_fr"]
    assert not PublicConsultation.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"email": "x@"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"agree": ""}, "agree"),
        ({"token": "no token"}, "token"),
    ],
)
def test_bad_input_of_people_is_said_beside_its_field_and_keeps_what_was_typed(wrong, field, reader, asked):
    form = reader.post(part(asked), {**SAID, **wrong}).context["form"]
    assert list(form.errors) == [field]
    assert form["name"].value() == "Samira"
    assert not Contribution.objects.exists()


def test_a_second_press_says_it_once(reader, asked):
    token = uuid4()
    for _time in range(2):
        assert reader.post(part(asked), {**SAID, "token": token}).status_code == 302
    assert Contribution.objects.count() == 1


def test_without_name_and_address_one_takes_part_too(reader, asked):
    reader.post(part(asked), {"text": "ok", "agree": "on"})
    assert [(row.name, row.address, row.channel) for row in Contribution.objects.all()] == [("", "", "")]


@pytest.mark.parametrize(("days", "words"), [(-1, "pas encore ouverte"), (11, "est close")])
def test_outside_its_time_what_was_typed_is_not_lost_and_not_kept(days, words, reader, commune, publisher, now):
    asked = publish_consultation(commune, by=publisher, opens_at=NOW + timedelta(hours=1))
    if days > 0:
        now.shift(timedelta(days=days))
    page = text_of(reader.post(part(asked), SAID))
    assert words in page and "Près du port" in page
    assert not Contribution.objects.exists()


def test_what_insults_is_not_shown_and_its_reason_is_kept(desk, reader, asked):
    row = say(asked, "insulte")
    address = f"{edit(asked)}contributions/"
    refused = desk.post(address, {"hide": row.pk, "reason": ""})
    assert list(refused.context["form"].errors) == ["reason"]
    desk.post(address, {"hide": row.pk, "reason": "Insulte"})
    row.refresh_from_db()
    assert (row.reading, row.reason, row.read_by.email) == ("hidden", "Insulte", "publisher@example.org")
    page = reader.get(f"/fr/news/{asked.pk}/")
    assert "insulte" not in page.content.decode() and "1 contribution" in text_of(page)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.update(reason="")


@pytest.mark.parametrize("number", ["0", "x", ""])
def test_a_contribution_that_is_none_is_a_404(number, desk, asked):
    assert desk.post(f"{edit(asked)}contributions/", {"show": number}).status_code == 404


def test_it_is_not_concluded_while_open_nor_without_both_languages_nor_twice(desk, asked, publisher, now):
    open_still = desk.post(f"{edit(asked)}conclude/", OUTCOME)
    assert "encore ouverte" in text_of(open_still) and OUTCOME["outcome_fr"] in text_of(open_still)
    now.shift(AFTER)
    desk = sign_in(publisher)
    half = desk.post(f"{edit(asked)}conclude/", {**OUTCOME, "outcome_ar": ""})
    assert list(half.context["outcome_form"].errors) == ["outcome_ar"]
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicConsultation.objects.update(concluded_at=NOW)
    consulting.conclude(asked, by=publisher, at=NOW + AFTER, **OUTCOME)
    with pytest.raises(NotPossible):
        consulting.conclude(asked, by=publisher, at=NOW + AFTER, **OUTCOME)
    changed = desk.post(edit(asked), {**TYPED, "title_fr": "Autre"})
    assert "reste telle quelle" in text_of(changed)


def test_once_somebody_was_heard_it_is_not_taken_away_before_its_outcome(desk, asked, publisher):
    say(asked)
    form = desk.post(f"/backoffice/items/{asked.pk}/withdraw/", {"reason": "non"}).context["withdraw_form"]
    assert "publiez" in str(form.non_field_errors()) and form["reason"].value() == "non"
    with pytest.raises(Heard):
        publishing.withdraw(asked, by=publisher, at=NOW, reason="non")
    consulting.conclude(asked, by=publisher, at=NOW + AFTER, **OUTCOME)
    publishing.withdraw(asked, by=publisher, at=NOW + AFTER, reason="oui")


def test_an_outcome_is_owed_thirty_days_after_it_closes_and_moves_with_it(desk, commune, publisher):
    seed(commune, NOW)
    asked = publish_consultation(commune, by=publisher)
    owed = Deadline.objects.get(rule__kind="outcome")
    assert owed.last_on == date(2027, 1, 2)
    consulting.change(asked, by=publisher, at=NOW, closes_at=NOW + timedelta(days=20))
    assert Deadline.objects.get(pk=owed.pk).last_on == date(2027, 1, 12)
    assert "issue de la consultation" in text_of(desk.get(edit(asked)))
    consulting.conclude(asked, by=publisher, at=NOW + timedelta(days=21), **OUTCOME)
    assert Deadline.objects.get(pk=owed.pk).state == "met"


def test_the_outcome_leads_to_the_decision_that_came_of_it(reader, asked, commune, publisher):
    decision = publish_decision(commune, by=publisher)
    consulting.conclude(asked, by=publisher, at=NOW + AFTER, led_to=decision, **OUTCOME)
    assert f"/fr/news/{decision.pk}/" in reader.get(f"/fr/news/{asked.pk}/").content.decode()


def test_each_who_left_an_address_is_told_once_and_forgotten_a_month_later(asked, publisher):
    say(asked, channel="email", address="a@example.org", language="fr")
    say(asked, channel="sms", address="+212612345678")
    say(asked)
    end = NOW + AFTER
    consulting.conclude(asked, by=publisher, at=end, **OUTCOME)
    assert Notification.objects.filter(template__endswith="outcome").count() == 2
    assert list(send(end)) == ["a@example.org"]
    assert consulting.forget(at=end + timedelta(days=29)) == 0
    assert consulting.forget(at=end + timedelta(days=31)) == 2
    assert not Contribution.objects.exclude(address="").exists()
    assert not Notification.objects.filter(recipient="a@example.org").exists()


def test_the_list_shows_what_is_open_what_waits_and_what_came_of_the_rest(reader, commune, publisher, now):
    for title, days in (("Ouverte", 30), ("Close", 1), ("Finie", 1)):
        made = publish_consultation(commune, by=publisher, title_fr=title, days=days)
    consulting.conclude(made, by=publisher, at=NOW + timedelta(days=2), **OUTCOME)
    now.shift(timedelta(days=2))
    shown = reader.get("/fr/news/consultations/").context
    found = {part: [row["line"].title for row in shown[part]] for part in ("now", "waiting", "ended")}
    assert found == {"now": ["Ouverte"], "waiting": ["Close"], "ended": ["Finie"]}


def test_nothing_of_another_commune(desk, reader, commune):
    other = make_commune("TNG")
    there = publish_consultation(other, by=make_member(other, "publisher"))
    assert desk.get(edit(there)).status_code == desk.get(f"{edit(there)}contributions/").status_code == 404
    assert reader.get(part(there)).status_code == 404
    assert reader.get("/fr/news/consultations/").context["now"] == []


def test_others_than_publishers_ask_nothing(commune):
    clerk = sign_in(make_member(commune, "clerk", email="clerk@example.org"))
    assert clerk.get("/backoffice/consultations/add/").status_code == 403


def test_a_draft_hears_nobody(reader, commune, publisher):
    asked = ask_public(commune, by=publisher)
    assert reader.get(part(asked)).status_code == 404
    with pytest.raises(NotPossible):
        say(asked)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_with_one_row_and_three(rows, reader, commune, publisher, django_assert_num_queries):
    for number in range(rows):
        say(publish_consultation(commune, by=publisher, title_fr=str(number)))
    reader.get("/fr/news/consultations/")
    with django_assert_num_queries(4):
        reader.get("/fr/news/consultations/")
