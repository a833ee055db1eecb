"""Requests for information (law 31.13): asked, answered in time or extended, refused on a ground, contested."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail as sent_mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from communications.models import AskedSubject, InformationRequest
from portal.cases.models import Deadline
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import extending, lifecycle, responses, sweep
from portal.notifications import delivery
from tests.fixtures.builders import NOW, file_complaint
from tests.fixtures.citizens import in_language, opened
from tests.fixtures.desk import act, case_url, sign_in, text_of
from tests.fixtures.requests_of import TYPED, ask_information, give, make_ground

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "seeded")]
DAY = timedelta(days=1)
FORM = "/fr/news/information/"


@pytest.fixture
def asked(commune):
    return ask_information(commune)


def again(case):
    return InformationRequest.objects.select_related("commune", "department", "topic").get(pk=case.pk)


def send(at):
    sent_mail.outbox.clear()
    delivery.deliver_waiting(clock=lambda: at)
    return sent_mail.outbox


def test_from_the_form_to_the_answer_and_its_remedies(reader, commune, answerer):
    receipt = reader.post(FORM, {**TYPED, "language": "fr"}, follow=True)
    case = InformationRequest.objects.get()
    assert (case.state, case.kind, case.department.code) == ("received", "information", "complaints_unit")
    shown = text_of(receipt)
    assert case.reference in shown
    assert "Au plus tard le 21 décembre 2026" in shown
    assert "loi n° 31.13 (article 16)" in shown
    assert "président de la commune dans les 20 jours ouvrables" in shown
    act(answerer, case, "answer", outcome="released", text="Voici le budget demandé.")
    page = text_of(reader.get(in_language("fr", "cases:case", case.reference)))
    assert "Information donnée" in page
    assert "plaignez-vous au président de la commune avant la fin du 21" in page
    assert "CDAI) dans un délai de 30 jours, puis le tribunal administratif dans un délai de 60 jours" in page
    assert case.deadlines.get().is_met_in_time
    answered = next(message for message in send(NOW) if "Voici le budget" in message.body)
    assert "CDAI" in answered.body


def test_the_form_shows_both_promises_and_asks_what_the_law_asks(reader):
    page = reader.get(FORM)
    assert [promise.due_on for _kind, promise in page.context["promises"]] == [date(2026, 12, 21), date(2026, 11, 26)]
    empty = reader.post(FORM, {"wanted_as": "electronic"})
    assert {"name", "postal_address", "description", "agree"} == set(empty.context["form"].errors)
    assert not InformationRequest.objects.exists()


def test_what_is_urgent_says_why_and_is_answered_in_three_days(reader, commune):
    refused = reader.post(FORM, {**TYPED, "urgent": "on"})
    assert list(refused.context["form"].errors) == ["urgent_reason"]
    assert TYPED["postal_address"] in refused.content.decode()
    reader.post(FORM, {**TYPED, "urgent": "on", "urgent_reason": "خطر على الجيران"})
    case = InformationRequest.objects.get()
    assert (case.kind, case.deadlines.get().last_on) == ("information_urgent", date(2026, 11, 26))


def test_the_officer_may_decide_that_it_is_not_urgent_and_the_person_may_object(commune, answerer, officer):
    case = ask_information(commune, urgent=True, urgent_reason="خطر")
    act(officer, case, "change-kind", kind="information", text="لا خطر في هذا.")
    assert again(case).kind == "information"
    assert case.deadlines.exclude(state="voided").get().last_on == date(2026, 12, 21)


def test_the_same_form_sent_twice_is_one_request(reader):
    token = uuid4()
    first = reader.post(FORM, {**TYPED, "submission_token": token})
    assert reader.post(FORM, {**TYPED, "submission_token": token})["Location"] == first["Location"]
    assert InformationRequest.objects.count() == 1


@pytest.mark.parametrize("name", ["description", "name", "postal_address", "urgent_reason"])
def test_bytes_that_are_no_text_are_refused_beside_their_field(reader, name):
    answer = reader.post(FORM, {**TYPED, "urgent": "on", "urgent_reason": "خطر", name: "a\x00b"})
    assert list(answer.context["form"].errors) == [name]


@pytest.mark.parametrize("row", ["9" * 40, "x", "0"])
def test_a_subject_that_is_none_is_refused(reader, commune, row):
    AskedSubject.objects.create(commune=commune, model="communications.informationrequest", code="b", name_ar="ب")
    answer = reader.post(FORM, {**TYPED, "subject_row": row})
    assert list(answer.context["form"].errors) == ["subject_row"]


@pytest.mark.parametrize(("rows", "queries"), [(1, 5), (2, 7), (3, 7)])
def test_the_form_costs_the_same_whatever_there_is_to_choose(reader, commune, rows, queries):
    for code in range(rows - 1):
        names = {"name_ar": f"م {code}", "name_fr": f"S {code}", "code": f"s{code}"}
        AskedSubject.objects.create(commune=commune, model="communications.informationrequest", **names)
    reader.get(FORM)
    with CaptureQueriesContext(connection) as asked:
        reader.get(FORM)
    assert len(asked) == queries


# Extending


def test_the_deadline_is_extended_once_with_a_reason_that_the_person_reads(asked, answerer):
    act(answerer, asked, "extend", days=20, text="نجمع وثائق ثلاث سنوات.")
    deadline = asked.deadlines.get()
    assert (deadline.last_on, again(asked).due_at) == (date(2027, 1, 18), deadline.due_at)
    told = [message for message in send(NOW) if "ثلاث سنوات" in message.body]
    assert "18 يناير 2027" in told[0].body.replace("\u00a0", " ")
    assert sign_in(answerer).get(case_url(asked, "extend")).status_code == 409
    with pytest.raises(ForbiddenMove):
        extending.extend(again(asked), by=answerer, at=NOW, days=1, text="مرة أخرى")
    page = text_of(sign_in(answerer).get(case_url(asked)))
    assert "Délai prolongé, avec une raison" in page


@pytest.mark.parametrize(("days", "wrong"), [("21", True), ("0", True), ("-1", True), ("9" * 30, True), ("5", False)])
def test_no_longer_than_the_law_allows(asked, answerer, days, wrong):
    answer = act(answerer, asked, "extend", days=days, text="سبب")
    assert (answer.status_code == 200) is wrong
    assert (asked.deadlines.get().last_on == date(2026, 12, 21)) is wrong


def test_what_is_late_cannot_be_extended(asked, answerer):
    extending.extend(asked, by=answerer, at=NOW + 28 * DAY, days=3, text="آخر يوم")
    late = ask_information(asked.commune)
    with pytest.raises(ForbiddenMove):
        extending.extend(late, by=answerer, at=NOW + 29 * DAY, days=3, text="فات الأجل")


def test_a_complaint_knows_no_extension(complaint, clerk):
    assert sign_in(clerk).get(case_url(complaint, "extend")).status_code == 404
    with pytest.raises(ForbiddenMove):
        extending.extend(complaint, by=clerk, at=NOW, days=1, text="سبب")


# Refusing


@pytest.mark.parametrize("outcome", ["refused", "partly_released"])
def test_what_is_withheld_rests_on_a_ground_of_the_jurist(asked, answerer, outcome):
    none = act(answerer, asked, "answer", outcome=outcome, text="لا يمكن.")
    assert "Aucun motif n'est encore saisi" in text_of(none).replace("&#x27;", "'")
    ground = make_ground(asked.commune)
    unnamed = act(answerer, asked, "answer", outcome=outcome, text="لا يمكن.")
    assert list(unnamed.context["form"].errors) == ["ground"]
    act(answerer, asked, "answer", outcome=outcome, text="لا يمكن.", ground=ground.pk)
    assert again(asked).answers.get().ground == ground
    citizen = opened(asked)
    page = text_of(citizen.get(in_language("fr", "cases:case", asked.reference)))
    assert "Motif rédigé par le juriste" in page
    assert "CDAI" in page


def test_the_database_refuses_a_refusal_without_a_ground(asked, answerer):
    with pytest.raises(IntegrityError), transaction.atomic():
        lifecycle.answer(asked, by=answerer, at=NOW, outcome="refused", text="لا")


def test_requests_and_complaints_have_outcomes_of_their_own(asked, answerer, complaint, clerk):
    of_request = sign_in(answerer).get(case_url(asked, "answer")).context["form"].fields["outcome"].choices
    of_complaint = sign_in(clerk).get(case_url(complaint, "answer")).context["form"].fields["outcome"].choices
    assert {"released", "refused"} <= {value for value, _label in of_request}
    assert not {"released", "refused"} & {value for value, _label in of_complaint}
    assert act(answerer, asked, "answer", outcome="resolved", text="نعم").status_code == 200
    assert sign_in(answerer).get(case_url(asked, "plan")).status_code == 404


# Complaining to the president


def test_an_answer_is_contested_within_twenty_working_days_and_answered_in_fifteen(asked, answerer, officer):
    given = give(asked, by=answerer)
    assert given.respond_until == date(2026, 12, 21)
    responses.ask_review(given, at=NOW + 28 * DAY, text="ليست هذه الميزانية")
    case = again(asked)
    assert (case.is_under_review, case.assignee) == (True, officer)
    assert case.deadlines.get(rule__kind="review").last_on == date(2027, 1, 5)
    final = give(case, by=officer, at=NOW + 30 * DAY)
    assert final.answers.last().is_final
    citizen = opened(asked)
    page = text_of(citizen.get(in_language("fr", "cases:case", asked.reference)))
    assert "ne le fait pas deux fois" in page
    assert "CDAI" in page


def test_the_day_after_the_last_it_is_too_late(asked, answerer, officer):
    given = give(asked, by=answerer)
    assert not responses.may_ask_review(given, on=date(2026, 12, 22))
    with pytest.raises(ForbiddenMove):
        responses.ask_review(given, at=NOW + 29 * DAY, text="متأخر")


def test_silence_is_contested_too_by_the_citizen_alone_and_in_time(asked, answerer, officer, now):
    lifecycle.take(asked, by=answerer, at=NOW)
    assert not responses.may_ask_review(again(asked), on=date(2026, 12, 21))
    now.shift(29 * DAY)
    sweep.enforce(at=NOW + 29 * DAY)
    citizen = opened(asked)
    page = citizen.get(in_language("fr", "cases:case", asked.reference))
    assert "Se plaindre au président de la commune" in text_of(page)
    form = {"text": "لم يصلني أي جواب", "submission_token": str(uuid4())}
    citizen.post(in_language("fr", "cases:review", asked.reference), form)
    case = again(asked)
    assert (case.state, case.is_under_review, case.assignee) == ("in_progress", True, officer)
    assert case.deadlines.get(rule__kind="review").last_on == date(2027, 1, 6)
    first = case.deadlines.exclude(rule__kind="review").get()
    assert first.breached_at is not None
    give(case, by=officer, at=NOW + 31 * DAY)
    assert set(case.deadlines.values_list("state", flat=True)) == {"met"}
    assert Deadline.objects.get(pk=first.pk).breached_at == first.breached_at


def test_silence_is_contested_once_however_often_the_button_is_pressed(asked, answerer, officer):
    lifecycle.take(asked, by=answerer, at=NOW)
    seen = [again(asked) for _ in range(2)]
    responses.ask_review(seen[0], at=NOW + 29 * DAY, text="لم يصلني جواب")
    with pytest.raises(ForbiddenMove):
        responses.ask_review(seen[1], at=NOW + 29 * DAY, text="لم يصلني جواب")
    assert asked.messages.filter(kind="review").count() == 1


def test_silence_is_not_contested_for_ever_nor_in_complaints(asked, commune, clerk):
    last = date(2027, 1, 18)
    assert responses.may_ask_review(again(asked), on=last)
    assert not responses.may_ask_review(again(asked), on=last + DAY)
    late = file_complaint(commune)
    assert not responses.may_ask_review(late, on=date(2027, 1, 25))


def test_staff_enter_a_complaint_about_silence_that_came_by_letter(asked, answerer, officer, now):
    early = act(officer, asked, "enter-review", on="2026-11-23", text="رسالة")
    assert list(early.context["form"].errors) == ["on"]
    now.shift(30 * DAY)
    act(officer, asked, "enter-review", on="2026-12-22", text="رسالة")
    assert again(asked).is_under_review
