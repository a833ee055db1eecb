"""Words between the citizen and the commune, and between departments. Only asking in time stops the clock."""

import contextlib
from datetime import timedelta

from django.db import transaction

from portal.workdays.arithmetic import local_day

from ..models import Case, Consultation, Message, Note
from ..models.case import ForbiddenMove
from ..states import Outcome, Reason, State
from . import deadlines, lifecycle, rules_in_force, telling, uploads

REMINDERS = (15, 25)  # days after the question (design of the commune's undertaking, decree 2.17.265 art. 11)


def may_pause(case, *, at):
    """Whether a question asked now stops the clock: once, and in the first days after receipt that the rule names."""
    rule, since = _rule_now(case)
    if rule is None or rule.pause_within_days is None or case.messages.filter(pauses=True).exists():
        return False
    return local_day(at) <= since + timedelta(days=rule.pause_within_days)


def _rule_now(case):
    """The rule that counts now and the day it counts from: of the case, or of its review."""
    if case.is_under_review:
        since = deadlines.reviewed_from(case)
        return rules_in_force.review_rule_for(case, on=since), since
    return rules_in_force.rule_for(case), case.received_on


@transaction.atomic
def ask(case, *, by, at, text):
    """Ask the citizen to complete the case. Stops the clock when `may_pause`; else it runs on. Return the question."""
    pauses = may_pause(case, at=at)
    answer_by = None
    if pauses:
        answer_by = local_day(at) + timedelta(days=_rule_now(case)[0].complete_within_days or REMINDERS[-1])
        case.move(State.INCOMPLETE, by=by, at=at, reason=Reason.ASKED)
        deadlines.pause(case, by=by, at=at)
    question = Message.objects.create(
        case_id=case.pk,
        kind=Message.Kind.QUESTION,
        inbound=False,
        text=text,
        by=by,
        at=at,
        pauses=pauses,
        answer_by=answer_by,
    )
    _read(case)
    telling.citizen(case, "question", key=str(question.pk), at=at, message=question.pk)
    return question


@transaction.atomic
def reply(case, *, at, text, token=None, by=None):
    """The citizen answers, or adds something. What was suspended runs again with the time that remained.

    A case answered as "not completed" comes back to work the same way. `by`: staff who enters it for the citizen.
    """
    message = Message.objects.create(case_id=case.pk, kind=Message.Kind.REPLY, inbound=True, text=text, by=by, at=at)
    if token:
        uploads.attach(case, token=token, by=by, at=at, message=message)
    case.messages.filter(kind=Message.Kind.QUESTION, answered_at=None).update(answered_at=at)
    if case.state == State.INCOMPLETE:
        case.move(State.IN_PROGRESS, by=by, at=at, reason=Reason.COMPLETED)
        deadlines.resume(case, by=by, at=at)
    elif case.state == State.ANSWERED and _was_not_completed(case):
        case.move(State.IN_PROGRESS, by=by, at=at, reason=Reason.REOPENED)
        deadlines.resume(case, by=by, at=at)
        telling.citizen(case, "reopened", key=str(message.pk), at=at)
    Case.objects.filter(pk=case.pk).update(wrote_at=at)
    return message


def _read(case):
    """The commune has written back: nobody waits to be read."""
    Case.objects.filter(pk=case.pk).update(wrote_at=None)


def _was_not_completed(case):
    last = case.answers.last()
    return last is not None and last.outcome == Outcome.NOT_COMPLETED


@transaction.atomic
def write(case, *, by, at, text):
    """A message of the commune to the citizen that asks for nothing."""
    message = Message.objects.create(case_id=case.pk, inbound=False, text=text, by=by, at=at)
    _read(case)
    telling.citizen(case, "message", key=str(message.pk), at=at, message=message.pk)
    return message


def note(case, *, by, at, text):
    return Note.objects.create(case_id=case.pk, text=text, by=by, at=at)


@transaction.atomic
def consult(case, *, by, at, department, question, due_on):
    """Ask another department; it appears in their inbox. Never stops the clock."""
    row = Consultation.objects.create(
        case_id=case.pk, department=department, question=question, due_on=due_on, by=by, at=at
    )
    people = [m.user for m in department.memberships.present(local_day(at)).select_related("user")]
    telling.staff(case, "consultation", users=people, key=str(row.pk), at=at, consultation=row.pk)
    return row


def reply_to_consultation(consultation, *, by, at, text):
    """The reply of the department that was asked. Return False when somebody replied before."""
    mine = Consultation.objects.filter(pk=consultation.pk, replied_at=None)
    return bool(mine.update(reply=text, replied_by=by, replied_at=at))


def remind_waiting(*, at):
    """Remind citizens whose completion is awaited, on the days of REMINDERS. Return how many were reminded."""
    count = 0
    for question in _waiting().exclude(answer_by__lt=local_day(at)):
        due = sum(local_day(at) >= local_day(question.at) + timedelta(days=n) for n in REMINDERS)
        mine = Message.objects.filter(pk=question.pk, reminded=question.reminded)
        with transaction.atomic():
            if due > question.reminded and mine.update(reminded=due):
                key = f"{question.pk}:{due}"
                telling.citizen(question.case, "question_reminder", key=key, at=at, message=question.pk)
                count += 1
    return count


def lapse_waiting(*, at, text_for):
    """Answer "not completed" where the time to complete is over. `text_for(case)` gives the reasoned text."""
    count = 0
    for question in _waiting().filter(answer_by__lt=local_day(at)):
        case, words = question.case, {"outcome": Outcome.NOT_COMPLETED, "reason": Reason.NOT_COMPLETED}
        with contextlib.suppress(ForbiddenMove):  # the citizen's reply came first
            lifecycle.answer(case, by=None, at=at, text=text_for(case), **words)
            count += 1
    return count


def _waiting():
    questions = Message.objects.filter(kind=Message.Kind.QUESTION, pauses=True, answered_at=None)
    return questions.filter(case__state=State.INCOMPLETE).select_related("case", "case__commune").order_by("pk")
