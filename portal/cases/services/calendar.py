"""When a holiday comes, is confirmed or moves, the open deadlines that depend on the calendar are counted anew.

A date already promised never comes nearer: the promise is an event of the deadline, with the old and the new day.
"""

from django.db import transaction

from portal import audit
from portal.workdays import seeding
from portal.workdays.arithmetic import local_day
from portal.workdays.models import Holiday, HolidayMove

from .. import clock
from ..models import Deadline, EscalationStep
from ..states import DeadlineEventType
from . import deadlines


class HolidayChanged(Exception):
    """Somebody else moved the holiday meanwhile."""


@transaction.atomic
def move_holiday(holiday, *, by, at, on):
    """Move a holiday to a local date, or confirm it with its own. Return the deadlines that moved.

    Raise HolidayChanged when somebody else moved it meanwhile.
    """
    before = Holiday.objects.calendar(holiday.commune_id)
    mine = Holiday.objects.filter(pk=holiday.pk, on=holiday.on)
    if not mine.update(on=on, provisional=False):
        raise HolidayChanged(holiday)
    HolidayMove.objects.create(holiday_id=holiday.pk, was=holiday.on, now=on, by=by, at=at)
    audit.note(holiday, by=by, at=at, on=on, provisional=False)
    holiday.on, holiday.provisional = on, False
    return recount(holiday.commune_id, before=before, by=by, at=at)


@transaction.atomic
def add_holiday(commune, *, by, at, on, code, name_ar, name_fr):
    """A day off that no table knows (a decree for one day). Return (holiday, deadlines that moved)."""
    before = Holiday.objects.calendar(commune.pk)
    names = {"name_ar": name_ar, "name_fr": name_fr}
    holiday = Holiday.objects.create(commune=commune, code=code, year=on.year, on=on, **names)
    HolidayMove.objects.create(holiday=holiday, was=on, now=on, by=by, at=at)
    return holiday, recount(commune.pk, before=before, by=by, at=at)


@transaction.atomic
def add_years(commune, *, at):
    """The holidays of this year and the next ones, where they are missing: asked for by the daily round."""
    before = Holiday.objects.calendar(commune.pk)
    first = local_day(at).year
    seeding.add_years(commune, range(first, first + seeding.YEARS_AHEAD + 1))
    return recount(commune.pk, before=before, by=None, at=at)


def recount(commune_id, *, before, by, at):
    """Count open deadlines anew whose days depend on the calendar; `before`: the calendar as it was."""
    calendar = Holiday.objects.calendar(commune_id)
    if calendar == before:
        return []
    steps = list(EscalationStep.objects.of(commune_id).active())
    rows = Deadline.objects.of(commune_id).unfinished().filter(breached_at=None, due_at__gt=at)
    rows = rows.select_for_update(of=("self",)).select_related("rule", "case").order_by("pk")
    moved = []
    for deadline in rows.iterator(chunk_size=500):
        if deadline.rule.terms.depends_on_calendar and _recount_one(deadline, before, calendar, steps, by, at):
            moved.append(deadline)
    return moved


def _recount_one(deadline, before, calendar, steps, by, at):
    events = list(deadline.events.all())
    promised, fresh = (_last_day(deadline, events, days) for days in (before, calendar))
    if fresh == promised:
        return False
    data = {"not_before": promised.isoformat(), "was": promised.isoformat(), "now": max(fresh, promised).isoformat()}
    events.append(deadlines.add_event(deadline, DeadlineEventType.MOVED, by=by, at=at, data=data))
    mine = [step for step in steps if step.deadline_kind == deadline.kind]
    fired = set(deadline.escalations.values_list("step_id", flat=True))
    deadlines.settle(deadline, events, calendar, mine, fired, at=at)
    deadline.save()
    if deadline.case:
        deadlines.refresh_due(deadline.case)
    return True


def _last_day(deadline, events, calendar):
    """The last day as it stands; of a suspended deadline, as it stood."""
    standing = clock.fold([clock.Event(e.type, e.at, e.data) for e in events], deadline.rule.terms, calendar)
    return standing.last_day or standing.held_last_day
