"""What became of one case: pure functions on the rows of its promises. No database, no clock."""

from typing import NamedTuple

from portal.workdays.arithmetic import local_day

from ..states import DeadlineState

IN_TIME, LATE, OWED, RUNNING, FREE, VOIDED = "in_time", "late", "owed", "running", "free", "voided"
FATES = (IN_TIME, LATE, OWED, RUNNING, FREE, VOIDED)


class Promise(NamedTuple):
    """A legal or policy deadline of a case; `void_reason` is the code of the event that voided it."""

    pk: int
    state: str
    due_at: object
    met_at: object
    breached_at: object
    void_reason: str = ""


class Fate(NamedTuple):
    """`days`: calendar days from receipt to the answer, None without one. `reason`: why it was voided."""

    name: str
    days: int | None = None
    reason: str = ""


def of(received_on, promises, *, at, delivered=None):
    """The fate of a case received on a local date, by its oldest promise that still stands (`promises` in their order).

    `delivered`: the local date on which the answer that met it was handed over or posted, when it was entered later;
    the day counts then, though the deadline is met by the entry.
    """
    promise = standing(promises)
    if promise is None:
        return Fate(VOIDED, reason=promises[-1].void_reason) if promises else Fate(FREE)
    if promise.state == DeadlineState.MET:
        days = (delivered or local_day(promise.met_at)) - received_on
        return Fate(LATE if promise.breached_at else IN_TIME, days=max(0, days.days))
    late = promise.breached_at or (promise.state == DeadlineState.RUNNING and promise.due_at <= at)
    return Fate(OWED if late else RUNNING)


def standing(promises):
    """The oldest promise that was not voided, or None."""
    return next((promise for promise in promises if promise.state != DeadlineState.VOIDED), None)
