"""Deadlines of a case or of another subject: each change is an event, then the caches are folded anew.

What fires on time (warnings, breach) is in sweep.py; what moves with the calendar in calendar.py.
"""

from datetime import date

from django.db import transaction
from django.db.models import Min

from portal.workdays.arithmetic import Calendar
from portal.workdays.models import Holiday

from .. import clock
from ..models import Case, Deadline, DeadlineEvent, DeadlineRule, EscalationStep
from ..states import FAR, REVIEW, DeadlineEventType, DeadlineKind, DeadlineState

NO_HOLIDAYS = Calendar(frozenset())


def rule_for(case):
    """The deadline rule in force for a case on its day of receipt, or None (a remark has none)."""
    return DeadlineRule.objects.applicable(
        commune=case.commune_id, model=case.model, kind=case.kind, topic=case.topic_id, on=case.received_on
    ).first()


def review_rule_for(case, *, on):
    """The rule for the review of an answer asked on a local date, or None: such cases then know no review."""
    rules = DeadlineRule.objects.applicable(
        commune=case.commune_id, model=case.model, kind=REVIEW, topic=case.topic_id, on=on
    )
    return rules.filter(kind=REVIEW).first()


def reviewed_from(case):
    """The local date from which the review of a case is counted: the day on which it was asked."""
    return case.deadlines.filter(rule__kind=REVIEW).values_list("anchor_on", flat=True).last()


def internal_rule_for(case):
    """The internal target of a case's topic as a rule (calendar days), or None. No citizen ever sees it."""
    days = case.topic.internal_days if case.topic else None
    if not days:
        return None
    fields = {
        "name_ar": "هدف داخلي",
        "name_fr": "Objectif interne",
        "legal_reference": "",
        "basis": "policy",
        "deadline_kind": DeadlineKind.INTERNAL,
        "length": days,
    }
    found, _ = DeadlineRule.objects.get_or_create(
        commune_id=case.commune_id,
        code=f"internal-{days}",
        model=case.model,
        valid_from=date(2000, 1, 1),
        defaults=fields,
    )
    return found


@transaction.atomic
def start(case, *, rule, on, by, at, kind=None):
    """Start a deadline of a case, counted from the local date `on`."""
    deadline = Deadline(
        commune_id=case.commune_id,
        case_id=case.pk,
        rule=rule,
        kind=kind or rule.deadline_kind,
        department_id=case.department_id,
        owner_id=case.assignee_id,
        title_ar=rule.name_ar or "",
        title_fr=rule.name_fr or "",
        anchor_on=on,
        started_at=at,
    )
    _begin(deadline, by=by, at=at)
    refresh_due(case)
    return deadline


def start_all(case, *, by, at):
    """Start what a case owes: its rule's deadline and the internal target of its topic; under review, the review's."""
    if case.is_under_review:
        on = reviewed_from(case)
        rule = review_rule_for(case, on=on)
        return [start(case, rule=rule, on=on, by=by, at=at)]
    rules = [rule for rule in (rule_for(case), internal_rule_for(case)) if rule]
    return [start(case, rule=rule, on=case.received_on, by=by, at=at) for rule in rules]


@transaction.atomic
def start_for(commune, *, subject_type, subject_id, rule, on, by, at, titles, link="", department=None, owner=None):
    """Start a deadline of a subject that is not a case; `titles` = {"ar": …, "fr": …}, `link` a path of the portal."""
    deadline = Deadline(
        commune=commune,
        subject_type=subject_type,
        subject_id=subject_id,
        rule=rule,
        kind=rule.deadline_kind,
        department=department,
        owner=owner,
        title_ar=titles["ar"],
        title_fr=titles["fr"],
        link=link,
        anchor_on=on,
        started_at=at,
    )
    _begin(deadline, by=by, at=at)
    return deadline


def _begin(deadline, *, by, at):
    event = DeadlineEvent(type=DeadlineEventType.STARTED, at=at, by=by, data={"on": deadline.anchor_on.isoformat()})
    steps = EscalationStep.objects.of(deadline.commune_id).active().filter(deadline_kind=deadline.kind)
    settle(deadline, [event], Holiday.objects.calendar(deadline.commune_id), list(steps), set(), at=at)
    deadline.save()
    event.deadline = deadline
    event.save()


