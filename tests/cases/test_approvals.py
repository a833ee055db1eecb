"""Four eyes: a clerk's answer is a proposal until somebody else approves it, and only then is it given."""

from uuid import uuid4

import pytest

from portal.cases import rules
from portal.cases.models import Case, Proposal
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import approvals, correspondence, lifecycle, responses, sweep, uploads
from portal.notifications import rendering
from portal.notifications.models import Notification
from portal.workdays.arithmetic import DAY
from tests.fixtures.builders import NOW, file_complaint, make_member
from tests.fixtures.citizens import photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _four_eyes(commune):
    commune.departments.filter(code="lighting").update(four_eyes=True)


def again(case):
    return Case.objects.select_related("commune", "department", "topic").get(pk=case.pk)


def propose(case, by, at=NOW, **more):
    return approvals.answer(again(case), by=by, at=at, **{"outcome": "resolved", "text": "تم الإصلاح", **more})


def told(name):
    return [row.recipient for row in Notification.objects.filter(template=f"cases/mail/{name}")]


def test_a_clerks_answer_waits_and_nothing_is_given(complaint, clerk, head):
    proposal = propose(complaint, clerk)
    case = again(complaint)
    assert isinstance(proposal, Proposal)
    assert (case.state, case.proposed_at, case.answers.count()) == ("received", NOW, 0)
    assert case.deadlines.get().state == "running"
    assert told("answer") == [] and told("proposal") == [head.email]
    assert list(Case.objects.to_approve()) == [case]


def test_the_deadline_is_met_when_it_is_approved(complaint, clerk, head):
    proposal = propose(complaint, clerk)
    approvals.approve(proposal, by=head, at=NOW + 2 * DAY)
    case = again(complaint)
    verdict = case.answers.get()
    assert (verdict.by, verdict.approved_by, verdict.at, verdict.text) == (clerk, head, NOW + 2 * DAY, "تم الإصلاح")
    assert (case.state, case.proposed_at) == ("answered", None)
    assert case.deadlines.get().met_at == NOW + 2 * DAY
    assert told("answer") == ["citizen@example.org"]


def test_what_the_head_changes_is_given_and_the_proposal_keeps_its_words(complaint, clerk, head):
    proposal = propose(complaint, clerk)
    approvals.approve(proposal, by=head, at=NOW, text="نص آخر", outcome="partly")
    assert again(complaint).answers.get().text == "نص آخر"
    assert Proposal.objects.get().text == "تم الإصلاح"


def test_an_answer_that_waits_too_long_is_a_breach(complaint, clerk, head, director):
    proposal = propose(complaint, clerk)
    sweep.enforce(at=NOW + 61 * DAY)
    approvals.approve(proposal, by=head, at=NOW + 62 * DAY)
    deadline = again(complaint).deadlines.get()
    assert deadline.breached_at == deadline.due_at and deadline.met_at == NOW + 62 * DAY


def test_the_warning_says_that_an_answer_waits(complaint, clerk, head):
    propose(complaint, clerk)
    sweep.enforce(at=NOW + 54 * DAY)
    row = Notification.objects.filter(template="cases/mail/escalation", recipient=head.email).get()
    assert "23\u00a0novembre 2026" in rendering.render(row).text


def test_sent_back_with_a_note_it_is_proposed_again_with_its_files(commune, complaint, clerk, head):
    token = uuid4()
    assert uploads.keep(commune, token=token, files=[photo()], at=NOW) == []
    approvals.send_back(propose(complaint, clerk, token=token), by=head, at=NOW + DAY, note="أضف اليوم")
    case = again(complaint)
    assert (case.proposed_at, told("proposal_sent_back")) == (None, [clerk.email])
    second = propose(complaint, clerk, at=NOW + 2 * DAY, text="تم الإصلاح يوم الاثنين")
    file = case.attachments.get()
    assert file.proposal == second and file.internal
    approvals.approve(second, by=head, at=NOW + 3 * DAY)
    file.refresh_from_db()
    assert file.answer == again(complaint).answers.get() and not file.internal
    assert [row.decision for row in Proposal.objects.all()] == ["sent_back", "approved"]


