"""Recomputing every open deadline from its events: what is stored must be what they say."""

from django.db.models import DateTimeField, F, Min, Q, Value
from django.db.models.functions import Coalesce

from portal.workdays.models import Holiday

from .. import clock
from ..models import Case, Deadline, EscalationStep
from ..states import FAR, DeadlineKind, DeadlineState
from . import deadlines

FIELDS = ("state", "last_on", "due_at", "next_step_at", "breached_at")


def differences(*, chunk=2000):
    """Yield (deadline, field, stored, computed) for every open deadline whose cache is not what its events give."""
    calendars = Holiday.objects.calendars()
    steps = list(EscalationStep.objects.filter(active=True).order_by("position"))
    rows = Deadline.objects.unfinished().select_related("rule").prefetch_related("events", "escalations")
    for deadline in rows.order_by("pk").iterator(chunk_size=chunk):
        computed = _computed(deadline, calendars.get(deadline.commune_id, deadlines.NO_HOLIDAYS), steps)
        for field in FIELDS:
            stored = getattr(deadline, field)
            if stored != computed[field]:
                yield deadline, field, stored, computed[field]


def case_differences():
    """Yield (case, stored, computed) where Case.due_at is not the nearest running promise of the case (else FAR)."""
    promised = Q(deadlines__state=DeadlineState.RUNNING, deadlines__kind__in=(DeadlineKind.LEGAL, DeadlineKind.POLICY))
    nearest = Coalesce(Min("deadlines__due_at", filter=promised), Value(FAR, output_field=DateTimeField()))
    for case in Case.objects.annotate(nearest=nearest).exclude(due_at=F("nearest")).order_by("pk").iterator():
        yield case, case.due_at, case.nearest


def _computed(deadline, calendar, steps):
    events = [clock.Event(e.type, e.at, e.data) for e in deadline.events.all()]
    standing = clock.fold(events, deadline.rule.terms, calendar)
    mine = [s for s in steps if (s.commune_id, s.deadline_kind) == (deadline.commune_id, deadline.kind)]
    fired = {row.step_id for row in deadline.escalations.all()}
    return {
        "state": standing.state,
        "last_on": None if standing.state == DeadlineState.PAUSED else standing.last_day,
        "due_at": standing.due_at,
        "next_step_at": deadlines.next_step_at(standing, mine, fired),
        "breached_at": standing.breached_at,
    }
