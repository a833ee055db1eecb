"""How days are counted: pure functions on local dates of Africa/Casablanca. No database, no clock.

Day 0 is the anchor (the day of receipt, of arrival, of a meeting). An act is in time before the local midnight at
the end of the last day. Sources: decree 2.17.265 (calendar days), law 31.13 art. 16 (working days), law 55.19
art. 31 (full days: neither the first nor the last day counts).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice
from typing import Literal
from zoneinfo import ZoneInfo

from .legal_time import ZONE_NAME

Unit = Literal["calendar_days", "working_days", "months"]
Direction = Literal["after", "before"]
Roll = Literal["none", "next_working_day"]

CASABLANCA = ZoneInfo(ZONE_NAME)
DAY = timedelta(days=1)
SATURDAY_AND_SUNDAY = frozenset({5, 6})


@dataclass(frozen=True)
class Calendar:
    """The days on which a commune works: all but its holidays and its weekend (numbers as date.weekday())."""

    holidays: frozenset[date] = frozenset()
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY

    def __post_init__(self):
        if self.weekend >= set(range(7)):
            raise ValueError("A weekend of seven days leaves no day to work on.")

    def is_worked(self, day: date) -> bool:
        return day.weekday() not in self.weekend and day not in self.holidays

    def next_worked(self, day: date) -> date:
        """The day itself if it is worked, else the first worked day after it."""
        return day if self.is_worked(day) else self.nth_working_day_after(day, 1)

    def previous_worked(self, day: date) -> date:
        """The day itself if it is worked, else the last worked day before it."""
        return day if self.is_worked(day) else self.nth_working_day_before(day, 1)

    def nth_working_day_after(self, day: date, n: int) -> date:
        """The n-th worked day after a day, which itself is never counted; n = 0 is the day itself."""
        return self._nth(day, n, step=1)

    def nth_working_day_before(self, day: date, n: int) -> date:
        """The n-th worked day before a day, which itself is never counted; n = 0 is the day itself."""
        return self._nth(day, n, step=-1)

    def working_days_between(self, a: date, b: date) -> int:
        """How many worked days come after `a` up to and including `b`; 0 if `b` is not after `a`."""
        return sum(self.is_worked(a + i * DAY) for i in range(1, (b - a).days + 1))

    def _nth(self, day, n, *, step):
        _refuse_negative(n)
        if n == 0:
            return day
        worked = (d for i in count(1) if self.is_worked(d := day + i * step * DAY))
        return next(islice(worked, n - 1, None))


def last_day(
    anchor: date,
    *,
    length: int,
    unit: Unit,
    direction: Direction = "after",
    full_days: bool = False,
    roll: Roll = "none",
    calendar: Calendar,
    extra_days: int = 0,
) -> date:
    """The last day on which the act is in time (article 31 of law 55.19 for `full_days`: one day later).

    `length` is in `unit`. "before" counts backwards from the anchor, for what is owed ahead of it. `extra_days`
    (suspension, extension) always give more time: worked days when the unit is working days, else calendar days.
    Raise ValueError for a negative number or an unknown unit, direction or roll.
    """
    _refuse_negative(length, extra_days)
    sign = {"after": 1, "before": -1}.get(direction)
    if sign is None:
        raise ValueError(f"Unknown direction: {direction!r}")
    day = _count(anchor, length, sign=sign, unit=unit, one_more=bool(full_days), calendar=calendar)
    day = prolonged(day, extra_days, unit=unit, calendar=calendar)
    return rolled(day, roll=roll, direction=direction, calendar=calendar)


def prolonged(day: date, days: int, *, unit: Unit, calendar: Calendar) -> date:
    """A last day put off by some days: worked days when the unit is working days, else calendar days."""
    _refuse_negative(days)
    return calendar.nth_working_day_after(day, days) if unit == "working_days" else day + days * DAY


def days_between(a: date, b: date, *, unit: Unit, calendar: Calendar) -> int:
    """Whole days after `a` up to and including `b`, counted as `prolonged` counts them; never negative."""
    return calendar.working_days_between(a, b) if unit == "working_days" else max(0, (b - a).days)


def rolled(day: date, *, roll: Roll, direction: Direction, calendar: Calendar) -> date:
    """Where a last day goes if it is not worked: nowhere, or on to the next worked day in the direction of counting.

    Backwards for what is owed before its anchor: a later day would shorten the notice that the rule protects.
    """
    if roll == "none":
        return day
    if roll != "next_working_day":
        raise ValueError(f"Unknown roll: {roll!r}")
    return calendar.next_worked(day) if direction == "after" else calendar.previous_worked(day)


def months_later(day: date, months: int) -> date:
    """The same day-number `months` later (earlier if negative), else the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def start_of(day: date) -> datetime:
    """The moment (in UTC) at which a local day begins: its midnight, or the hour's jump that replaces it."""
    return datetime.combine(day, time.min, tzinfo=CASABLANCA).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The moment (in UTC) of the local midnight at the end of a day. Exclusive: what happens then is too late."""
    return start_of(day + DAY)


def local_day(moment: datetime) -> date:
    """The local date of a moment. Raise ValueError if it carries no time zone."""
    if moment.utcoffset() is None:
        raise ValueError("A moment without a time zone has no local day.")
    return moment.astimezone(CASABLANCA).date()


def in_first_half(anchor: date, last: date, day: date) -> bool:
    """Whether a day lies in the first half of the period (law 55.19 art. 10): at most half of its days have gone.

    Of 60 days it is days 0 to 30; of 15 days, 0 to 7.
    """
    return 2 * (day - anchor) <= last - anchor


def days_left(last: date, today: date) -> int:
    """Calendar days from today to the last day: 0 on the last day itself, negative once it is past."""
    return (last - today).days


def _count(anchor, length, *, sign, unit, one_more, calendar):
    if unit == "months":
        return months_later(anchor, sign * length) + sign * one_more * DAY
    if unit == "calendar_days":
        return anchor + sign * (length + one_more) * DAY
    if unit == "working_days":
        nth = calendar.nth_working_day_after if sign > 0 else calendar.nth_working_day_before
        return nth(anchor, length + one_more)
    raise ValueError(f"Unknown unit: {unit!r}")


def _refuse_negative(*numbers):
    if min(numbers) < 0:
        raise ValueError("Days are counted from zero up.")
