"""What a changed rung of the ladder means for the deadlines that run: the future, never the past."""

from django.db import transaction

from portal.workdays.models import Holiday

from .. import clock
from ..models import Deadline, Escalation, EscalationStep
from . import deadlines


@transaction.atomic
def apply_step(step, *, at):
    """Let the open deadlines of a commune follow a step that was added or changed. Return how many there are.

    Where its moment lies in the past it is recorded as if brought in (`imported`), and nobody is written to.
    """
    steps = list(EscalationStep.objects.of(step.commune_id).active().filter(deadline_kind=step.deadline_kind))
    calendar = Holiday.objects.calendar(step.commune_id)
    rows = Deadline.objects.of(step.commune_id).unfinished().filter(kind=step.deadline_kind)
    rows = list(rows.select_for_update(of=("self",)).select_related("rule").prefetch_related("events", "escalations"))
    missed = []
    for deadline in rows:
        events = [clock.Event(e.type, e.at, e.data) for e in deadline.events.all()]
        standing = clock.fold(events, deadline.rule.terms, calendar)
        fired = {row.step_id for row in deadline.escalations.all()}
        past = [m for m, s in clock.step_moments(standing, steps) if s.pk == step.pk and m <= at]
        if past and step.pk not in fired:
            missed.append(Escalation(deadline=deadline, step=step, planned_at=past[0], at=at, imported=True))
            fired.add(step.pk)
        deadline.next_step_at = deadlines.next_step_at(standing, steps, fired)
    Escalation.objects.bulk_create(missed)
    Deadline.objects.bulk_update(rows, ["next_step_at"], batch_size=500)
    return len(rows)
