from datetime import date, timedelta

import pytest

from portal.cases.models import Case
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import correspondence, decisions, lifecycle, sweep, verification
from portal.cases.states import FAR
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, file_complaint, make_member


def test_a_filed_complaint_has_a_reference_a_deadline_a_history_and_one_receipt(complaint):
    assert complaint.reference == "LAR-2026-000001"
    assert complaint.deadlines.get().last_on == date(2027, 1, 22)
    assert Case.objects.get().due_at.isoformat() == "2027-01-23T00:00:00+00:00"
    assert [move.now for move in complaint.moves.all()] == ["received"]
    assert [row.template for row in Notification.objects.all()] == ["cases/mail/receipt"]


def test_an_answer_meets_the_deadline_and_tells_the_citizen(complaint, clerk):
    lifecycle.take(complaint, by=clerk, at=NOW)
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="resolved", text="تم الإصلاح")
    assert complaint.deadlines.get().met_at == NOW
    assert Case.objects.get().due_at == FAR
    assert Notification.objects.filter(template="cases/mail/answer").count() == 1


def test_the_second_clerk_to_answer_is_refused(complaint, clerk):
    second = Case.objects.get().concrete()
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="resolved", text="تم")
    with pytest.raises(ForbiddenMove):
        lifecycle.answer(second, by=clerk, at=NOW, outcome="explained", text="لا")
    assert complaint.answers.count() == 1


def test_asking_in_time_stops_the_clock_and_the_reply_lets_the_rest_run(complaint, clerk):
    correspondence.ask(complaint, by=clerk, at=NOW + timedelta(days=5), text="أين؟")
    assert (complaint.state, complaint.due_at) == ("incomplete", FAR)
    correspondence.reply(complaint, at=NOW + timedelta(days=15), text="قرب المدرسة")
    assert complaint.state == "in_progress"
    assert complaint.deadlines.get().last_on == date(2027, 2, 1)


def test_asking_after_the_fifteenth_day_lets_the_clock_run(complaint, clerk):
    question = correspondence.ask(complaint, by=clerk, at=NOW + timedelta(days=16), text="أين؟")
    assert not question.pauses
    assert complaint.deadlines.get().last_on == date(2027, 1, 22)


def test_a_breach_is_recorded_at_the_due_moment_and_each_step_fires_once(complaint, clerk, head, officer, director):
    president = make_member(complaint.commune, "president")
    due = complaint.due_at
    for days in (0, 31, 54, 59, 61, 61, 68, 95):
        sweep.enforce(at=NOW + timedelta(days=days))
    deadline = complaint.deadlines.get()
    assert deadline.breached_at == due
    fired = [row.step.code for row in deadline.escalations.all()]
    assert fired == ["half", "minus7", "minus2", "breach", "plus7", "plus30"]
    told = Notification.objects.filter(template="cases/mail/escalation", recipient=president.email)
    assert told.count() == 1
    assert list(verification.differences()) == []


def test_after_an_outage_overtaken_steps_are_recorded_but_not_sent(complaint, clerk, head, officer, director):
    sweep.enforce(at=NOW + timedelta(days=62))
    rows = list(complaint.deadlines.get().escalations.all())
    assert [(row.step.code, row.late) for row in rows] == [
        ("half", True), ("minus7", True), ("minus2", True), ("breach", False),
    ]  # fmt: skip
    assert Notification.objects.filter(template="cases/mail/escalation").count() == 1


def test_who_is_not_competent_to_decide_a_duplicate_is_answered_with_the_original(commune, complaint, officer, clerk):
    twin = file_complaint(commune, email="other@example.org")
    decisions.mark_duplicate(twin, by=officer, at=NOW, original=complaint, text="نفس العمود")
    assert twin.deadlines.get().state == "voided"
    lifecycle.answer(Case.objects.get(pk=complaint.pk), by=clerk, at=NOW, outcome="resolved", text="تم")
    assert Case.objects.get(pk=twin.pk).state == "answered"


def test_an_objection_brings_back_the_first_promise(commune, officer):
    case = file_complaint(commune)
    decision = decisions.withdraw_for(case, by=officer, at=NOW, text="صرح بذلك في الشباك")
    decisions.object_to(decision, at=NOW + timedelta(days=3), text="لم أسحبها")
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.due_at.date()) == ("in_progress", date(2027, 1, 23))
