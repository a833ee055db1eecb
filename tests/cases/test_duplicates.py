"""Who waits for the answer of another case never waits for nothing: when that one ends without one, theirs goes on."""

from datetime import timedelta

import pytest

from portal.cases.models import Case, Follower
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import correspondence, decisions, following, lifecycle, responses
from portal.cases.states import FAR
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, file_complaint
from tests.fixtures.citizens import later
from tests.fixtures.desk import fresh

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def twin(commune, complaint, officer):
    """A case of somebody else that waits for the answer of `complaint`."""
    case = file_complaint(commune, email="other@example.org", at=NOW - timedelta(days=3))
    decisions.mark_duplicate(case, by=officer, at=NOW, original=complaint, text="نفس العمود")
    return fresh(case)


def taken_back(case, officer):
    lifecycle.withdraw(case, at=later(days=5))


def withdrawn_by_staff(case, officer):
    decisions.withdraw_for(case, by=officer, at=later(days=5), text="في الشباك")


def noted(case, officer):
    decisions.change_kind(case, by=officer, at=later(days=4), kind="remark", text="ملاحظة")
    lifecycle.note_remark(fresh(case), by=officer, at=later(days=5))


def never_completed(case, officer):
    correspondence.ask(case, by=officer, at=later(days=1), text="أي عمود؟")
    correspondence.lapse_waiting(at=later(days=40), text_for=lambda _case: "x")


@pytest.mark.parametrize("end", [taken_back, withdrawn_by_staff, noted, never_completed])
def test_a_duplicate_goes_on_by_itself_when_its_original_ends_without_an_answer(end, complaint, twin, officer, clerk):
    first = twin.deadlines.get().last_on
    assert twin.due_at == FAR
    end(complaint, officer)
    case = fresh(twin)
    assert (case.duplicate_of_id, case.is_open) == (None, True)
    assert case.deadlines.get(state="running").last_on == first
    assert case.due_at < FAR
    message = Notification.objects.get(recipient="other@example.org", template="cases/mail/goes_on")
    assert message.about.endswith(f":{case.pk}")
    lifecycle.answer(case, by=clerk, at=later(days=41), outcome="resolved", text="تم")
    assert fresh(twin).state == "answered"


def test_its_followers_come_back_with_it(complaint, twin, officer):
    decided = twin.decisions.get()
    decisions.object_to(decided, at=NOW, text="ليس نفس العمود")
    follower = following.add(fresh(twin), at=NOW, email="neighbour@example.org", phone="", language="fr")
    following.confirm(follower, at=NOW)
    decisions.mark_duplicate(fresh(twin), by=officer, at=later(days=1), original=complaint, text="نفسه")
    lifecycle.withdraw(fresh(complaint), at=later(days=5))
    assert Follower.objects.get().case_id == twin.pk


def test_who_followed_it_is_not_told_that_nothing_comes(commune, complaint, officer):
    other = file_complaint(commune)
    following.confirm(following.add(other, at=NOW, email="n@example.org", phone="", language="fr"), at=NOW)
    decisions.mark_duplicate(other, by=officer, at=NOW, original=complaint, text="x")
    decisions.withdraw_for(fresh(complaint), by=officer, at=later(days=1), text="x")
    assert not Notification.objects.filter(recipient="n@example.org", template="cases/mail/follow_closed").exists()


def test_who_leaves_after_several_moves_leaves_no_address_behind(commune, complaint, officer, clerk):
    one, last = file_complaint(commune), file_complaint(commune)
    row = following.add(one, at=NOW, email="n@example.org", phone="", language="fr")
    following.confirm(row, at=NOW)
    decisions.mark_duplicate(one, by=officer, at=NOW, original=complaint, text="x")
    lifecycle.plan(fresh(complaint), by=clerk, at=NOW, on=later(days=3).date())
    decisions.mark_duplicate(fresh(complaint), by=officer, at=later(days=1), original=last, text="x")
    assert Follower.objects.get().case_id == last.pk
    following.leave(Follower.objects.get())
    assert not Notification.objects.filter(recipient="n@example.org").exists()


def test_a_duplicate_of_a_duplicate_is_answered_with_the_last_of_them(commune, complaint, twin, officer, clerk):
    last = file_complaint(commune)
    decisions.mark_duplicate(fresh(complaint), by=officer, at=later(days=1), original=last, text="x")
    lifecycle.answer(fresh(last), by=clerk, at=later(days=2), outcome="resolved", text="تم")
    assert (fresh(complaint).state, fresh(twin).state) == ("answered", "answered")


def test_an_answer_leaves_nobody_waiting_and_reviews_nobody_else(complaint, twin, clerk):
    lifecycle.answer(fresh(complaint), by=clerk, at=later(days=2), outcome="resolved", text="تم")
    responses.accept(fresh(complaint), at=later(days=3))
    assert (fresh(twin).state, fresh(twin).duplicate_of_id) == ("answered", complaint.pk)
    assert not Notification.objects.filter(template="cases/mail/goes_on").exists()


def test_the_days_to_object_hold_though_the_answer_came_meanwhile(complaint, twin, officer, clerk):
    first = twin.deadlines.get().last_on
    lifecycle.answer(fresh(complaint), by=clerk, at=later(days=5), outcome="resolved", text="تم")
    decision = decisions.open_decision(fresh(twin), at=later(days=7))
    decisions.object_to(decision, at=later(days=7), text="ليس نفس العمود")
    case = fresh(twin)
    assert (case.state, case.duplicate_of_id, case.respond_until) == ("in_progress", None, None)
    assert case.deadlines.get(state="running").last_on == first
    lifecycle.answer(case, by=clerk, at=later(days=8), outcome="resolved", text="أصلح الثاني")
    assert [row.outcome for row in case.answers.order_by("number")] == ["duplicate", "resolved"]


def ask_review(case):
    responses.ask_review(case, at=later(days=6), text="لا")


def be_satisfied(case):
    responses.accept(case, at=later(days=6))


@pytest.mark.parametrize("word", [ask_review, be_satisfied])
def test_who_had_another_word_after_the_answer_objects_no_more(word, complaint, twin, clerk):
    decision = twin.decisions.get()
    lifecycle.answer(fresh(complaint), by=clerk, at=later(days=5), outcome="resolved", text="تم")
    word(fresh(twin))
    assert decisions.open_decision(fresh(twin), at=later(days=7)) is None
    before = fresh(twin).state
    with pytest.raises(ForbiddenMove):
        decisions.object_to(decision, at=later(days=7), text="لا")
    assert fresh(twin).state == before


def test_who_took_the_case_back_meanwhile_objects_no_more(complaint, twin):
    lifecycle.withdraw(fresh(twin), at=later(days=2))
    assert decisions.open_decision(fresh(twin), at=later(days=3)) is None


def test_nothing_is_joined_to_a_case_that_ended_or_was_joined_meanwhile(commune, complaint, officer, clerk):
    seen = Case.objects.get(pk=complaint.pk)  # as the page showed it
    other = file_complaint(commune)
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="resolved", text="تم")
    with pytest.raises(ForbiddenMove):
        decisions.mark_duplicate(other, by=officer, at=NOW, original=seen, text="x")
    assert fresh(other).duplicate_of_id is None and fresh(other).due_at < FAR
    one, two = file_complaint(commune), file_complaint(commune)
    stale = Case.objects.get(pk=one.pk)
    decisions.mark_duplicate(one, by=officer, at=NOW, original=two, text="x")
    with pytest.raises(ForbiddenMove):
        decisions.mark_duplicate(two, by=officer, at=NOW, original=stale, text="x")
