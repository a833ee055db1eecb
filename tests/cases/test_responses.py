"""After the answer: satisfied, a review in other hands with a deadline of its own, or silence."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.cases.models import Case, DeadlineRule, Message
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import correspondence, decisions, deliveries, lifecycle, responses, sweep
from portal.cases.tasks import daily_round
from portal.notifications.models import Notification
from portal.workdays.arithmetic import CASABLANCA, DAY
from tests.fixtures.builders import NOW, file_complaint, make_member

pytestmark = pytest.mark.django_db


def again(case):
    return Case.objects.select_related("commune", "department", "topic").get(pk=case.pk)


def answered(case, by, at=NOW, **more):
    lifecycle.answer(again(case), by=by, at=at, **{"outcome": "explained", "text": "هذا جوابنا", **more})
    return again(case)


def review(case, at=NOW + DAY, **more):
    responses.ask_review(again(case), at=at, text="المصباح ما زال معطلا", **more)
    return again(case)


def told(name):
    return [row.recipient for row in Notification.objects.filter(template=f"cases/mail/{name}")]


def local(year, month, day, hour, minute):
    return datetime(year, month, day, hour, minute, tzinfo=CASABLANCA)


# The window


def test_the_days_to_respond_run_from_the_answer(complaint, clerk):
    assert answered(complaint, clerk).respond_until == date(2026, 12, 8)


def test_the_days_are_those_of_the_commune(commune, complaint, clerk):
    commune.review_days = 20
    commune.save()
    assert answered(complaint, clerk).respond_until == date(2026, 12, 13)


@pytest.mark.parametrize("means", ["handed", "post"])
def test_the_days_of_an_answer_on_paper_run_from_its_delivery(commune, clerk, means):
    case = answered(file_complaint(commune, by=clerk, channel="counter", email=""), clerk)
    assert case.respond_until is None
    deliveries.enter(
        case.answers.last(), by=clerk, at=NOW + 5 * DAY, means=means, on=date(2026, 11, 27), post_number="7"
    )
    assert again(case).respond_until == date(2026, 12, 12)


def test_a_second_delivery_gives_more_days_never_less(complaint, clerk):
    case = answered(complaint, clerk)
    answer = case.answers.last()
    deliveries.enter(answer, by=clerk, at=NOW + DAY, means="handed", on=date(2026, 11, 20))
    assert again(case).respond_until == date(2026, 12, 8)
    deliveries.enter(answer, by=clerk, at=NOW + 3 * DAY, means="handed", on=date(2026, 11, 26))
    assert again(case).respond_until == date(2026, 12, 11)


def test_a_review_counts_until_the_last_minute_of_the_last_day(complaint, clerk, officer):
    answered(complaint, clerk)
    assert review(complaint, at=local(2026, 12, 8, 23, 59)).is_under_review


def test_at_midnight_it_is_too_late(complaint, clerk, officer):
    answered(complaint, clerk)
    with pytest.raises(ForbiddenMove):
        review(complaint, at=local(2026, 12, 9, 0, 0))
    assert again(complaint).state == "answered"


def test_who_reads_an_undelivered_answer_online_may_respond_at_once(commune, clerk, officer):
    case = answered(file_complaint(commune, by=clerk, channel="counter", email=""), clerk)
    case = review(case)
    first = case.deadlines.order_by("pk").first()
    assert case.is_under_review and first.state == "met" and first.met_at == NOW + DAY
    assert [row.means for row in case.answers.get().deliveries.all()] == ["portal"]


# Satisfied


def test_who_is_satisfied_closes_the_case(complaint, clerk):
    case = answered(complaint, clerk)
    responses.accept(case, at=NOW + DAY)
    case = again(case)
    assert (case.state, case.satisfied, case.moves.last().reason) == ("closed", True, "satisfied")


def test_satisfied_is_final(complaint, clerk, officer):
    responses.accept(answered(complaint, clerk), at=NOW + DAY)
    for act in (
        lambda: responses.accept(again(complaint), at=NOW + 2 * DAY),
        lambda: review(complaint, at=NOW + 2 * DAY),
    ):
        with pytest.raises(ForbiddenMove):
            act()


# The review


def test_a_review_goes_to_the_officer_with_thirty_days_and_the_first_verdict_stays(complaint, clerk, officer):
    answered(complaint, clerk)
    case = review(complaint)
    deadline = case.deadlines.last()
    assert (case.state, case.assignee, case.satisfied) == ("in_progress", officer, False)
    assert (deadline.rule.kind, deadline.last_on, deadline.owner) == ("review", date(2026, 12, 24), officer)
    assert case.due_at == deadline.due_at
    assert [row.text for row in case.answers.all()] == ["هذا جوابنا"]
    assert case.messages.get().kind == Message.Kind.REVIEW
    assert told("review_received") == ["citizen@example.org"]


def test_the_officer_who_answered_does_not_review_the_director_does(complaint, officer, director):
    answered(complaint, officer)
    assert review(complaint).assignee == director


def test_another_officer_comes_before_the_director(commune, complaint, officer, director):
    second = make_member(commune, "complaints_officer")
    answered(complaint, officer)
    assert review(complaint).assignee == second


def test_nobody_but_a_reviewer_can_give_the_second_answer(complaint, clerk, head, officer):
    answered(complaint, clerk)
    review(complaint)
    for person in (clerk, head):
        with pytest.raises(ForbiddenMove):
            answered(complaint, person, at=NOW + 2 * DAY)
    case = answered(complaint, officer, at=NOW + 2 * DAY, text="جواب ثان")
    assert [(row.number, row.by) for row in case.answers.all()] == [(1, clerk), (2, officer)]
    assert case.deadlines.last().state == "met"


def test_the_officer_who_answered_is_refused_by_the_service_too(complaint, officer, director):
    answered(complaint, officer)
    review(complaint)
    with pytest.raises(ForbiddenMove):
        answered(complaint, officer, at=NOW + 2 * DAY)
    answered(complaint, director, at=NOW + 2 * DAY)


def test_there_is_one_review_only(complaint, clerk, officer, director):
    answered(complaint, clerk)
    review(complaint)
    with pytest.raises(ForbiddenMove):
        review(complaint)
    case = answered(complaint, officer, at=NOW + 2 * DAY)
    assert case.answers.last().is_final and not case.answers.first().is_final
    assert not responses.may_ask_review(case, on=date(2026, 11, 26))
    with pytest.raises(ForbiddenMove):
        review(case, at=NOW + 3 * DAY)
    responses.accept(again(case), at=NOW + 3 * DAY)
    assert again(case).satisfied is True


def test_a_late_review_climbs_the_ladder(complaint, clerk, officer, director):
    answered(complaint, clerk)
    review(complaint)
    sweep.enforce(at=NOW + 40 * DAY)
    deadline = again(complaint).deadlines.last()
    assert deadline.breached_at == deadline.due_at
    assert "breach" in [row.step.code for row in deadline.escalations.all()]
    assert director.email in told("escalation")


def test_without_a_rule_there_is_no_review_and_the_days_still_end(commune, complaint, clerk, officer):
    DeadlineRule.objects.filter(commune=commune, kind="review").delete()
    case = answered(complaint, clerk)
    assert responses.may_accept(case, on=NOW.date()) and not responses.may_ask_review(case, on=NOW.date())
    responses.close_unanswered(at=NOW + 20 * DAY)
    assert again(case).state == "closed"


def test_not_completed_has_its_own_way_back_and_no_review(complaint, clerk, officer):
    correspondence.ask(again(complaint), by=clerk, at=NOW, text="أين؟")
    correspondence.lapse_waiting(at=NOW + 31 * DAY, text_for=lambda case: "لم نتوصل")
    case = again(complaint)
    assert case.respond_until is None and not responses.may_ask_review(case, on=date(2026, 12, 30))
    responses.close_unanswered(at=NOW + 300 * DAY)
    assert again(case).state == "answered"
    correspondence.reply(case, at=NOW + 40 * DAY, text="قرب المدرسة")
    assert again(case).state == "in_progress"


def test_a_duplicate_is_reviewed_by_itself(commune, complaint, clerk, officer, director):
    twin = file_complaint(commune)
    decisions.mark_duplicate(again(twin), by=officer, at=NOW, original=complaint, text="نفس المصباح")
    answered(complaint, officer)
    twin = review(twin)
    assert (twin.duplicate_of, twin.assignee, twin.answers.get().original.pk) == (None, director, complaint.pk)
    assert again(complaint).state == "answered"


def test_a_kind_changed_during_a_review_keeps_the_date_of_the_review(complaint, clerk, officer):
    answered(complaint, clerk)
    due_at = review(complaint).due_at
    decisions.change_kind(again(complaint), by=officer, at=NOW + 4 * DAY, kind="suggestion", text="اقتراح")
    assert again(complaint).due_at == due_at


def test_a_letter_that_arrived_in_time_counts_though_the_case_was_closed(complaint, clerk, officer):
    answered(complaint, clerk)
    responses.close_unanswered(at=NOW + 16 * DAY)
    with pytest.raises(ForbiddenMove):
        review(complaint, at=NOW + 16 * DAY)
    case = review(complaint, at=NOW + 16 * DAY, on=date(2026, 12, 8), by=clerk)
    assert case.is_under_review and case.deadlines.last().last_on == date(2027, 1, 7)


# Silence


def test_silence_closes_the_case_once_and_says_so(complaint, clerk, now):
    answered(complaint, clerk)
    assert responses.close_unanswered(at=local(2026, 12, 8, 23, 59)) == 0
    now.move_to(local(2026, 12, 9, 0, 5))
    daily_round()
    daily_round()
    case = again(complaint)
    assert (case.state, case.satisfied) == ("closed", None)
    assert [row.reason for row in case.moves.all()].count("silence") == 1
    assert told("closed") == ["citizen@example.org"]


def test_staff_do_not_cut_the_days_short(complaint, clerk):
    case = answered(complaint, clerk)
    with pytest.raises(ForbiddenMove):
        lifecycle.close(case, by=clerk, at=NOW + 15 * DAY)
    lifecycle.close(again(case), by=clerk, at=NOW + 16 * DAY)


def test_an_answer_nobody_delivered_is_not_closed(commune, clerk):
    case = answered(file_complaint(commune, by=clerk, channel="counter", email=""), clerk)
    responses.close_unanswered(at=NOW + 100 * DAY)
    assert again(case).state == "answered"


def test_a_thousand_silent_cases_are_closed_with_few_queries_each(commune, clerk):
    first = file_complaint(commune, at=NOW)
    plain = {f.attname: getattr(Case.objects.get(pk=first.pk), f.attname) for f in Case._meta.concrete_fields}
    marks = {"id": None, "state": "answered", "respond_until": date(2026, 12, 8)}
    Case.objects.bulk_create(
        Case(**{**plain, **marks, "reference": f"LAR-2026-{n:06}", "submission_token": uuid4()}) for n in range(2, 1002)
    )
    with CaptureQueriesContext(connection) as queries:
        assert responses.close_unanswered(at=NOW + 20 * DAY) == 1000
    real = [query for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(real) <= 4 * 1000 + 10  # the case, its history, its message, its followers; and two batches
    assert Case.objects.filter(state="closed", moves__reason="silence").count() == 1000
    assert responses.close_unanswered(at=NOW + 20 * DAY + timedelta(minutes=1)) == 0
