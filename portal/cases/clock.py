"""The clock of a deadline: `fold` turns its events into where it stands. Pure: no database, no present moment.

The last day moves with what happens (a suspension, an extension, a moved meeting); a breach is for ever. An act at or
after `due_at`, the local midnight that ends the last day, is late whether or not anybody had noticed the breach yet.
Counting: portal.workdays.arithmetic. Sources: decree 2.17.265 arts 8 and 11; law 55.19 arts 10, 14, 16, 17 and 31.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from portal.workdays.arithmetic import Calendar, Unit, days_between, end_of, last_day, local_day, prolonged, rolled

from .ladder import Step, next_step, step_moments
from .standing import ClockError, Event, Standing, Terms, breach_moment, explain
from .states import FAR, DeadlineEventType, DeadlineState

__all__ = [
    "FAR",
    "ClockError",
    "Event",
    "Standing",
    "Step",
    "Terms",
    "breach_moment",
    "explain",
    "fold",
    "next_step",
    "step_moments",
]

MOMENT = timedelta(microseconds=1)


def fold(events: Iterable[Event], terms: Terms, calendar: Calendar) -> Standing:
    """Where these events, in the order in which they were recorded, leave a deadline of these terms.

    Events after the end (met or voided) change nothing; after a breach, nothing but the end does. A suspension is the
    local days from the request to the answer, never negative. Raise ClockError for an impossible sequence.
    """
    events = list(events)
    # A promise ("not_before") is what a fold with the calendar of its time gave, and it had found no breach. What came
    # before it is not judged again by a calendar that has changed since.
    judged_from = max((i for i, event in enumerate(events) if event.data.get("not_before")), default=-1) + 1
    clock = _Clock(terms, calendar)
    for i, event in enumerate(events):
        clock.take(event, judged=i >= judged_from)
    return clock.standing()


class _Clock:
    """What is known of a deadline after each event. `last` is its last day; during a pause, as it stood."""

    anchor: date
    begins_on: date
    last: date

    def __init__(self, terms, calendar):
        self.terms = self.counted = terms  # `counted` differs when only the rest of a period is owed
        self.calendar = calendar
        self.started = self.breach_recorded = False
        self.paused_on: date | None = None
        self.paused_days = self.extended_days = 0
        self.remaining: int | None = None
        self.breached_at: datetime | None = None
        self.ended: DeadlineState | None = None
        self.ended_at: datetime | None = None
        self.void_reason, self.trace = "", []

    @property
    def state(self):
        if self.ended:
            return self.ended
        paused = self.paused_on is not None and self.breached_at is None
        return DeadlineState.PAUSED if paused else DeadlineState.RUNNING

    def take(self, event, *, judged):
        act = self.ACTS.get(event.type)
        if act is None or event.at.utcoffset() is None:
            raise ClockError(f"Not an event of a deadline: {event.type!r} at {event.at}.")
        if self.started == (event.type == DeadlineEventType.STARTED):
            raise ClockError(f"A deadline starts once, and first: {event.type!r} at {event.at}.")
        if self.ended:
            return
        if judged and self.started and event.type != DeadlineEventType.BREACHED:
            self._judge(event)
        act(self, event)
        self.started = True

    def _judge(self, event):
        """Notice a breach that nobody has recorded: this event comes too late to move what was due."""
        if self.state == DeadlineState.RUNNING and self.breached_at is None:
            due_at = end_of(_date(event, "last_day", self.last))
            self.breached_at = due_at if event.at >= due_at else None

    def _started(self, event):
        if "days" in event.data:
            unit: Unit = "working_days" if self.terms.unit == "working_days" else "calendar_days"
            self.counted = Terms(_number(event, "days"), unit, self.terms.direction)
        self._anchor_on(_date(event, "on"), started_on=local_day(event.at))

    def _anchor_on(self, day, *, started_on):
        self.anchor, self.begins_on = day, day if self.terms.direction == "after" else started_on
        counted = self.counted
        self._settle(
            last_day(
                day,
                length=counted.length,
                unit=counted.unit,
                direction=counted.direction,
                full_days=counted.full_days,
                calendar=self.calendar,
            )
        )

    def _settle(self, day):
        self.last = rolled(day, roll=self.terms.roll, direction=self.terms.direction, calendar=self.calendar)
        if self.last != day:
            self.trace.append(("rolled", {"was": day, "day": self.last}))

    def _put_off(self, days):
        if days:
            self._settle(prolonged(self.last, days, unit=self.terms.unit, calendar=self.calendar))

    def _between(self, a, b):
        return days_between(a, b, unit=self.terms.unit, calendar=self.calendar)

    def _paused(self, event):
        if self.paused_on is not None:
            raise ClockError(f"Paused while paused, at {event.at}.")
        self.paused_on = _day(event)

    def _resumed(self, event):
        if self.paused_on is None:
            raise ClockError(f"Resumed while not paused, at {event.at}.")
        self._end_pause(_day(event))

    def _end_pause(self, day):
        since, self.paused_on = self._paused_since(), None
        if self.breached_at:
            return
        days = self._between(since, day)
        self.paused_days += days
        self.trace.append(("paused", {"since": since, "until": day, "n": days}))
        self._put_off(days)
        if self.last < day:  # asked on the last day, answered on a day that is not worked
            self.last = self.calendar.next_worked(day)
            self.trace.append(("resumed_on_next_worked", {"day": self.last}))

    def _paused_since(self):
        return max(self.paused_on or self.begins_on, self.begins_on)

    def _extended(self, event):
        if self.breached_at:
            return
        was = self.last
        until = max(was, _date(event, "until", was))
        days = self._between(was, until) if "until" in event.data else _number(event, "days")
        self.extended_days += days
        line = {"n": days}
        self.trace.append(("extended", line))
        if "until" in event.data:
            self.last = until
        else:
            self._put_off(days)
        line["day"] = self.last

    def _moved(self, event):
        if event.data.get("not_before"):
            self._keep_promise(event, _date(event, "not_before"))
        elif not self.breached_at:
            self._move_anchor(_date(event, "on"))

    def _keep_promise(self, event, promised):
        if self.state == DeadlineState.RUNNING and not self.breached_at and event.at >= end_of(promised):
            self.breached_at = end_of(promised)  # too late for a calendar to help
        if not self.breached_at and promised > self.last:
            self.last = promised
            self.trace.append(("held_by_promise", {"day": promised}))

    def _move_anchor(self, day):
        self.trace.append(("moved_to", {"day": day, "carried": self.paused_days + self.extended_days}))
        self._anchor_on(day, started_on=self.begins_on)
        self._put_off(self.paused_days + self.extended_days)

    def _breached(self, event):
        if self.state == DeadlineState.PAUSED:
            raise ClockError(f"Breached while paused, at {event.at}.")
        if not self.breach_recorded:
            self.breach_recorded, self.breached_at = True, _moment_of(event)

    def _met(self, event):
        self._end(DeadlineState.MET, event)

    def _voided(self, event):
        self.void_reason = event.data.get("reason", "")
        self._end(DeadlineState.VOIDED, event)

    def _end(self, state, event):
        if self.state == DeadlineState.PAUSED:
            self.remaining = self._between(self._paused_since(), self.last)
            self._end_pause(local_day(event.at))
        elif not self.breached_at:
            self.last = _date(event, "last_day", self.last)
        self.ended, self.ended_at = state, event.at.astimezone(UTC)

    ACTS = {
        DeadlineEventType.STARTED: _started,
        DeadlineEventType.PAUSED: _paused,
        DeadlineEventType.RESUMED: _resumed,
        DeadlineEventType.EXTENDED: _extended,
        DeadlineEventType.MOVED: _moved,
        DeadlineEventType.BREACHED: _breached,
        DeadlineEventType.MET: _met,
        DeadlineEventType.VOIDED: _voided,
    }

    def standing(self):
        if not self.started:
            raise ClockError("A deadline without a started event stands nowhere.")
        paused = self.state == DeadlineState.PAUSED
        last = local_day(self.breached_at - MOMENT) if self.breached_at else self.last
        remaining = self._between(self._paused_since(), last) if paused else self.remaining
        waiting = [("paused_since", {"since": self._paused_since(), "n": remaining})] if paused else []
        return Standing(
            state=self.state,
            anchor=self.anchor,
            begins_on=self.begins_on,
            last_day=None if paused else last,
            due_at=FAR if paused else self.breached_at or end_of(last),
            remaining_days=remaining,
            held_last_day=last if paused else None,
            paused_days=self.paused_days,
            extended_days=self.extended_days,
            met_at=self.ended_at if self.ended == DeadlineState.MET else None,
            breached_at=self.breached_at,
            voided_at=self.ended_at if self.ended == DeadlineState.VOIDED else None,
            void_reason=self.void_reason,
            trace=(*self.trace, *waiting),
        )


def _day(event):
    """The local day an event stands for: its "on", or the day of its moment."""
    recorded = local_day(event.at)
    day = _date(event, "on", recorded)
    if day > recorded:
        raise ClockError(f"{event.type!r} recorded on {recorded} cannot be of {day}.")
    return day


def _date(event, name, default=None):
    text = event.data.get(name)
    if text is None and default is not None:
        return default
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise ClockError(f"{event.type!r} at {event.at} needs a date in {name!r}, not {text!r}.") from error


def _number(event, name):
    number = event.data.get(name)
    if type(number) is not int or number < 0:
        raise ClockError(f"{event.type!r} at {event.at} needs a whole number of days in {name!r}, not {number!r}.")
    return number


def _moment_of(event):
    text = event.data.get("due_at")
    try:
        moment = event.at if text is None else datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise ClockError(f"{event.type!r} at {event.at} needs a moment in 'due_at', not {text!r}.") from error
    if moment.utcoffset() is None:
        raise ClockError(f"{event.type!r} at {event.at}: the moment {text!r} has no time zone.")
    if moment > event.at:
        raise ClockError(f"A breach of {moment} cannot have been recorded at {event.at}.")
    return moment.astimezone(UTC)
