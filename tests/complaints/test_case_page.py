"""What is particular to complaints on the case page: remarks, and decisions that weaken a promise."""

from datetime import timedelta

import pytest

from portal.cases.services import decisions, lifecycle
from portal.cases.states import FAR
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, file_complaint
from tests.fixtures.desk import act, case_url, fresh, sign_in, text_of

pytestmark = pytest.mark.usefixtures("now", "watched")


def told(name):
    return Notification.objects.filter(template=f"cases/mail/{name}").count()


def test_a_remark_is_noted_with_one_button_and_filed(commune, clerk):
    remark = file_complaint(commune, kind="remark")
    page = sign_in(clerk).get(case_url(remark))
    assert page.context["actions"]["primary"].name == "note-remark"
    assert page.context["deadlines"] == []
    seen = remark.moves.last().pk
    assert sign_in(clerk).post(case_url(remark, "note-remark"), {"seen": seen}).status_code == 302
    assert (fresh(remark).state, remark.moves.last().reason) == ("closed", "noted")


def test_a_complaint_cannot_be_noted_away(complaint, clerk, officer):
    for user in (clerk, officer):
        assert sign_in(user).post(case_url(complaint, "note-remark")).status_code == 403
    assert fresh(complaint).state == "received"


def test_changing_the_kind_ends_the_old_promise_starts_the_new_one_and_tells_the_person(complaint, officer):
    assert act(officer, complaint, "change-kind", kind="suggestion", text="اقتراح وليست شكاية").status_code == 302
    case = fresh(complaint)
    assert case.kind == "suggestion"
    assert case.received_on == complaint.received_on
    old, new = case.deadlines.order_by("pk")
    assert (old.state, new.rule.code) == ("voided", "suggestion")
    assert told("kind_changed") == 1
    assert "اقتراح وليست شكاية" in text_of(sign_in(officer).get(case_url(complaint)))


@pytest.mark.parametrize("fields", [{"kind": "complaint", "text": "x"}, {"kind": "remark", "text": ""}, {"text": "x"}])
def test_a_change_of_kind_needs_another_kind_and_a_reason(fields, complaint, officer):
    assert act(officer, complaint, "change-kind", **fields).status_code == 200
    assert fresh(complaint).kind == "complaint"


def test_a_withdrawal_entered_by_staff_has_its_reason_and_can_be_objected_to(complaint, officer):
    assert act(officer, complaint, "withdraw", text="صرح بذلك في الشباك").status_code == 302
    assert fresh(complaint).state == "closed"
    assert told("withdrawn_by_staff") == 1
    assert decisions.open_decision(complaint, at=NOW + timedelta(days=15))
    assert not decisions.open_decision(complaint, at=NOW + timedelta(days=16))


def test_a_withdrawal_without_a_reason_is_refused(complaint, officer):
    assert act(officer, complaint, "withdraw", text=" ").status_code == 200
    assert fresh(complaint).state == "received"


def test_a_duplicate_is_answered_with_its_original(commune, complaint, officer, clerk):
    twin = file_complaint(commune, email="other@example.org")
    answer = act(officer, twin, "duplicate", original=complaint.reference.lower(), text="نفس العمود")
    assert answer.status_code == 302
    assert (fresh(twin).duplicate_of_id, fresh(twin).due_at) == (complaint.pk, FAR)
    assert "answer" not in {a.name for a in sign_in(clerk).get(case_url(twin)).context["actions"]["main"]}
    act(clerk, complaint, "answer", outcome="resolved", text="تم إصلاح العمود")
    assert fresh(twin).state == "answered"
    assert twin.answers.get().text == "تم إصلاح العمود"


def test_a_duplicate_needs_an_original_that_is_open_and_of_this_commune(commune, other_commune, complaint, officer):
    answered, theirs = file_complaint(commune), file_complaint(other_commune)
    lifecycle.answer(answered, by=officer, at=NOW, outcome="resolved", text="x")
    for original in ("", "nonsense", "LAR-2026-999999", answered.reference, theirs.reference, complaint.reference):
        page = act(officer, complaint, "duplicate", original=original, text="نفسه")
        assert page.status_code == 200, original
        assert page.context["form"].errors["original"], original
    assert fresh(complaint).duplicate_of is None


def test_two_cases_are_never_duplicates_of_each_other(commune, complaint, officer):
    twin = file_complaint(commune)
    act(officer, twin, "duplicate", original=complaint.reference, text="نفسه")
    page = act(officer, complaint, "duplicate", original=twin.reference, text="نفسه")
    assert page.context["form"].errors["original"]
