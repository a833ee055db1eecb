"""What the law asks around a session of the council: members called ten days before it, minutes within fifteen days.

Each is a Deadline of the session, moves with its date and reminds staff until it is done (law 113.14 arts 35, 273).
"""

from ..states.items import CALL, EVENT, MINUTES, Happening
from . import owing


def owed(event, kind=None):
    """The unfinished deadlines of a session, or the one of a kind."""
    return owing.owed(EVENT, event.pk, kind=kind)


def owe(event, *, by, at):
    """Start what is owed around a session, and let it move with its date; nothing for what is none, or no more."""
    if not event.is_session:
        return fall_away(event, by=by, at=at, reason="no_session")
    subject = owing.subject_of(event, type=EVENT, link=f"/backoffice/events/{event.pk}/")
    return owing.owe_once(subject, {CALL: event.first_day, MINUTES: event.last_day}, by=by, at=at)


def met(event, kind, *, by, at):
    """The members were called, or the minutes are there. Return whether that was owed."""
    done = owing.met(EVENT, event.pk, kind=kind, by=by, at=at)
    if done and kind == CALL:
        event.record(Happening.CALLED, by=by, at=at)
    return done


def fall_away(event, *, by, at, reason):
    owing.fall_away(EVENT, event.pk, by=by, at=at, reason=reason)
