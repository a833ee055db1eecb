"""What waits for somebody: the citizen who is to complete, the answer that is to be handed over, the objection."""

from datetime import date, timedelta

import pytest

from portal.cases.models import Case
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import correspondence, decisions, deliveries, lifecycle, responses, splitting, verification
from portal.cases.states import FAR
from portal.cases.texts import not_completed_text
from portal.notifications import rendering
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, file_complaint
from tests.fixtures.citizens import later

DAY = timedelta(days=1)


def again(case):
    """The case as the database has it."""
    return Case.objects.get(pk=case.pk).concrete()


def told(name):
    return Notification.objects.filter(template=f"cases/mail/{name}").count()


def lapse(at):
    return correspondence.lapse_waiting(at=at, text_for=not_completed_text)


@pytest.fixture
def asked(complaint, clerk):
    """Asked on day 5, so to be completed until day 35, with 55 days left."""
    correspondence.ask(complaint, by=clerk, at=NOW + 5 * DAY, text="أين بالضبط؟")
    return complaint


def test_the_citizen_is_reminded_on_days_fifteen_and_twenty_five_once_each(asked):
    for day in range(36):
        correspondence.remind_waiting(at=NOW + (5 + day) * DAY)
    assert told("question_reminder") == 2


def test_what_is_not_completed_in_thirty_days_is_answered_so_with_its_reason(asked):
    assert lapse(NOW + 35 * DAY) == 0
    assert lapse(NOW + 36 * DAY) == 1
    assert lapse(NOW + 36 * DAY) == 0
    case = again(asked)
    answer = case.answers.get()
    assert (case.state, answer.outcome, answer.by) == ("answered", "not_completed", None)
    assert asked.reference in answer.text
    assert told("not_completed") == 1


def test_who_comes_back_finds_the_days_that_remained(asked):
    lapse(NOW + 36 * DAY)
    case = again(asked)
    correspondence.reply(case, at=NOW + 105 * DAY, text="قرب المدرسة")
    deadline = case.deadlines.get()
    assert (case.state, deadline.state) == ("in_progress", "running")
    assert deadline.last_on == (NOW + 160 * DAY).date()  # 60 days and the 100 of waiting
    assert told("reopened") == 1
    assert list(verification.differences()) == []


def test_closing_what_was_never_completed_voids_its_deadline(asked, clerk):
    lapse(NOW + 36 * DAY)
    lifecycle.close(again(asked), by=clerk, at=NOW + 90 * DAY)
    deadline = asked.deadlines.get()
    assert (deadline.state, deadline.events.last().data) == ("voided", {"reason": "not_completed"})


def test_a_case_is_paused_once_only(asked, clerk):
    correspondence.reply(asked, at=NOW + 7 * DAY, text="هنا")
    second = correspondence.ask(asked, by=clerk, at=NOW + 8 * DAY, text="ومتى؟")
    assert (second.pauses, asked.state) == (False, "in_progress")


def test_a_reply_that_comes_while_it_lapses_is_not_lost(asked):
    """The round read the case as waiting; the citizen's reply was faster."""
    correspondence.reply(again(asked), at=NOW + 36 * DAY, text="قرب المدرسة")
    with pytest.raises(ForbiddenMove):
        lifecycle.answer(asked, by=None, at=NOW + 36 * DAY, outcome="not_completed", text="x")
    assert lapse(NOW + 36 * DAY) == 0
    assert again(asked).state == "in_progress"


def test_an_answer_to_who_cannot_be_written_to_counts_when_it_is_handed_over(commune, clerk):
    case = file_complaint(commune, channel="counter", email="", by=clerk)
    answer = lifecycle.answer(case, by=clerk, at=NOW + DAY, outcome="resolved", text="تم")
    assert case.deadlines.get().state == "running"
    deliveries.enter(answer, by=clerk, at=NOW + 3 * DAY, means="handed", on=(NOW + 3 * DAY).date())
    deadline = case.deadlines.get()
    assert (deadline.state, deadline.met_at) == ("met", NOW + 3 * DAY)


