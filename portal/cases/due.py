"""When a case is due, in the few words of a list."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal import formats
from portal.workdays.arithmetic import local_day

from .states import FAR, State

SOON = 7
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Due:
    """`on` is the last day in time, None when nothing runs."""

    text: str
    on: date | None = None
    late: bool = False
    soon: bool = False

    @property
    def tone(self):
        return "is-late" if self.late else "is-soon" if self.soon else ""


def last_day(case):
    """The last local day of the answer that is owed, None while none is."""
    return local_day(case.due_at - MOMENT) if case.due_at < FAR else None


def words(case, *, at):
    """What the list says about the deadline of a case."""
    last, today = last_day(case), local_day(at)
    if last is None:
        return Due(_nothing_runs(case))
    if case.due_at <= at:
        days = (today - last).days
        return Due(ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}, last, late=True)
    left = (last - today).days
    return Due(formats.relative_days(left, get_language()), last, soon=left <= SOON)


def _nothing_runs(case):
    if case.state == State.INCOMPLETE:
        return _("count stopped")
    return _("no deadline") if case.is_open else _("finished")
