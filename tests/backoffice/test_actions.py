"""Each action of the case page, from its form to what it leaves behind; and what the form refuses."""

from datetime import date, timedelta

import pytest

from portal.cases.models import Case
from portal.cases.services import correspondence, lifecycle
from portal.cases.states import FAR
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, file_complaint, make_category, make_member
from tests.fixtures.desk import act, case_url, fresh, sign_in, text_of

pytestmark = pytest.mark.usefixtures("now", "watched")
TODAY = NOW.date()


def told(name):
    return Notification.objects.filter(template=f"cases/mail/{name}").count()


def test_taking_a_case_is_one_button(complaint, clerk):
    seen = complaint.moves.last().pk
    answer = sign_in(clerk).post(case_url(complaint, "take"), {"seen": seen})
    assert answer["Location"] == case_url(complaint)
    assert (fresh(complaint).state, fresh(complaint).assignee) == ("in_progress", clerk)
    assert complaint.deadlines.get().owner == clerk, "the next warning goes to who has the case in hand"
    assert "messages" in sign_in(clerk).get(case_url(complaint)).context


def test_looking_at_the_form_of_an_action_does_nothing(complaint, officer):
    for action in ("take", "answer", "close", "withdraw", "split"):
        sign_in(officer).get(case_url(complaint, action))
    assert fresh(complaint).state == "received"
    assert complaint.moves.count() == 1


def test_a_head_assigns_to_a_member_of_the_department_who_is_there(complaint, head, clerk):
    answer = act(head, complaint, "assign", assignee=clerk.pk)
    assert answer.status_code == 302
    assert fresh(complaint).assignee == complaint.deadlines.get().owner == clerk


def test_nobody_of_another_department_or_commune_or_absent_can_be_assigned(
    commune, other_commune, complaint, head, clerk
):
    away = make_member(commune, "clerk", "lighting")
    away.memberships.get().absences.create(from_on=TODAY, to_on=TODAY)
    strangers = [make_member(commune, "clerk", "roads"), make_member(other_commune, "clerk", "lighting"), away]
    for stranger in strangers:
        assert act(head, complaint, "assign", assignee=stranger.pk).status_code == 200
    assert fresh(complaint).assignee is None


def test_a_transfer_leaves_a_trace_and_the_deadline_runs_on(commune, complaint, clerk):
    due = complaint.due_at
    roads = commune.departments.get(code="roads")
    assert act(clerk, complaint, "transfer", department=roads.pk).status_code == 302
    case = fresh(complaint)
    assert (case.department, case.assignee, case.due_at) == (roads, None, due)
    assert case.moves.last().reason == "transferred"
    assert case.deadlines.get().department == roads


def test_a_department_of_another_commune_is_no_choice(other_commune, complaint, clerk):
    theirs = other_commune.departments.first()
    assert act(clerk, complaint, "transfer", department=theirs.pk).status_code == 200
    assert act(clerk, complaint, "consult", department=theirs.pk, question="?", due_on="2026-12-01").status_code == 200
    assert fresh(complaint).department.code == "lighting"


def test_a_consultation_reaches_the_department_and_its_reply_comes_back(commune, complaint, clerk):
    colleague = make_member(commune, "clerk", "roads")
    roads = commune.departments.get(code="roads")
    act(clerk, complaint, "consult", department=roads.pk, question="هل هو لكم؟", due_on="2026-11-30")
    assert told("consultation") == 1
    assert act(colleague, complaint, "reply", text="نعم، لنا").status_code == 302
    row = complaint.consultations.get()
    assert (row.reply, row.replied_by, fresh(complaint).due_at) == ("نعم، لنا", colleague, complaint.due_at)


def test_a_consultation_of_another_department_cannot_be_replied_to(commune, complaint, clerk, officer):
    roads, unit = (commune.departments.get(code=code) for code in ("roads", "complaints_unit"))
    for department in (roads, unit):
        correspondence.consult(complaint, by=clerk, at=NOW, department=department, question="?", due_on=TODAY)
    colleague = make_member(commune, "clerk", "roads")
    theirs = complaint.consultations.get(department=unit)
    assert act(colleague, complaint, "reply", consultation=theirs.pk, text="x").status_code == 200
    theirs.refresh_from_db()
    assert theirs.reply == ""


def test_asking_in_time_stops_the_count_and_the_form_says_so_before(complaint, clerk):
    page = sign_in(clerk).get(case_url(complaint, "ask"))
    assert page.context["outlook"]["stops"]
    act(clerk, complaint, "ask", text="أي عمود؟")
    assert (fresh(complaint).state, fresh(complaint).due_at) == ("incomplete", FAR)
    assert told("question") == 1


def test_asking_later_lets_the_count_run_and_the_form_says_why(commune, now, clerk):
    case = file_complaint(commune, at=NOW - timedelta(days=20))
    page = sign_in(clerk).get(case_url(case, "ask"))
    assert not page.context["outlook"]["stops"]
    assert "18 novembre 2026" in text_of(page)
    act(clerk, case, "ask", text="أي عمود؟")
    assert fresh(case).due_at == case.due_at < FAR


def test_a_second_question_says_that_the_count_was_stopped_once(complaint, clerk):
    act(clerk, complaint, "ask", text="أي عمود؟")
    correspondence.reply(fresh(complaint), at=NOW, text="الثالث")
    outlook = sign_in(clerk).get(case_url(complaint, "ask")).context["outlook"]
    assert not outlook["stops"]
    act(clerk, complaint, "ask", text="وأي زقاق؟")
    assert fresh(complaint).state == "in_progress"