def test_on_the_portal_without_contact_the_tracking_page_is_the_delivery(commune, clerk):
    case = file_complaint(commune, email="")
    lifecycle.answer(case, by=clerk, at=NOW + DAY, outcome="resolved", text="تم")
    assert (case.deadlines.get().state, case.answers.get().deliveries.get().means) == ("met", "portal")
    assert not Notification.objects.exists()


def test_a_complaint_made_a_remark_loses_its_promise_until_the_citizen_objects(complaint, officer):
    decision = decisions.change_kind(complaint, by=officer, at=NOW + DAY, kind="remark", text="لا تطلب شيئا")
    assert (again(complaint).due_at, complaint.deadlines.get().state) == (FAR, "voided")
    assert decision.object_until == (NOW + 16 * DAY).date()
    decisions.object_to(decision, at=NOW + 5 * DAY, text="أطلب إصلاحا")
    case = again(complaint)
    assert (case.kind, case.due_at.date()) == ("complaint", date(2027, 1, 23))


def test_an_objection_after_its_days_is_refused(complaint, officer):
    decision = decisions.withdraw_for(complaint, by=officer, at=NOW, text="بطلب منه")
    with pytest.raises(ForbiddenMove):
        decisions.object_to(decision, at=NOW + 16 * DAY, text="متأخر")
    assert again(complaint).state == "closed"


def test_days_of_suspension_are_kept_by_the_promise_that_an_objection_brings_back(asked, officer):
    correspondence.reply(asked, at=NOW + 15 * DAY, text="هنا")
    promised = asked.deadlines.get().last_on
    decision = decisions.withdraw_for(again(asked), by=officer, at=NOW + 20 * DAY, text="بطلب منه")
    decisions.object_to(decision, at=NOW + 25 * DAY, text="لم أطلب")
    assert asked.deadlines.get(state="running").last_on == promised == date(2027, 2, 1)


def test_the_clock_runs_on_when_another_department_takes_over(complaint, clerk):
    roads = complaint.commune.departments.get(code="roads")
    lifecycle.transfer(complaint, by=clerk, at=NOW + 10 * DAY, department=roads)
    deadline = complaint.deadlines.get()
    assert (deadline.last_on, deadline.department) == (date(2027, 1, 22), roads)
    move = complaint.moves.last()
    assert (move.reason, move.department) == ("transferred", roads)


def test_an_answered_case_cannot_be_withdrawn(complaint, clerk):
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="resolved", text="تم")
    with pytest.raises(ForbiddenMove):
        lifecycle.withdraw(complaint, at=NOW)


def test_the_second_matter_of_a_letter_has_the_same_date_of_receipt(complaint, clerk):
    roads = complaint.commune.departments.get(code="roads")
    part = splitting.split(
        complaint,
        by=clerk,
        at=NOW + 10 * DAY,
        subject="الطريق",
        description="حفرة",
        topic=complaint.topic,
        department=roads,
    )
    assert (part.reference, part.received_on, part.split_from_id) == (
        "LAR-2026-000002",
        complaint.received_on,
        complaint.pk,
    )
    assert part.deadlines.get().last_on == date(2027, 1, 22)
    assert told("split") == 1


@pytest.mark.parametrize(("language", "word"), [("ar", "وسيط"), ("fr", "Médiateur")])
def test_a_commune_without_words_of_its_own_names_the_next_remedy_all_the_same(commune, clerk, language, word):
    case = file_complaint(commune, language=language)
    lifecycle.answer(case, by=clerk, at=NOW, outcome="resolved", text="x")
    responses.close_unanswered(at=later(days=30))
    for name in ("receipt", "closed"):
        row = Notification.objects.get(template=f"cases/mail/{name}", recipient=case.email)
        assert word in rendering.render(row).text, name
