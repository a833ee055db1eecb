"""Decisions that end or weaken a promise: the complaints officer's, with a reason; the citizen may object in time.

The old deadline is voided with its reason and counted apart; an objection starts it again with the same due date.
"""

from datetime import timedelta

from django.db import transaction

from portal.workdays.arithmetic import local_day

from ..models import Case, Decision
from ..models.case import ForbiddenMove
from ..states import Reason, State
from . import deadlines, duplicates, following, lifecycle, telling

TEMPLATES = {
    Reason.DUPLICATE: "marked_duplicate",
    Reason.WITHDRAWN_BY_STAFF: "withdrawn_by_staff",
    Reason.KIND_CHANGED: "kind_changed",
}


@transaction.atomic
def mark_duplicate(case, *, by, at, original, text):
    """The case is the same as `original`: it is answered when that one is. Never a duplicate of a duplicate.

    Who followed it follows the original. Raise ForbiddenMove for an original of another commune, and for one that
    was answered or ended meanwhile: nobody would answer this case any more.
    """
    original = original.duplicate_of or original
    both = Case.objects.of(case.commune_id).filter(pk__in=[case.pk, original.pk]).order_by("pk")
    there = {row.pk: row for row in both.select_for_update(no_key=True, of=("self",))}.get(original.pk)
    if there is None or there.pk == case.pk or not there.is_open or there.duplicate_of_id:
        raise ForbiddenMove(case, case.state, case.state)
    lifecycle.change(case, by=by, at=at, reason=Reason.DUPLICATE, duplicate_of=original)
    following.move_to_original(case, original=original)
    return _decide(case, Reason.DUPLICATE, by=by, at=at, text=text)


@transaction.atomic
def withdraw_for(case, *, by, at, text):
    """Enter a withdrawal that the citizen declared to staff."""
    case.move(State.CLOSED, by=by, at=at, reason=Reason.WITHDRAWN_BY_STAFF)
    duplicates.let_go(case, at=at)
    lifecycle.tell_of_the_end(case, at=at)
    return _decide(case, Reason.WITHDRAWN_BY_STAFF, by=by, at=at, text=text)


@transaction.atomic
def change_kind(case, *, by, at, kind, text):
    """Make a complaint a suggestion, a remark a complaint…; the filing date never moves."""
    was = case.kind
    lifecycle.change(case, by=by, at=at, reason=Reason.KIND_CHANGED, kind=kind)
    decision = _decide(case, Reason.KIND_CHANGED, by=by, at=at, text=text, was=was, now=kind)
    deadlines.start_all(case, by=by, at=at)
    return decision


@transaction.atomic
def object_to(decision, *, at, text):
    """The citizen objects in time: the case is back at work, with its first promise; also from an answer that came
    meanwhile, for the days were promised. Raise ForbiddenMove.
    """
    case = decision.case
    if not _may_be_taken_up(case):
        raise ForbiddenMove(case, case.state, State.IN_PROGRESS)
    mine = Decision.objects.filter(pk=decision.pk, objected_at=None, object_until__gte=local_day(at))
    if not mine.update(objected_at=at, objection=text):
        raise ForbiddenMove(case, case.state, State.IN_PROGRESS)
    deadlines.void(case, reason=Reason.OBJECTION, by=None, at=at)
    if decision.code == Reason.KIND_CHANGED:
        Case.objects.filter(pk=case.pk).update(kind=decision.was)
        case.kind = decision.was
    if decision.code == Reason.DUPLICATE:
        following.move_back(case)
    if case.state in (State.CLOSED, State.RECEIVED, State.ANSWERED):
        case.move(State.IN_PROGRESS, by=None, at=at, reason=Reason.OBJECTION, duplicate_of=None)
    else:
        lifecycle.change(case, by=None, at=at, reason=Reason.OBJECTION, duplicate_of=None)
    duplicates.promise_again(case, voided_at=decision.at, at=at)


def open_decision(case, *, at):
    """The decision the citizen can still object to, or None."""
    on = local_day(at)
    still_open = [row for row in case.decisions.all() if row.objected_at is None and row.object_until >= on]
    return still_open[-1] if still_open and _may_be_taken_up(case) else None


def _may_be_taken_up(case):
    """Not once the citizen had another word: asked for a review, was satisfied, took the case back, let it close."""
    if case.state == State.CLOSED:
        ended = case.moves.filter(now=State.CLOSED).exclude(was=State.CLOSED).order_by("-pk").first()
        return ended is not None and ended.reason in (Reason.WITHDRAWN_BY_STAFF, Reason.NOTED)
    return case.review_asked_at is None


def _decide(case, reason, *, by, at, text, was="", now=""):
    deadlines.void(case, reason=reason, by=by, at=at)
    until = local_day(at) + timedelta(days=case.commune.objection_days)
    decision = Decision.objects.create(
        case_id=case.pk, code=reason, was=was, now=now, text=text, by=by, at=at, object_until=until
    )
    telling.citizen(case, TEMPLATES[reason], key=str(decision.pk), at=at, decision=decision.pk)
    return decision
