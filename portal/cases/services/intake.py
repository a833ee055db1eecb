"""Cases brought in from another register, many at a time: table by table, with their whole past, and silently.

What is due already is recorded as breached at its due moment; warnings that lie in the past are recorded as imported;
nobody is written to. From then on these cases are like any other: the sweep goes on at their next future step.
"""

from bisect import bisect
from types import SimpleNamespace
from typing import NamedTuple

from django.db import transaction
from django.db.models import AutoField

from portal.workdays.arithmetic import local_day
from portal.workdays.models import Holiday

from .. import clock
from ..models import Case, Deadline, DeadlineEvent, DeadlineRule, Escalation, EscalationStep, Move
from ..states import FAR, DeadlineEventType, DeadlineKind, DeadlineState, Reason, State
from . import deadlines, rules_in_force
from .references import take_many
from .registration import searchable


class Intake:
    """Brings cases of one pillar into one commune. `child`: the pillar's model; `at`: the moment of the import."""

    def __init__(self, commune, *, child, at):
        self.commune, self.child, self.at = commune, child, at
        self.calendar = Holiday.objects.calendar(commune)
        self.steps = list(EscalationStep.objects.of(commune).active())
        self.rules, self.internal_rules, self.starts = {}, {}, {}
        rules = DeadlineRule.objects.of(commune).exclude(deadline_kind=DeadlineKind.INTERNAL)
        self.changes = sorted(set(rules.values_list("valid_from", flat=True)))

    def known(self, cases):
        """The external references among these cases that the commune has already."""
        given = {case.external_reference for case in cases}
        systems = {case.external_system for case in cases}
        rows = Case.objects.of(self.commune).filter(external_system__in=systems, external_reference__in=given)
        return set(rows.values_list("external_reference", flat=True))

    @transaction.atomic
    def bring_in(self, cases):
        """Write unsaved Case rows, received or closed, in one transaction; return those that were not there before.

        Each has commune, kind, topic, opened_at, received_on, an external reference, and closed_at when it is closed.
        """
        known = self.known(cases)
        fresh = [case for case in cases if case.external_reference not in known]
        if fresh:
            pasts = [past for case in fresh for past in self._pasts(case)]
            self._write_cases(fresh)
            _write_pasts(pasts)
        return fresh

    def _write_cases(self, cases):
        references = take_many(self.commune, year=local_day(self.at).year, count=len(cases))
        for case, reference in zip(cases, references, strict=True):
            case.pk, case.reference = None, reference  # a number given in an attempt that failed is not ours
            case.search_text = searchable(case)
        Case.objects.bulk_create(cases)
        link = self.child._meta.parents[Case].attname
        _insert(self.child, [{link: case.pk} for case in cases])
        _insert(Move, [move for case in cases for move in _moves(case)])

    def _pasts(self, case):
        """What a case owes or owed: its rule's deadline and the internal target of its topic, as when it is filed."""
        case.model, case.due_at = self.child._meta.label_lower, FAR
        pasts = [self._past(case, rule) for rule in (self._rule(case), self._internal_rule(case)) if rule]
        owed = [past.deadline for past in pasts if past.deadline.kind != DeadlineKind.INTERNAL]
        case.due_at = min((d.due_at for d in owed if d.state == DeadlineState.RUNNING), default=FAR)
        return pasts

    def _past(self, case, rule):
        deadline = Deadline(
            commune_id=case.commune_id,
            case=case,
            rule=rule,
            kind=rule.deadline_kind,
            department_id=case.department_id,
            owner_id=case.assignee_id,
            title_ar=rule.name_ar or "",
            title_fr=rule.name_fr or "",
            anchor_on=case.received_on,
            started_at=case.opened_at,
        )
        events = self._events(case, self._start(rule, case.received_on))
        steps = [step for step in self.steps if step.deadline_kind == deadline.kind]
        standing = deadlines.settle(deadline, events, self.calendar, steps, set(), at=self.at)
        passed = [pair for pair in clock.step_moments(standing, steps) if pair[0] <= self.at]
        deadline.next_step_at = deadlines.next_step_at(standing, steps, {step.pk for _, step in passed})
        return _Past(deadline, events, [self._escalation(moment, step) for moment, step in passed])

    def _events(self, case, start):
        """Started; breached at the due moment when that had passed; met when the case was closed."""
        ended_at = case.closed_at or self.at
        events = [_event(DeadlineEventType.STARTED, case.opened_at, on=start.anchor)]
        if start.due_at <= ended_at:
            events.append(_event(DeadlineEventType.BREACHED, start.due_at))
        if case.closed_at:
            events.append(_event(DeadlineEventType.MET, case.closed_at, last_day=start.last_day))
        return events

    def _escalation(self, moment, step):
        return {"step_id": step.pk, "planned_at": moment, "at": self.at, "roles": step.roles, "imported": True}

    def _start(self, rule, on):
        """Where a deadline of this rule stands at its start: the same for all cases of a day."""
        if (rule.pk, on) not in self.starts:
            event = clock.Event(DeadlineEventType.STARTED, self.at, {"on": on.isoformat()})
            self.starts[rule.pk, on] = clock.fold([event], rule.terms, self.calendar)
        return self.starts[rule.pk, on]

    def _rule(self, case):
        key = (case.kind, case.topic_id, bisect(self.changes, case.received_on))
        if key not in self.rules:
            self.rules[key] = rules_in_force.rule_for(case)
        return self.rules[key]

    def _internal_rule(self, case):
        if case.topic_id not in self.internal_rules:
            self.internal_rules[case.topic_id] = rules_in_force.internal_rule_for(case)
        return self.internal_rules[case.topic_id]


class _Past(NamedTuple):
    """A deadline with what hangs on it: its events, and the columns of its escalations."""

    deadline: Deadline
    events: list[clock.Event]
    escalations: list[dict]


def _event(type, at, **days):
    return clock.Event(type, at, {name: day.isoformat() for name, day in days.items()})


def _moves(case):
    columns = {"case_id": case.pk, "reason": Reason.IMPORTED}
    yield {**columns, "now": State.RECEIVED, "at": case.opened_at}
    if case.state == State.CLOSED:
        yield {**columns, "was": State.RECEIVED, "now": State.CLOSED, "at": case.closed_at}


def _write_pasts(pasts):
    Deadline.objects.bulk_create(past.deadline for past in pasts)
    events, escalations = [], []
    for deadline, its_events, its_escalations in pasts:
        of = {"deadline_id": deadline.pk}
        events += [{**of, "type": e.type, "at": e.at, "data": e.data} for e in its_events]
        escalations += [{**of, **columns} for columns in its_escalations]
    _insert(DeadlineEvent, events)
    _insert(Escalation, escalations)


def _insert(model, rows):
    """Insert rows, given as their columns, into the model's own table alone, with defaults for the other columns.

    bulk_create refuses a multi-table child, though the INSERT into its own table is an ordinary one; and making an
    instance of each of a hundred thousand rows that nobody reads takes a quarter of the time of an import.
    """
    fields = [field for field in model._meta.local_concrete_fields if not isinstance(field, AutoField)]
    defaults = [(field.attname, field.get_default) for field in fields if not field.is_relation or field.null]
    objects = [SimpleNamespace(**{**{name: make() for name, make in defaults}, **columns}) for columns in rows]
    table = model._base_manager.get_queryset()
    table._for_write = True
    table._batched_insert(objects, fields, batch_size=None)
