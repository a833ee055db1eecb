"""Requests about personal data: asked, decided in time, carried out to the end."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.cases.contacts import Contact
from portal.cases.models import Case, Deadline, DeadlineRule, Follower
from portal.cases.services import lifecycle, sweep, telling, verification
from portal.cases.states import DeadlineState
from portal.citizens import seeding, tasks
from portal.citizens.models import DataRequest
from portal.citizens.services import requests
from portal.notifications import delivery, rendering
from portal.notifications.models import Notification
from tests.cases.test_erasure import traces
from tests.citizens.browsers import EMAIL, go, send, signed_in
from tests.fixtures.builders import NOW, file_complaint, make_member
from tests.fixtures.citizens import later
from tests.fixtures.desk import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
CONTACT = Contact("email", EMAIL)
Outcome = DataRequest.Outcome


@pytest.fixture(autouse=True)
def rule(commune):
    seeding.seed(commune, NOW)
    return DeadlineRule.objects.get(code="data_request")


def ask(commune, **fields):
    return requests.ask(commune, **{"contact": CONTACT, "kind": "erasure", "language": "fr", "at": NOW, **fields})


def deliver(at=NOW):
    delivery.deliver_waiting(clock=lambda: at)


def test_a_request_has_a_deadline_of_ten_full_days(commune):
    row = ask(commune)
    deadline = Deadline.objects.get(subject_type="citizens.datarequest", subject_id=row.pk)
    assert deadline.last_on == date(2026, 12, 4)
    assert EMAIL not in deadline.title_ar + deadline.title_fr + deadline.link
    assert list(verification.differences()) == []


def test_the_officer_is_reminded_and_the_director_told_of_a_breach(commune, officer, director):
    row = ask(commune)
    told = []
    for days in range(13):
        sweep.enforce(at=later(days=days))
    messages = Notification.objects.filter(template="cases/mail/escalation")
    told = {message.recipient for message in messages}
    assert told == {officer.email, director.email}
    text = rendering.render(messages.filter(recipient=officer.email).first()).text
    assert f"/backoffice/data-requests/{row.pk}/" in text and EMAIL not in text


def test_a_decision_meets_the_deadline_and_is_told(commune, officer):
    row = ask(commune)
    requests.decide(row, by=officer, at=later(days=3), outcome=Outcome.REFUSED, reason="Loi 69.99 sur les archives")
    assert Deadline.objects.get(subject_id=row.pk).state == DeadlineState.MET
    message = rendering.render(Notification.objects.get(template="citizens/mail/data_request"))
    assert "Loi 69.99" in message.text and "refusée" in message.text


def test_the_second_to_decide_is_refused(commune, officer):
    row, again = ask(commune), DataRequest.objects.get()
    requests.decide(row, by=officer, at=NOW, outcome=Outcome.ACCEPTED)
    with pytest.raises(requests.AlreadyDecided):
        requests.decide(again, by=officer, at=NOW, outcome=Outcome.REFUSED, reason="x")
    assert DataRequest.objects.get().outcome == Outcome.ACCEPTED


def test_asking_twice_is_asking_once(commune):
    assert ask(commune).pk == ask(commune).pk
    assert Deadline.objects.filter(subject_type="citizens.datarequest").count() == 1


def test_without_a_rule_a_request_is_kept_all_the_same(commune, rule):
    rule.delete()
    assert ask(commune).pk and not Deadline.objects.filter(subject_type="citizens.datarequest").exists()


def test_the_database_wants_a_reason_for_a_refusal(commune):
    row = ask(commune)
    with pytest.raises(IntegrityError), transaction.atomic():
        DataRequest.objects.filter(pk=row.pk).update(outcome="refused", decided_at=NOW)


def test_closed_cases_go_at_once_and_open_ones_when_they_close(commune, officer):
    closed, open_case = file_complaint(commune, name="زينب القاضي"), file_complaint(commune, name="زينب القاضي")
    lifecycle.withdraw(closed, at=NOW)
    row = ask(commune, words=True, text="زينب القاضي تطلب")
    requests.decide(row, by=officer, at=NOW, outcome=Outcome.ACCEPTED)
    assert requests.carry_out(row, at=NOW) == 1
    assert Case.objects.get(pk=closed.pk).description == "" and Case.objects.get(pk=open_case.pk).name
    deliver()
    tasks.hourly_round()
    assert DataRequest.objects.get().finished_at is None
    lifecycle.withdraw(Case.objects.get(pk=open_case.pk), at=later(days=1))
    deliver(later(days=1))
    tasks.hourly_round()
    assert DataRequest.objects.get().finished_at
    assert traces("زينب", EMAIL) == set()


def test_a_case_filed_after_the_decision_is_not_erased(commune, officer):
    row = ask(commune)
    requests.decide(row, by=officer, at=NOW, outcome=Outcome.ACCEPTED)
    late = file_complaint(commune, at=NOW + timedelta(minutes=1))
    lifecycle.withdraw(late, at=later(days=1))
    requests.carry_out(row, at=later(days=1))
    assert Case.objects.get(pk=late.pk).email == EMAIL


def test_the_address_stays_until_the_decision_was_sent(commune, officer):
    row = ask(commune)
    requests.decide(row, by=officer, at=NOW, outcome=Outcome.ACCEPTED)
    requests.carry_out(row, at=NOW)
    assert DataRequest.objects.get().address == EMAIL
    deliver()
    requests.carry_out_all(at=NOW)
    assert DataRequest.objects.get().address == "" and traces(EMAIL) == set()


def test_partly_granted_keeps_the_texts(commune, officer):
    case = file_complaint(commune)
    lifecycle.withdraw(case, at=NOW)
    row = ask(commune, words=True)
    requests.decide(row, by=officer, at=NOW, outcome=Outcome.PARTLY, reason="x")
    requests.carry_out(row, at=NOW)
    case = Case.objects.get()
    assert (case.name, case.email) == ("", "") and case.description


def test_the_address_follows_nobodys_case_any_more(commune, officer):
    other = file_complaint(commune, email="other@example.org")
    Follower.objects.create(case=other, email=EMAIL, language="fr", at=NOW, confirmed_at=NOW)
    telling.followers(other, "message", key="1", at=NOW)
    row = ask(commune)
    requests.decide(row, by=officer, at=NOW, outcome=Outcome.ACCEPTED)
    requests.carry_out(row, at=NOW)
    deliver()
    requests.carry_out_all(at=NOW)
    assert not Follower.objects.exists() and traces(EMAIL) == set()
    assert Notification.objects.filter(recipient="other@example.org").exists()


def test_what_a_member_of_staff_is_told_at_the_same_address_still_goes_out(commune, officer):
    member = make_member(commune, "clerk", "lighting", email=EMAIL)
    telling.staff(file_complaint(commune, email="x@example.org"), "consultation", users=[member], key="1", at=NOW)
    row = ask(commune)
    requests.decide(row, by=officer, at=NOW, outcome=Outcome.ACCEPTED)
    Notification.objects.about(row).update(next_try_at=None, sent_at=NOW)
    requests.carry_out(row, at=NOW)
    assert Notification.objects.get(recipient=EMAIL).next_try_at == NOW and DataRequest.objects.get().finished_at


def test_another_address_is_left_alone(commune, officer):
    other = file_complaint(commune, email="other@example.org")
    lifecycle.withdraw(other, at=NOW)
    row = ask(commune, words=True)
    requests.decide(row, by=officer, at=NOW, outcome=Outcome.ACCEPTED)
    assert requests.carry_out(row, at=NOW) == 0 and Case.objects.get(pk=other.pk).email


# The page


@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_a_citizen_asks_for_erasure_and_takes_it_back(complaint, lang):
    client = signed_in(lang=lang)
    assert "10" in text_of(go(client, "data", lang))
    answer = send(client, "erasure_ask", {"extent": "words", "text": "merci"}, lang)
    row = DataRequest.objects.get()
    assert answer.status_code == 302 and (row.words, row.text, row.language) == (True, "merci", lang)
    assert "merci" in text_of(go(client, "data", lang))
    send(client, "request_take_back", lang=lang, args=[row.pk])
    row.refresh_from_db()
    assert row.outcome == Outcome.TAKEN_BACK
    assert Deadline.objects.get(subject_id=row.pk, subject_type="citizens.datarequest").state == DeadlineState.VOIDED


def test_a_citizen_asks_for_a_correction(complaint):
    send(signed_in(), "correction_ask", {"correction": "La rue est Hassan II"})
    assert DataRequest.objects.get().kind == "correction"


@pytest.mark.parametrize(
    ("name", "data", "field"),
    [("erasure_ask", {}, "extent"), ("erasure_ask", {"extent": "all"}, "extent"), ("correction_ask", {}, "correction"),
     ("correction_ask", {"correction": "\x00"}, "correction"),
     ("erasure_ask", {"extent": "words", "text": "x" * 3001}, "text")],
)  # fmt: skip
def test_what_is_missing_is_told_beside_its_field(complaint, name, data, field):
    answer = send(signed_in(), name, data)
    forms = [answer.context["erasure"], answer.context["correction"]]
    assert answer.status_code == 200 and [list(form.errors) for form in forms if form.errors] == [[field]]
    assert not DataRequest.objects.exists()


def test_nobody_takes_back_the_request_of_another(commune):
    row = ask(commune)
    answer = send(signed_in("other@example.org"), "request_take_back", args=[row.pk])
    assert answer.status_code == 404 and DataRequest.objects.get().is_waiting


@pytest.mark.parametrize("name", ["case_list", "preferences", "address_change", "data", "download", "erasure_ask"])
def test_without_sign_in_every_page_asks_for_it(client, name):
    assert go(client, name).url.endswith("/my-cases/sign-in/")
