"""When a holiday is confirmed or moves, the open deadlines that count working days are counted anew.

A date already promised never comes nearer: the promise is an event of the deadline, with the old and the new day.
"""

from django.db import transaction

from portal.workdays.models import Holiday, HolidayMove

from .. import clock
from ..models import Deadline, EscalationStep
from ..states import DeadlineEventType, DeadlineState
from . import deadlines


class HolidayChanged(Exception):
    """Somebody else moved the holiday meanwhile."""


@transaction.atomic
def move_holiday(holiday, *, by, at, on):
    """Move a holiday to a local date, or confirm it with its own. Return the deadlines that moved.

    Raise HolidayChanged when somebody else moved it meanwhile.
    """
    mine = Holiday.objects.filter(pk=holiday.pk, on=holiday.on)
    if not mine.update(on=on, provisional=False):
        raise HolidayChanged(holiday)
    HolidayMove.objects.create(holiday_id=holiday.pk, was=holiday.on, now=on, by=by, at=at)
    was, holiday.on, holiday.provisional = holiday.on, on, False
    return recount(holiday.commune_id, by=by, at=at, holiday=holiday) if was != on else []


def recount(commune_id, *, by, at, holiday):
    """Count the open deadlines of a commune anew that depend on its calendar; never shorter than promised."""
    calendar = Holiday.objects.calendar(commune_id)
    steps = list(EscalationStep.objects.of(commune_id).active())
    open_ones = (
        Deadline.objects.of(commune_id).unfinished().select_for_update(of=("self",)).select_related("rule", "case")
    )
    moved = []
    for deadline in open_ones.order_by("pk").iterator(chunk_size=500):
        if deadline.rule.terms.depends_on_calendar and _recount_one(deadline, calendar, steps, by, at, holiday):
            moved.append(deadline)
    return moved


def _recount_one(deadline, calendar, steps, by, at, holiday):
    events = list(deadline.events.all())
    promised = deadline.last_on
    if deadline.state == DeadlineState.PAUSED or deadline.breached_at or promised is None:
        return False
    fresh = clock.fold([clock.Event(e.type, e.at, e.data) for e in events], deadline.rule.terms, calendar)
    if fresh.last_day == promised:
        return False
    now = max(fresh.last_day, promised)
    data = {
        "not_before": promised.isoformat(),
        "was": promised.isoformat(),
        "now": now.isoformat(),
        "holiday": holiday.pk,
    }
    events.append(deadlines.add_event(deadline, DeadlineEventType.MOVED, by=by, at=at, data=data))
    mine = [step for step in steps if step.deadline_kind == deadline.kind]
    deadlines.settle(
        deadline, events, calendar, mine, set(deadline.escalations.values_list("step_id", flat=True)), at=at
    )
    deadline.save()
    if deadline.case:
        deadlines.refresh_due(deadline.case)
    return True
