"""The questions to a meeting as its hall sees them: one before everybody, the shortlist, what is asked, what was."""

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from .models import MemberQuestion
from .states.questions import Live

MOST = 300  # questions of one meeting on its page


@dataclass(frozen=True)
class Hall:
    """The cleared questions to a meeting, each list with the most asked first. `stamp`: changes when anything does."""

    now: Any = None
    shortlist: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    answered: list = field(default_factory=list)
    stamp: str = ""

    @property
    def many(self):
        return len(self.shortlist) + len(self.asked) + len(self.answered) + (self.now is not None)

    @property
    def next(self):
        """What comes after the one before the hall: the shortlist, then what most people ask."""
        return (self.shortlist + self.asked)[:5]


def of(event):
    """The hall of an event."""
    rows = list(MemberQuestion.objects.at_meeting(event)[:MOST])
    open_rows = [row for row in rows if not row.publication.answer]
    return Hall(
        now=next((row for row in open_rows if row.live == Live.NOW), None),
        shortlist=[row for row in open_rows if row.live == Live.SHORTLISTED],
        asked=[row for row in open_rows if row.live in (Live.ASKED, Live.LEFT_OUT)],
        answered=[row for row in rows if row.publication.answer],
        stamp=_stamp((row.pk, row.live, row.supports, row.publication.at) for row in rows),
    )


def stamp(event):
    """The stamp of the hall of an event, without its words: what a page asks for every few seconds."""
    return _stamp(
        MemberQuestion.objects.at_meeting(event).values_list("pk", "live", "supports", "publication__at")[:MOST]
    )


def _stamp(rows):
    told = list(rows)
    return blake2b(repr(told).encode(), digest_size=9).hexdigest()