def pause(case, *, by, at):
    return _on_all(case, DeadlineEventType.PAUSED, by=by, at=at, only=DeadlineState.RUNNING)


def resume(case, *, by, at):
    return _on_all(case, DeadlineEventType.RESUMED, by=by, at=at, only=DeadlineState.PAUSED)


def meet(case, *, by, at):
    """The obligation was fulfilled at `at`; a deadline that is already late keeps its breach."""
    return _on_all(case, DeadlineEventType.MET, by=by, at=at)


def void(case, *, reason, by, at):
    """The obligation fell away for a listed reason (a code): counted apart, never as met."""
    return _on_all(case, DeadlineEventType.VOIDED, by=by, at=at, data={"reason": reason})


def apply(deadline, type, *, by, at, data=None):
    """Append one event to one deadline and fold it anew."""
    with transaction.atomic():
        deadline = Deadline.objects.select_for_update().select_related("rule").get(pk=deadline.pk)
        _append(deadline, type, by=by, at=at, data=data)
        return deadline


@transaction.atomic
def _on_all(case, type, *, by, at, data=None, only=None):
    deadlines = Deadline.objects.select_for_update(of=("self",)).select_related("rule").filter(case_id=case.pk)
    wanted = [only] if only else [DeadlineState.RUNNING, DeadlineState.PAUSED]
    touched = list(deadlines.filter(state__in=wanted).order_by("pk"))
    for deadline in touched:
        _append(deadline, type, by=by, at=at, data=data)
    if touched:
        refresh_due(case)
    return touched


def _append(deadline, type, *, by, at, data=None):
    events = list(deadline.events.all())
    late = deadline.state == DeadlineState.RUNNING and deadline.due_at <= at
    if late and deadline.breached_at is None:  # the sweep has not passed yet, the breach stands all the same
        events.append(add_event(deadline, DeadlineEventType.BREACHED, by=None, at=deadline.due_at, data={}))
    if type == DeadlineEventType.MET and deadline.last_on:
        data = {"last_day": deadline.last_on.isoformat()}  # the calendar of today decides, whatever moves later
    events.append(add_event(deadline, type, by=by, at=at, data=data or {}))
    steps = list(EscalationStep.objects.of(deadline.commune_id).active().filter(deadline_kind=deadline.kind))
    fired = set(deadline.escalations.values_list("step_id", flat=True))
    settle(deadline, events, Holiday.objects.calendar(deadline.commune_id), steps, fired, at=at)
    deadline.save()


def add_event(deadline, type, *, by, at, data):
    return DeadlineEvent.objects.create(deadline=deadline, type=type, at=at, by=by, data=data)


def settle(deadline, events, calendar, steps, fired, *, at):
    """Set the cached fields of a deadline from its events; `fired`: ids of the steps that fired already."""
    standing = clock.fold([clock.Event(e.type, e.at, e.data) for e in events], deadline.rule.terms, calendar)
    deadline.state = standing.state
    deadline.last_on = standing.last_day if standing.state != DeadlineState.PAUSED else None
    deadline.due_at = standing.due_at
    deadline.met_at, deadline.voided_at = standing.met_at, standing.voided_at
    deadline.breached_at = standing.breached_at
    deadline.next_step_at = next_step_at(standing, steps, fired)
    return standing


def next_step_at(standing, steps, fired):
    """When the sweep must look again: the first step that has not fired, or the breach; None when nothing can fire."""
    if standing.state != DeadlineState.RUNNING:
        return None
    waiting = [moment for moment, step in clock.step_moments(standing, steps) if step.pk not in fired]
    if standing.breached_at is None:
        waiting.append(standing.due_at)
    return min(waiting, default=None)


def refresh_due(case):
    """Write Case.due_at: the due moment of the nearest running legal or policy deadline, else FAR."""
    shown = [DeadlineKind.LEGAL, DeadlineKind.POLICY]
    nearest = Deadline.objects.running().filter(case_id=case.pk, kind__in=shown).aggregate(due=Min("due_at"))["due"]
    case.due_at = nearest or FAR
    Case.objects.filter(pk=case.pk).update(due_at=case.due_at)
