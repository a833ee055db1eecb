"""What the citizen says to an answer, in the days the commune gives: satisfied, or a review; or nothing.

The review goes to somebody who did not answer, with a deadline of its own; the first verdict stays. There is one.
"""

import contextlib
from datetime import date

from django.db import transaction

from portal.accounts.models import Alerts
from portal.workdays.arithmetic import DAY, local_day

from .. import procedures
from ..models import Case, Message
from ..models.case import ForbiddenMove
from ..states import CONTEST_SILENCE, FAR, REVIEW, Outcome, Reason, State
from . import deadlines, deliveries, lifecycle, rules_in_force, telling, uploads
from .recipients import Roster

BATCH = 500


def may_accept(case, *, on):
    """Whether the citizen may say on a local date that the answer satisfies."""
    return case.state == State.ANSWERED and _is_in_time(case, on)


def may_ask_review(case, *, on):
    """Whether a review may be asked on a local date: once, in time, and where the commune has a rule for it.

    A case that was closed because no word came is open to what had arrived in time (a letter entered late). Where
    the procedure and a rule say so, it may also be asked when the deadline passed without an answer.
    """
    if case.is_open:
        possible = case.review_asked_at is None and bool(procedures.of(case).of_silence)
        return possible and on <= _contest_silence_until(case, on)
    silent = case.state == State.CLOSED and case.satisfied is None and case.respond_until
    if case.review_asked_at or not (case.state == State.ANSWERED or silent) or not _is_in_time(case, on):
        return False
    return rules_in_force.review_rule_for(case, on=on) is not None


def _contest_silence_until(case, on):
    """The last local day to ask that somebody looks at a case whose deadline passed; a day long past: never."""
    due_on = local_day(case.due_at) if case.due_at < FAR else date.max
    if on < due_on:
        return date.min
    rules = rules_in_force.by_kind(case, on=on)
    if REVIEW not in rules or CONTEST_SILENCE not in rules:
        return date.min
    return rules_in_force.last_day(rules[CONTEST_SILENCE], due_on - DAY)


@transaction.atomic
def accept(case, *, at):
    """The citizen is satisfied: the case is closed. Raise ForbiddenMove when it is too late or was said before."""
    if not may_accept(case, on=local_day(at)):
        raise ForbiddenMove(case, case.state, State.CLOSED)
    deliveries.read_online(case, at=at)
    case.move(State.CLOSED, by=None, at=at, reason=Reason.SATISFIED, satisfied=True)
    lifecycle.tell_of_the_end(case, at=at)


@transaction.atomic
def ask_review(case, *, at, text, on=None, token=None, by=None):
    """The citizen asks for a review, with a reason: back to work, with a new deadline, in other hands.

    `on`: the local day on which it reached the commune, when staff (`by`) enter it; a duplicate is taken up by itself.
    Return the message. Raise ForbiddenMove when the days are over, or a review was asked before.
    """
    on = on or local_day(at)
    if not may_ask_review(case, on=on):
        raise ForbiddenMove(case, case.state, State.IN_PROGRESS)
    if case.state == State.ANSWERED:
        deliveries.read_online(case, at=at)
    elif case.is_open and not Case.objects.filter(pk=case.pk, review_asked_at=None).update(review_asked_at=at):
        raise ForbiddenMove(case, case.state, State.IN_PROGRESS)  # a second press of the button
    before = case.authors() or {case.assignee_id}
    reviewer = Roster(case.commune_id, on=local_day(at)).reviewer(excluding=before)
    marks = {"review_asked_at": at, "satisfied": False, "assignee": reviewer, "duplicate_of": None}
    if case.state == State.IN_PROGRESS:
        lifecycle.change(case, by=by, at=at, reason=Reason.REVIEW, **marks)
    else:
        case.move(State.IN_PROGRESS, by=by, at=at, reason=Reason.REVIEW, **marks)
    message = Message.objects.create(case_id=case.pk, kind=Message.Kind.REVIEW, inbound=True, text=text, by=by, at=at)
    if token:
        uploads.attach(case, token=token, by=by, at=at, message=message)
    deadlines.start(case, rule=rules_in_force.review_rule_for(case, on=on), on=on, by=by, at=at)
    telling.citizen(case, "review_received", key="1", at=at)
    if reviewer and reviewer.alerts == Alerts.EACH:
        telling.staff(case, "review_asked", users=[reviewer], key="1", at=at)
    return message


def close_unanswered(*, at):
    """Close the cases whose citizen had all the days and said nothing. Return how many; again it closes none."""
    waiting = Case.objects.unanswered(local_day(at)).select_related("commune").order_by("pk")
    last, count = 0, 0
    while batch := list(waiting.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        for case in batch:
            with contextlib.suppress(ForbiddenMove):  # the citizen's word came first
                _close(case, at=at)
                count += 1
    return count


@transaction.atomic
def _close(case, *, at):
    case.move(State.CLOSED, by=None, at=at, reason=Reason.SILENCE)
    telling.citizen(case, "closed", key="silence", at=at)
    lifecycle.tell_of_the_end(case, at=at)


def _is_in_time(case, on):
    last = next(reversed(case.answers.all()), None)
    if last is None or last.outcome == Outcome.NOT_COMPLETED:
        return False
    return case.respond_until is None or on <= case.respond_until
