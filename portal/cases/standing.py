"""What a deadline's clock takes (terms, events) and what it gives: a standing, and the arithmetic behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from portal.workdays.arithmetic import Direction, Roll, Unit

from .states import DeadlineEventType, DeadlineState


class ClockError(ValueError):
    """The events of a deadline cannot have happened in this order, or one of them says something impossible."""


@dataclass(frozen=True)
class Terms:
    """What the clock needs of a rule. `unit` is what `length`, suspensions and extensions are counted in."""

    length: int
    unit: Unit
    direction: Direction = "after"
    full_days: bool = False
    roll: Roll = "none"

    @property
    def depends_on_calendar(self) -> bool:
        """Whether a moved holiday can change the last day."""
        return self.unit == "working_days" or self.roll != "none"


@dataclass(frozen=True)
class Event:
    """What happened to a deadline. `fold` takes anything with these three attributes, so a row will do.

    data, all dates as ISO text:
    started  {"on": day 0}, and {"days": n} instead of the rule's length (what was left of an earlier deadline)
    paused   {}, or {"on": day} if that is not the local day of `at`; resumed: the same (a letter's day of arrival)
    extended {"days": n} in the rule's unit, or {"until": last day}
    moved    {"on": new day 0} (a meeting moved), or {"not_before": last day already promised} (a holiday moved)
    met      {}, or {"last_day": last day as it stood}: the calendar as it was then decides whether it was in time
    breached {"due_at": moment}, or {}: the moment is then `at`
    voided   {"reason": code}
    """

    type: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """Where a deadline stands.

    `due_at` is exclusive; FAR while paused; for ever the moment of the breach once there was one (`breached_at`).
    `last_day` is None while paused: `held_last_day` then is the last day as it stood, `remaining_days` what is left of
    it (kept if the deadline ends during the pause). Days are in the rule's unit, calendar days where that is months.
    `begins_on` is the first day of the period: day 0, or the day it was started if it counts backwards.
    """

    state: str
    anchor: date
    begins_on: date
    last_day: date | None
    due_at: datetime
    remaining_days: int | None
    held_last_day: date | None
    paused_days: int
    extended_days: int
    met_at: datetime | None
    breached_at: datetime | None
    voided_at: datetime | None
    void_reason: str
    trace: tuple[tuple[str, dict[str, Any]], ...] = field(compare=False, repr=False)

    @property
    def is_met_in_time(self) -> bool:
        return self.met_at is not None and self.breached_at is None

    def is_overdue(self, at: datetime) -> bool:
        """Still owed, and too late at this moment."""
        return self.state == DeadlineState.RUNNING and at >= self.due_at


def breach_moment(standing: Standing) -> datetime | None:
    """When the deadline was broken, or will be if nothing happens; None if that cannot be (paused, met, voided)."""
    if standing.breached_at or standing.state != DeadlineState.RUNNING:
        return standing.breached_at
    return standing.due_at


def explain(standing: Standing, terms: Terms, events: Iterable[Event]) -> list[tuple[str, dict[str, Any]]]:
    """The arithmetic behind the last day as (code, parameters), to be put into words by a template.

    received_on {day}, or event_on {day} when counting backwards · length {n, unit, direction} · full_days {}
    · rolled {was, day} · paused {since, until, n} · resumed_on_next_worked {day} · extended {n, day}
    · moved_to {day, carried} · held_by_promise {day} · paused_since {since, n} · last_day {day}
    · breached {at} · met {at} · voided {at, reason}. Days are dates; `n` and `carried` are in the rule's unit.
    Raise ClockError if the deadline was never started.
    """
    started = next((event for event in events if event.type == DeadlineEventType.STARTED), None)
    if started is None:
        raise ClockError("A deadline without a started event has no arithmetic.")
    rest = started.data.get("days")
    opening = "received_on" if terms.direction == "after" else "event_on"
    length = {"n": terms.length if rest is None else rest, "unit": terms.unit, "direction": terms.direction}
    lines = [(opening, {"day": date.fromisoformat(started.data["on"])}), ("length", length)]
    if terms.full_days and rest is None:
        lines.append(("full_days", {}))
    return [*lines, *standing.trace, *_outcome(standing)]


def _outcome(standing):
    if standing.last_day:
        yield "last_day", {"day": standing.last_day}
    if standing.breached_at:
        yield "breached", {"at": standing.breached_at}
    if standing.met_at:
        yield "met", {"at": standing.met_at}
    if standing.voided_at:
        yield "voided", {"at": standing.voided_at, "reason": standing.void_reason}