def test_what_was_said_at_the_counter_lets_the_count_run_again(complaint, clerk):
    correspondence.ask(complaint, by=clerk, at=NOW, text="أي عمود؟")
    assert act(clerk, complaint, "enter-reply", text="الثالث، قاله في الشباك").status_code == 302
    assert fresh(complaint).state == "in_progress"
    message = complaint.messages.last()
    assert (message.inbound, message.by) == (True, clerk)


def test_an_intervention_is_planned_and_told(complaint, clerk):
    assert act(clerk, complaint, "plan", on="2026-12-03").status_code == 302
    case = fresh(complaint)
    assert (case.state, case.planned_on, case.due_at) == ("planned", date(2026, 12, 3), complaint.due_at)
    assert told("planned") == 1


@pytest.mark.parametrize("typed", ["2026-11-22", "", "hier", "31/31/2026"])
def test_an_intervention_is_never_planned_in_the_past_or_without_a_day(typed, complaint, clerk):
    page = act(clerk, complaint, "plan", on=typed)
    assert page.status_code == 200
    assert page.context["form"].errors["on"]
    assert fresh(complaint).state == "received"


def test_messages_reach_the_person_and_notes_do_not(complaint, clerk, president):
    act(clerk, complaint, "message", text="سنمر غدا")
    act(president, complaint, "note", text="أولوية")
    assert complaint.messages.get().text == "سنمر غدا"
    assert complaint.notes.get().by == president
    assert told("message") == 1
    assert Notification.objects.count() == 2  # the receipt and the message


@pytest.mark.parametrize("action", ["ask", "message", "note", "enter-reply", "answer"])
def test_an_empty_text_is_refused(action, complaint, clerk):
    page = act(clerk, complaint, action, text=" ", outcome="resolved")
    assert page.status_code == 200
    assert "text" in page.context["form"].errors
    assert "error-summary" in page.content.decode()


def test_topic_and_place_are_corrected_and_the_promise_stays(commune, complaint, clerk):
    holes = make_category(commune, code="holes", department=commune.departments.get(code="roads"))
    district = commune.districts.last()
    act(clerk, complaint, "correct", topic=holes.pk, district=district.pk, address="قرب السوق")
    case = fresh(complaint)
    assert (case.topic.pk, case.district, case.address) == (holes.pk, district, "قرب السوق")
    assert (case.received_on, case.due_at, case.department.code) == (
        complaint.received_on,
        complaint.due_at,
        "lighting",
    )
    assert case.moves.last().reason == "corrected"
    assert list(Case.objects.matching("السوق")) == [case], "found by its new place"


def test_a_correction_that_changes_nothing_or_leads_elsewhere_is_refused(other_commune, complaint, clerk):
    same = {"topic": complaint.topic_id, "address": "", "district": ""}
    assert act(clerk, complaint, "correct", **same).status_code == 200
    assert act(clerk, complaint, "correct", **{**same, "topic": other_commune.topics.first().pk}).status_code == 200
    assert (
        act(clerk, complaint, "correct", **{**same, "district": other_commune.districts.first().pk}).status_code == 200
    )
    assert complaint.moves.count() == 1


def test_splitting_opens_a_second_case_with_the_same_day_of_receipt(commune, clerk):
    case = file_complaint(commune, received_on=date(2026, 11, 13))
    holes = make_category(commune, code="holes", department=commune.departments.get(code="roads"))
    answer = act(clerk, case, "split", subject="حفرة", description="وأيضا حفرة كبيرة", topic=holes.pk, department="")
    part = Case.objects.get(split_from=case.pk)
    assert answer["Location"] == case_url(part)
    assert (part.received_on, part.department.code, part.email) == (date(2026, 11, 13), "roads", case.email)
    assert told("split") == 1


def test_only_what_was_never_completed_is_closed_by_hand(complaint, clerk):
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="resolved", text="تم")
    assert sign_in(clerk).post(case_url(complaint, "close")).status_code == 409
    assert fresh(complaint).state == "answered"


def test_a_case_that_was_never_completed_is_closed_by_hand(complaint, clerk):
    lifecycle.answer(complaint, by=None, at=NOW, outcome="not_completed", text="لم نتوصل")
    assert act(clerk, complaint, "close").status_code == 302
    assert fresh(complaint).state == "closed"


FORBIDDEN = [
    "answer",
    "take",
    "ask",
    "plan",
    "assign",
    "transfer",
    "consult",
    "message",
    "correct",
    "split",
    "close",
    "deliver",
    "enter-review",
    "approve",
    "send-back",
]


@pytest.mark.parametrize("action", [*FORBIDDEN, "reply", "enter-reply", "withdraw", "duplicate", "change-kind"])
def test_a_president_may_read_and_note_only(action, complaint, president):
    client = sign_in(president)
    assert client.get(case_url(complaint, action)).status_code == 403
    assert client.post(case_url(complaint, action), {"text": "x"}).status_code == 403
    assert fresh(complaint).state == "received"


@pytest.mark.parametrize("action", ["withdraw", "duplicate", "change-kind", "assign"])
def test_a_clerk_takes_no_decision(action, complaint, clerk):
    assert sign_in(clerk).get(case_url(complaint, action)).status_code == 403
    assert sign_in(clerk).post(case_url(complaint, action), {"text": "x"}).status_code == 403


def test_an_action_that_does_not_exist_is_a_404(complaint, director):
    assert sign_in(director).get(case_url(complaint, "explode")).status_code == 404
    assert sign_in(director).put(case_url(complaint, "take")).status_code == 405
