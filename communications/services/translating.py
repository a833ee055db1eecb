"""A language that is owed: what went out in one language has a deadline for the other, which reminds its department."""

from portal.workdays.arithmetic import local_day

from ..states.items import TRANSLATION, Happening
from . import owing

SUBJECT = "communications.item"


def owe(item, *, by, at):
    """Start the deadline of the missing language; nothing where the commune has no rule for it."""
    if not owed(item).exists():
        subject = owing.subject_of(item, type=SUBJECT, link=f"/backoffice/items/{item.pk}/")
        owing.owe(subject, kind=TRANSLATION, on=local_day(at), by=by, at=at)


def owed(item):
    """The unfinished deadlines of an item's missing language."""
    return owing.owed(SUBJECT, item.pk)


def settle(item, *, by, at):
    """Meet what is owed once both languages are there. Return whether it was."""
    done = len(item.languages) > 1 and owing.met(SUBJECT, item.pk, kind=TRANSLATION, by=by, at=at)
    if done:
        item.record(Happening.COMPLETED, by=by, at=at)
    return done
