"""The deadlines of a case as staff see them: the promise with its arithmetic, the alerts that fired, the next one."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.cases import clock, promise
from portal.cases.services import deadlines
from portal.cases.states import DeadlineKind, DeadlineState
from portal.workdays.models import Holiday


@dataclass(frozen=True)
class Watched:
    """One deadline. `facts` is what the deadline component draws; `next_step` with its moment, or None."""

    row: Any
    facts: dict
    fired: list = field(default_factory=list)
    next_step: Any = None
    next_at: datetime | None = None

    @property
    def is_internal(self):
        return self.row.kind == DeadlineKind.INTERNAL

    @property
    def is_over(self):
        return self.row.state == DeadlineState.MET


def of(dossier, *, at):
    """The deadlines of a case that still count, the promise to the citizen first."""
    rows = [row for row in dossier.deadlines if row.state != DeadlineState.VOIDED]
    if not rows:
        return []
    steps = deadlines.active_steps(commune=dossier.case.commune_id)
    calendar = Holiday.objects.calendar_to_read(dossier.case.commune_id)
    rows.sort(key=lambda row: (row.kind == DeadlineKind.INTERNAL, -row.pk))
    return [_watched(row, steps, calendar, at) for row in rows]


def _watched(row, steps, calendar, at):
    fired = list(row.escalations.all())
    events = [clock.Event(e.type, e.at, e.data) for e in row.events.all()]
    standing = clock.fold(events, row.rule.terms, calendar)
    mine = [step for step in steps if step.deadline_kind == row.kind]
    coming = clock.next_step(standing, mine, {alert.step.code for alert in fired})
    next_at, next_step = coming or (None, None)
    return Watched(row, vars(promise.of_deadline(row, at=at, calendar=calendar)), fired, next_step, next_at)
