"""Deadlines of a case or of another subject: each change is an event, then the caches are folded anew.

What fires on time (warnings, breach) is in sweep.py; what moves with the calendar in calendar.py.
"""

from collections import defaultdict

from django.db import transaction
from django.db.models import Min

from portal.prepared import Prepared
from portal.workdays.arithmetic import Calendar
from portal.workdays.models import Holiday

from .. import clock
from ..models import Case, Deadline, DeadlineEvent, Escalation, EscalationStep
from ..states import FAR, REVIEW, DeadlineEventType, DeadlineKind, DeadlineState
from . import rules_in_force

NO_HOLIDAYS = Calendar(frozenset())
SHOWN = (DeadlineKind.LEGAL, DeadlineKind.POLICY)
# What `settle` sets from the events.
CACHES = ["state", "last_on", "due_at", "met_at", "voided_at", "breached_at", "next_step_at"]


def reviewed_from(case):
    """The local date from which the review of a case is counted: the day on which it was asked."""
    return case.deadlines.filter(rule__kind=REVIEW).values_list("anchor_on", flat=True).last()


def start(case, *, rule, on, by, at):
    """Start a deadline of a case, counted from the local date `on`."""
    deadline = _start(case, [rule], on=on, by=by, at=at)[0]
    refresh_due(case)
    return deadline


def start_all(case, *, by, at):
    """Start what a case owes (see start_first), and write when the nearest is due."""
    started = start_first(case, by=by, at=at)
    if started:
        refresh_due(case)
    return started


def start_first(case, *, by, at):
    """Start what a case owes: its rule's deadline and the internal target of its topic; under review, the review's.

    `case.due_at` is left to the caller, who writes the row of a new case anyway: see nearest.
    """
    if case.is_under_review:
        on = reviewed_from(case)
        rule = rules_in_force.review_rule_for(case, on=on)
        return _start(case, [rule], on=on, by=by, at=at)
    return _start(case, rules_in_force.owed_by(case), on=case.received_on, by=by, at=at)


@transaction.atomic(savepoint=False)
def _start(case, rules, *, on, by, at):
    """A deadline of each rule, all counted from the same day."""
    started = [
        Deadline(
            commune_id=case.commune_id,
            case_id=case.pk,
            rule=rule,
            kind=rule.deadline_kind,
            department_id=case.department_id,
            owner_id=case.assignee_id,
            title_ar=rule.name_ar or "",
            title_fr=rule.name_fr or "",
            anchor_on=on,
            started_at=at,
        )
        for rule in rules
    ]
    if started:
        _begin(started, by=by, at=at)
    return started


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
    _begin([deadline], by=by, at=at)
    return deadline


def _begin(deadlines, *, by, at):
    """Write new deadlines of one commune, each with its first event."""
    calendar, steps = _ground(deadlines[0].commune_id)
    events = []
    for deadline in deadlines:
        data = {"on": deadline.anchor_on.isoformat()}
        events.append(DeadlineEvent(deadline=deadline, type=DeadlineEventType.STARTED, at=at, by=by, data=data))
        settle(deadline, events[-1:], calendar, steps[deadline.kind], set(), at=at)
    Deadline.objects.bulk_create(deadlines)
    DeadlineEvent.objects.bulk_create(events)


def _ground(commune_id):
    """What all deadlines of a commune are folded on: its calendar, and its steps by kind of deadline."""
    steps = defaultdict(list)
    for step in active_steps(commune=commune_id):
        steps[step.deadline_kind].append(step)
    return Holiday.objects.calendar(commune_id), steps


@Prepared
def active_steps(commune):
    """The escalation steps of a commune that are in use."""
    return EscalationStep.objects.of(commune).active()


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
        _append([deadline], type, by=by, at=at, data=data)
        return deadline


@transaction.atomic(savepoint=False)
def _on_all(case, type, *, by, at, data=None, only=None):
    wanted = (only,) if only else (DeadlineState.RUNNING, DeadlineState.PAUSED)
    touched = _locked(wanted, shape=wanted, case=case.pk)
    if touched:
        _append(touched, type, by=by, at=at, data=data)
        refresh_due(case)
    return touched


@Prepared
def _locked(states, case):
    deadlines = Deadline.objects.select_for_update(of=("self",)).select_related("rule")
    return deadlines.filter(case=case, state__in=states).order_by("pk")


def _append(deadlines, type, *, by, at, data=None):
    """Append one event to each of these deadlines of one commune and fold them anew."""
    calendar, steps = _ground(deadlines[0].commune_id)
    events, fired, added = defaultdict(list), defaultdict(set), []
    for event in DeadlineEvent.objects.filter(deadline__in=deadlines).order_by("pk"):
        events[event.deadline_id].append(event)
    for deadline_id, step_id in Escalation.objects.filter(deadline__in=deadlines).values_list("deadline_id", "step_id"):
        fired[deadline_id].add(step_id)
    for deadline in deadlines:
        new = list(_events_to_add(deadline, type, by=by, at=at, data=data or {}))
        settle(deadline, events[deadline.pk] + new, calendar, steps[deadline.kind], fired[deadline.pk], at=at)
        added += new
    DeadlineEvent.objects.bulk_create(added)
    write(deadlines, *CACHES)


def _events_to_add(deadline, type, *, by, at, data):
    late = deadline.state == DeadlineState.RUNNING and deadline.due_at <= at
    if late and deadline.breached_at is None:  # the sweep has not passed yet, the breach stands all the same
        yield DeadlineEvent(deadline=deadline, type=DeadlineEventType.BREACHED, at=deadline.due_at, data={})
    if type == DeadlineEventType.MET and deadline.last_on:
        data = {"last_day": deadline.last_on.isoformat()}  # the calendar of today decides, whatever moves later
    yield DeadlineEvent(deadline=deadline, type=type, at=at, by=by, data=data)


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


def write(deadlines, *fields):
    """Write these fields of deadlines that are locked: as an upsert, far cheaper than Django's bulk_update."""
    Deadline.objects.bulk_create(deadlines, update_conflicts=True, unique_fields=["pk"], update_fields=fields)


def nearest(deadlines):
    """The due moment of the nearest of these that runs and is shown to citizens, else FAR."""
    shown = [d.due_at for d in deadlines if d.kind in SHOWN and d.state == DeadlineState.RUNNING]
    return min(shown, default=FAR)


def refresh_due(case):
    """Write Case.due_at: the due moment of the nearest running legal or policy deadline, else FAR."""
    running = Deadline.objects.running().filter(case_id=case.pk, kind__in=SHOWN)
    case.due_at = running.aggregate(due=Min("due_at"))["due"] or FAR
    Case.objects.filter(pk=case.pk).update(due_at=case.due_at)
