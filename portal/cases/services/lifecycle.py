"""The moves of a case: taken, planned, answered, closed, withdrawn. Each is one transaction with its history.

All raise ForbiddenMove when the case is no longer where the caller saw it (somebody was faster).
"""

from django.db import transaction

from portal.workdays.arithmetic import local_day

from .. import belongings
from ..anonymity import without_person
from ..models import Answer, Case, Proposal
from ..models.case import ForbiddenMove
from ..rules import may_give_answer
from ..states import OPEN, Outcome, Reason, State
from . import deadlines, deliveries, duplicates, finding, publishing, telling, uploads


@transaction.atomic
def take(case, *, by, at):
    """Take a case in hand: assigned to the actor, in progress."""
    if case.state == State.RECEIVED:
        case.move(State.IN_PROGRESS, by=by, at=at, reason=Reason.TAKEN, assignee=by)
    else:
        change(case, by=by, at=at, reason=Reason.TAKEN, assignee=by)
    case.deadlines.update(owner=by)


@transaction.atomic
def assign(case, *, by, at, assignee):
    """Give a case to a member of its department; it is in progress from then on."""
    if case.state == State.RECEIVED:
        case.move(State.IN_PROGRESS, by=by, at=at, reason=Reason.ASSIGNED, assignee=assignee)
    else:
        change(case, by=by, at=at, reason=Reason.ASSIGNED, assignee=assignee)
    case.deadlines.update(owner=assignee)


@transaction.atomic
def release(case, *, by, at):
    """Nobody in particular works on a case any more: its department does. The clock runs on."""
    change(case, by=by, at=at, reason=Reason.RELEASED, assignee=None)
    case.deadlines.update(owner=None)


@transaction.atomic
def transfer(case, *, by, at, department):
    """Another department answers for the case from now on. The clock runs on."""
    change(case, by=by, at=at, reason=Reason.TRANSFERRED, department=department, assignee=None)
    case.deadlines.update(department=department, owner=None)


@transaction.atomic
def correct(case, *, by, at, **fields):
    """Correct topic, district, address or position. The filing date and the promise never move."""
    change(case, by=by, at=at, reason=Reason.CORRECTED, **fields)
    if "topic" in fields:  # the new one may not be public: it is cleared anew
        publishing.unpublish(case, by=by, at=at)
    finding.refresh(case)


@transaction.atomic
def plan(case, *, by, at, on, text=""):
    """An intervention has a date (local). The citizen is told; the clock runs on."""
    if case.state == State.PLANNED:
        change(case, by=by, at=at, reason=Reason.PLANNED, planned_on=on)
    else:
        case.move(State.PLANNED, by=by, at=at, reason=Reason.PLANNED, planned_on=on)
    telling.citizen(case, "planned", key=on.isoformat(), at=at)
    telling.followers(case, "follow_planned", key=on.isoformat(), at=at)


@transaction.atomic
def answer(case, *, by, at, outcome, text, approved_by=None, **more):
    """Answer a case with an outcome and a reasoned text in the citizen's language; the next verdict row is written.

    `more`: the outcome's ground, competent_body or original (a Case); `token` of kept files that go along; `reason`.
    The deadline is met now when the answer reaches the citizen by message or on the tracking page, else when its
    delivery is entered (see deliveries). Duplicates of this case are answered with it. After a review somebody else
    answers than before, and four eyes are four: whoever may not give this answer meets ForbiddenMove.
    """
    if by and not may_give_answer(by, case, approved_by=approved_by):
        raise ForbiddenMove(case, case.state, State.ANSWERED)
    return _give(case, by=by, at=at, outcome=outcome, text=text, approved_by=approved_by, **more)


def _give(case, *, by, at, outcome, text, approved_by, token=None, reason=Reason.ANSWERED, **basis):
    case.move(State.ANSWERED, by=approved_by or by, at=at, reason=reason, proposed_at=None, wrote_at=None)
    waiting = Proposal.objects.filter(case=case.pk, decision="")
    waiting.update(decision=Proposal.Decision.OVERTAKEN, decided_by=by, decided_at=at)
    number = case.answers.count() + 1
    words = {"outcome": outcome, "text": text, "language": case.language, **basis}
    verdict = Answer.objects.create(case_id=case.pk, number=number, by=by, approved_by=approved_by, at=at, **words)
    if token:
        uploads.attach(case, token=token, by=by, at=at, answer=verdict)
    if outcome != Outcome.NOT_COMPLETED:
        deliveries.deliver_at_once(case, verdict, by=by, at=at)
        _answer_duplicates(case, verdict, at=at)
    else:
        duplicates.let_go(case, at=at)
    letter = "not_completed" if outcome == Outcome.NOT_COMPLETED else "answer"
    telling.citizen(case, letter, key=str(number), at=at, answer=verdict.pk)
    telling.followers(case, "follow_answer", key=str(number), at=at, answer=verdict.pk)
    return verdict


def _answer_duplicates(case, verdict, *, at):
    if not belongings.of(case, "duplicates"):
        return
    waiting = Case.objects.of(case.commune_id).open().filter(duplicate_of_id=case.pk).select_related("commune")
    text = without_person(verdict.text, case)
    given = {"by": verdict.by, "approved_by": verdict.approved_by, "text": text, "original": case}
    for twin in waiting.order_by("pk"):
        _give(twin, at=at, outcome=Outcome.DUPLICATE, reason=Reason.ANSWERED_WITH, **given)


@transaction.atomic
def close(case, *, by, at, reason=Reason.CLOSED):
    """File an answered case away. A deadline still suspended (never completed) falls away with it.

    Raise ForbiddenMove while the citizen has days left to respond.
    """
    if case.respond_until and local_day(at) <= case.respond_until:
        raise ForbiddenMove(case, case.state, State.CLOSED)
    case.move(State.CLOSED, by=by, at=at, reason=reason)
    deadlines.void(case, reason=Reason.NOT_COMPLETED, by=by, at=at)
    tell_of_the_end(case, at=at)


@transaction.atomic
def note_remark(case, *, by, at):
    """A remark owes no answer: it was read, and is filed away."""
    case.move(State.CLOSED, by=by, at=at, reason=Reason.NOTED)
    deadlines.void(case, reason=Reason.NOTED, by=by, at=at)
    duplicates.let_go(case, at=at)
    tell_of_the_end(case, at=at)


@transaction.atomic
def withdraw(case, *, at):
    """The citizen takes the case back: the one end without an answer. Raise ForbiddenMove when it was answered."""
    if not case.is_open:
        raise ForbiddenMove(case, case.state, State.CLOSED)
    publishing.withdraw_consent(case, at=at)
    case.move(State.CLOSED, by=None, at=at, reason=Reason.WITHDRAWN)
    deadlines.void(case, reason=Reason.WITHDRAWN, by=None, at=at)
    duplicates.let_go(case, at=at)
    tell_of_the_end(case, at=at)


def tell_of_the_end(case, *, at):
    """Who follows the case learns that nothing more comes; above all when there was no answer."""
    telling.followers(case, "follow_closed", key=at.isoformat(), at=at)


def change(case, *, by, at, reason, **fields):
    """Change fields of an open case that keep its state, guarded like a move, with a row of history."""
    if not Case.objects.filter(pk=case.pk, state=case.state, state__in=OPEN).update(**fields):
        raise ForbiddenMove(case, case.state, case.state)
    for name, value in fields.items():
        setattr(case, name, value)
    case.record(case.state, case.state, by=by, at=at, reason=reason, department=fields.get("department"))
