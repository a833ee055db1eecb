"""A language that is owed: what went out in one language has a deadline for the other, which reminds its department."""

from portal.cases.models import Deadline, DeadlineRule
from portal.cases.services import deadlines
from portal.cases.states import DeadlineEventType
from portal.workdays.arithmetic import local_day

from ..states import TRANSLATION, Happening

SUBJECT = "communications.item"


def owe(item, *, by, at):
    """Start the deadline of the missing language; nothing where the commune has no rule for it."""
    on = local_day(at)
    rules = DeadlineRule.objects.applicable(commune=item.commune, model=SUBJECT, kind=TRANSLATION, topic=None, on=on)
    rule = rules.first()
    if rule is None or owed(item).exists():
        return None
    titles = {code: f"{getattr(rule, f'name_{code}') or rule.name}: {_title(item)}"[:200] for code in ("ar", "fr")}
    return deadlines.start_for(
        item.commune,
        subject_type=SUBJECT,
        subject_id=item.pk,
        rule=rule,
        on=on,
        by=by,
        at=at,
        titles=titles,
        link=f"/backoffice/items/{item.pk}/",
        department=item.department,
        owner=by,
    )


def owed(item):
    """The unfinished deadlines of an item's missing language."""
    return Deadline.objects.unfinished().filter(subject_type=SUBJECT, subject_id=item.pk)


def settle(item, *, by, at):
    """Meet what is owed once both languages are there. Return whether it was."""
    if len(item.languages) < 2:
        return False
    waiting = list(owed(item))
    for deadline in waiting:
        deadlines.apply(deadline, DeadlineEventType.MET, by=by, at=at)
    if waiting:
        item.record(Happening.COMPLETED, by=by, at=at)
    return bool(waiting)


def _title(item):
    return item.title_ar or item.title_fr