def test_the_author_never_approves_not_even_as_a_head(commune, complaint, clerk):
    proposal = propose(complaint, clerk)
    make_member(commune, "head", "lighting", user=clerk)
    author = type(clerk).objects.get(pk=clerk.pk)
    assert not rules.may_approve(author, again(complaint))
    with pytest.raises(ForbiddenMove):
        approvals.approve(proposal, by=author, at=NOW)
    assert again(complaint).answers.count() == 0


@pytest.mark.parametrize("role", ["complaints_officer", "director"])
def test_the_officer_and_the_director_may_approve(role, commune, complaint, clerk):
    approvals.approve(propose(complaint, clerk), by=make_member(commune, role), at=NOW)
    assert again(complaint).state == "answered"


def test_no_other_clerk_and_no_other_head_approves(commune, complaint, clerk):
    proposal = propose(complaint, clerk)
    for person in (make_member(commune, "clerk", "lighting"), make_member(commune, "head", "roads")):
        with pytest.raises(ForbiddenMove):
            approvals.approve(proposal, by=person, at=NOW)
    assert Proposal.objects.get().decision == ""


def test_the_service_itself_refuses_a_clerks_answer(complaint, clerk):
    with pytest.raises(ForbiddenMove):
        lifecycle.answer(again(complaint), by=clerk, at=NOW, outcome="resolved", text="تم")


def test_a_head_and_the_clerk_of_another_department_answer_at_once(commune, complaint, head, clerk):
    assert not isinstance(propose(complaint, head), Proposal)
    case = file_complaint(commune)
    lifecycle.transfer(again(case), by=head, at=NOW, department=commune.departments.get(code="roads"))
    assert not isinstance(propose(case, make_member(commune, "clerk", "roads")), Proposal)


def test_one_proposal_waits_at_a_time(commune, complaint, clerk):
    propose(complaint, clerk)
    with pytest.raises(ForbiddenMove):
        propose(complaint, make_member(commune, "clerk", "lighting"))
    assert Proposal.objects.count() == 1


def test_only_one_decision_is_taken_of_a_proposal(complaint, clerk, head, officer):
    proposal = propose(complaint, clerk)
    same = Proposal.objects.select_related("case__commune", "case__department").get(pk=proposal.pk)
    approvals.approve(proposal, by=head, at=NOW)
    with pytest.raises(ForbiddenMove):
        approvals.send_back(same, by=officer, at=NOW, note="لا")
    with pytest.raises(ForbiddenMove):
        approvals.approve(same, by=officer, at=NOW, text="آخر")
    assert [row.text for row in again(complaint).answers.all()] == ["تم الإصلاح"]


def test_an_answer_of_the_head_overtakes_what_waits(complaint, clerk, head):
    propose(complaint, clerk)
    lifecycle.answer(again(complaint), by=head, at=NOW, outcome="explained", text="جواب الرئيس")
    proposal = Proposal.objects.get()
    assert (proposal.decision, proposal.decided_by, again(complaint).proposed_at) == ("overtaken", head, None)


def test_turning_the_switch_off_leaves_what_waits_to_be_approved(commune, complaint, clerk, head):
    proposal = propose(complaint, clerk)
    commune.departments.update(four_eyes=False)
    assert rules.may_approve(head, again(complaint))
    proposal.case = again(complaint)
    approvals.approve(proposal, by=head, at=NOW)
    assert again(complaint).answers.get().approved_by == head


def test_what_waited_is_still_there_when_the_case_comes_back(complaint, clerk, head):
    propose(complaint, clerk)
    correspondence.ask(again(complaint), by=clerk, at=NOW, text="أين؟")
    correspondence.reply(again(complaint), at=NOW + DAY, text="هنا")
    assert rules.may_approve(head, again(complaint))


def test_who_approved_is_no_reviewer(complaint, clerk, officer, director):
    approvals.approve(propose(complaint, clerk), by=officer, at=NOW)
    responses.ask_review(again(complaint), at=NOW + DAY, text="لا")
    assert again(complaint).assignee == director
