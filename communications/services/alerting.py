"""Emergency alerts: the first message, those that take its place, and its end. Each goes out at once, to all.

The number of the last message is the lock: who writes an update of what somebody else has updated meanwhile is told.
"""

from django.db import transaction

from portal import formats

from ..completeness import Missing
from ..models import Alert, AlertMessage
from ..states.alerts import MessageType
from ..states.items import LANGUAGES, Happening
from . import banner, editing, mailings, publishing
from .errors import NotPossible

COPIED = ("kind", "severity", "urgency", "certainty", "lapses_at")
WORDS = [f"{name}_{code}" for name in ("title", "summary", "body", "contact") for code in LANGUAGES]


class Overtaken(Exception):
    """Somebody else sent a message meanwhile; `message`: the newest one."""

    def __init__(self, message):
        super().__init__(str(message))
        self.message = message


@transaction.atomic
def begin(commune, *, by, at, **fields):
    """A draft of an alert: nobody sees it yet."""
    return editing.begin(commune, child=Alert, by=by, at=at, **fields)


@transaction.atomic
def issue(alert, *, by, at, urgent_reason=""):
    """Send an alert: public, on top of every page and on its way to all. Raise Incomplete, NotPossible."""
    _take_turn(alert, seen=0)
    _keep_to_come(alert, at)
    publishing.go_out(alert, by=by, at=at, urgent_reason=urgent_reason)
    return _say(alert, MessageType.ALERT, Happening.WARNED, by=by, at=at)


@transaction.atomic
def update(alert, *, seen, by, at, **fields):
    """Send what takes the place of the last message. `seen`: its number. Raise Overtaken, Incomplete, NotPossible."""
    _take_turn(alert, seen=seen)
    if not Alert.objects.in_force(at).filter(pk=alert.pk).exists():
        raise NotPossible(alert)
    editing.change(alert, by=by, at=at, **fields)
    _keep_to_come(alert, at)
    return _say(alert, MessageType.UPDATE, Happening.UPDATED, by=by, at=at)


@transaction.atomic
def end(alert, *, seen, by, at, **words):
    """Call an alert off; `words`: summary_ar, summary_fr: what people are to know now. Raise Overtaken, NotPossible."""
    _take_turn(alert, seen=seen)
    if not Alert.objects.in_force(at).filter(pk=alert.pk).update(ended_at=at, changed_at=at):
        raise NotPossible(alert)
    alert.ended_at = at
    return _say(alert, MessageType.CANCEL, Happening.ENDED, by=by, at=at, words=words)


def _take_turn(alert, *, seen):
    if not Alert.objects.filter(pk=alert.pk, number=seen).update(number=seen + 1):
        raise Overtaken(alert.messages.select_related("by").last())
    alert.number = seen + 1


def _keep_to_come(alert, at):
    if alert.lapses_at and alert.lapses_at <= at:
        raise editing.Incomplete([Missing("lapses_at", "")])


def _say(alert, kind, happening, *, by, at, words=None):
    """Write down what is said now, and send it."""
    said = {name: getattr(alert, name) for name in (*COPIED, *WORDS)} | _places(alert)
    if words:
        said |= {**{f"body_{code}": "" for code in LANGUAGES}, **words}
    message = AlertMessage.objects.create(alert=alert, number=alert.number, type=kind, by=by, at=at, **said)
    alert.record(happening, by=by, at=at)
    banner.keep_until(alert.commune, at=at)
    mailings.warn(message, by=by, at=at)
    return message


def _places(alert):
    """The districts of an alert by name, in each language; "" for the whole commune."""
    districts = [] if alert.everywhere else list(alert.districts.all())
    return {f"place_{code}": formats.listing([_name(row, code) for row in districts], code)[:400] for code in LANGUAGES}


def _name(district, code):
    return getattr(district, f"name_{code}") or district.name
