"""What the law asks around a session of the council: members called ten days before it, minutes within fifteen days.

Each is a Deadline of the session, moves with its date and reminds staff until it is done (law 113.14 arts 35, 273).
"""

from portal.cases.models import Deadline, DeadlineRule
from portal.cases.services import deadlines
from portal.cases.states import DeadlineEventType

from ..states import CALL, EVENT, MINUTES, Happening


def anchors(event):
    """{kind of the rule: the local date it counts from}"""
    return {CALL: event.first_day, MINUTES: event.last_day}


def owed(event, kind=None):
    """The unfinished deadlines of a session, or the one of a kind."""
    rows = Deadline.objects.unfinished().filter(subject_type=EVENT, subject_id=event.pk)
    return rows.filter(rule__kind=kind) if kind else rows


def owe(event, *, by, at):
    """Start what is owed around a session; nothing for other events, and nothing twice."""
    if not event.is_session:
        return
    started = set(Deadline.objects.filter(subject_type=EVENT, subject_id=event.pk).values_list("rule__kind", flat=True))
    for kind, on in anchors(event).items():
        found = DeadlineRule.objects.applicable(commune=event.commune, model=EVENT, kind=kind, topic=None, on=on)
        rule = None if kind in started else found.first()
        if rule is not None:
            _start(event, rule, on, by, at)


def _start(event, rule, on, by, at):
    names = {code: getattr(rule, f"name_{code}") or rule.name for code in ("ar", "fr")}
    titles = {code: f"{names[code]}: {getattr(event, f'title_{code}') or event}"[:200] for code in names}
    deadlines.start_for(
        event.commune,
        subject_type=EVENT,
        subject_id=event.pk,
        rule=rule,
        on=on,
        by=by,
        at=at,
        titles=titles,
        link=f"/backoffice/events/{event.pk}/",
        department=event.department,
        owner=by,
    )


def move(event, *, by, at):
    """Let what is owed move with the date of the session; what is late already stays late."""
    wanted = anchors(event)
    for deadline in owed(event).select_related("rule"):
        on = wanted[deadline.rule.kind]
        if deadline.anchor_on != on:
            deadlines.apply(deadline, DeadlineEventType.MOVED, by=by, at=at, data={"on": on.isoformat()})
            Deadline.objects.filter(pk=deadline.pk).update(anchor_on=on)


def met(event, kind, *, by, at):
    """The members were called, or the minutes are there. Return whether that was owed."""
    found = list(owed(event, kind))
    for deadline in found:
        deadlines.apply(deadline, DeadlineEventType.MET, by=by, at=at)
    if found and kind == CALL:
        event.record(Happening.CALLED, by=by, at=at)
    return bool(found)


def fall_away(event, *, by, at, reason):
    for deadline in owed(event):
        deadlines.apply(deadline, DeadlineEventType.VOIDED, by=by, at=at, data={"reason": reason})
