"""Extending a deadline: once, in time, with a reason that the person reads (laws 31.13 art. 16 and 55.19 art. 17)."""

from django.db import transaction

from portal.workdays.arithmetic import local_day

from ..models import Case, Deadline, Message
from ..models.case import ForbiddenMove
from ..states import OPEN, DeadlineEventType, Reason
from . import deadlines, telling


def extendable(case):
    """The deadline of a case that its rule lets extend: not late, and not extended yet; else None."""
    running = Deadline.objects.running().filter(case=case.pk, breached_at=None, rule__max_extension__gt=0)
    return running.exclude(events__type=DeadlineEventType.EXTENDED).select_related("rule").first()


@transaction.atomic
def extend(case, *, by, at, days, text):
    """Extend the deadline of a case by `days` of its rule's unit; the person is told the new last day and why.

    Raise ForbiddenMove when it is late, was extended before, or its rule allows fewer days.
    """
    locked = Case.objects.filter(pk=case.pk, state=case.state, state__in=OPEN).update(wrote_at=None)
    deadline = extendable(case) if locked else None
    if deadline is None or deadline.last_on < local_day(at) or not 0 < days <= deadline.rule.max_extension:
        raise ForbiddenMove(case, case.state, case.state)
    deadlines.apply(deadline, DeadlineEventType.EXTENDED, by=by, at=at, data={"days": days})
    deadlines.refresh_due(case)
    case.record(case.state, case.state, by=by, at=at, reason=Reason.EXTENDED)
    message = Message.objects.create(case_id=case.pk, inbound=False, text=text, by=by, at=at)
    telling.citizen(case, "extended", key=str(message.pk), at=at, message=message.pk)
    return message
