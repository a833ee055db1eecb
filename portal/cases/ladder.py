"""When the steps of an escalation ladder fall, given where a deadline stands. Pure."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from portal.workdays.arithmetic import DAY, end_of, start_of

from .standing import Standing
from .states import DeadlineState, Half


class Step(NamedTuple):
    """When somebody is told: half-way, or some days from the due moment. A row with these attributes will do."""

    code: str
    position: int
    anchor: str
    offset_days: int = 0


def step_moments(standing: Standing, steps: Iterable[Any]) -> list[tuple[datetime, Any]]:
    """(moment, step) in the order in which they fall, ties by position; none while paused or after the end.

    Half-way is the local midnight half-way, rounded down, from the first day of the period to the due moment; the
    others are the local midnight so many days from it. A warning that would fall before the period begins has none.
    """
    if standing.state != DeadlineState.RUNNING:
        return []
    begins_at = start_of(standing.begins_on)
    moments = [(_moment(standing, step), step) for step in steps]
    kept = [(at, step) for at, step in moments if at > begins_at or at >= standing.due_at]
    return sorted(kept, key=lambda pair: (pair[0], pair[1].position))


def next_step(
    standing: Standing, steps: Iterable[Any], fired: Collection[str], *, after: datetime | None = None
) -> tuple[datetime, Any] | None:
    """The first (moment, step) whose code has not fired, in order, or None.

    `after`: ignore what falls at or before that moment (an imported case starts at its next future step). Without it
    nothing is ignored, so that an outage loses no step.
    """
    pending = (pair for pair in step_moments(standing, steps) if pair[1].code not in fired)
    return next((pair for pair in pending if after is None or pair[0] > after), None)


def _moment(standing, step):
    if step.anchor == Half.HALF:
        half = (standing.last_day + DAY - standing.begins_on).days // 2
        return min(start_of(standing.begins_on + (half + step.offset_days) * DAY), standing.due_at)
    return end_of(standing.last_day + step.offset_days * DAY) if step.offset_days else standing.due_at
