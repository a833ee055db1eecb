"""What the commune owes for something it published: a Deadline of it, which reminds its staff until it is done."""

from dataclasses import dataclass

from portal.cases.models import Deadline, DeadlineRule
from portal.cases.services import deadlines
from portal.cases.states import DeadlineEventType
from portal.communes.models import Commune, Department

from ..states.items import LANGUAGES


@dataclass(frozen=True)
class Subject:
    """What a deadline is about: `type` and `pk` find it again. `names`: {language: its name}; `link`: a path."""

    type: str
    pk: int
    commune: Commune
    department: Department | None
    names: dict
    link: str


def subject_of(item, *, type, link):
    """An item as a subject, called by its title, in the other language where it has none in one."""
    names = {code: getattr(item, f"title_{code}") or str(item) for code in LANGUAGES}
    return Subject(type, item.pk, item.commune, item.department, names, link)


def all_of(type, pk):
    """Every deadline of a subject, also those that are done with."""
    return Deadline.objects.filter(subject_type=type, subject_id=pk)


def owed(type, pk, *, kind=None):
    """The unfinished deadlines of a subject, or the one of a kind."""
    rows = all_of(type, pk).unfinished()
    return rows.filter(rule__kind=kind) if kind else rows


def owe(subject, *, kind, on, by, at):
    """Start what is owed from the local date `on`; nothing where the commune has no rule for it."""
    rules = DeadlineRule.objects.applicable(commune=subject.commune, model=subject.type, kind=kind, topic=None, on=on)
    rule = rules.first()
    if rule is None:
        return
    titles = {
        code: f"{getattr(rule, f'name_{code}') or rule.name}: {name}"[:200] for code, name in subject.names.items()
    }
    deadlines.start_for(
        subject.commune,
        subject_type=subject.type,
        subject_id=subject.pk,
        rule=rule,
        on=on,
        by=by,
        at=at,
        titles=titles,
        link=subject.link,
        department=subject.department,
        owner=by,
    )


def owe_once(subject, wanted, *, by, at):
    """Start of {kind: the local date it counts from} what was never started, and let the rest move with its date.

    What is late already stays late.
    """
    started = set(all_of(subject.type, subject.pk).values_list("rule__kind", flat=True))
    for kind, on in wanted.items():
        if kind not in started:
            owe(subject, kind=kind, on=on, by=by, at=at)
    for deadline in owed(subject.type, subject.pk).select_related("rule"):
        on = wanted.get(deadline.rule.kind, deadline.anchor_on)
        if deadline.anchor_on != on:
            deadlines.apply(deadline, DeadlineEventType.MOVED, by=by, at=at, data={"on": on.isoformat()})
            Deadline.objects.filter(pk=deadline.pk).update(anchor_on=on)


def met(type, pk, *, kind, by, at):
    """It was done. Return whether it was owed."""
    return _end(owed(type, pk, kind=kind), DeadlineEventType.MET, by=by, at=at)


def fall_away(type, pk, *, by, at, reason):
    """Nothing is owed any more, for a reason (a code)."""
    return _end(owed(type, pk), DeadlineEventType.VOIDED, by=by, at=at, data={"reason": reason})


def _end(rows, how, **told):
    found = list(rows)
    for deadline in found:
        deadlines.apply(deadline, how, **told)
    return bool(found)
