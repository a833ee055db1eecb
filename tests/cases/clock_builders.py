"""Terms, events and moments from which the tests of the clock are made."""

from datetime import date, datetime, time, timedelta

from portal.cases.clock import Event, Step, Terms, fold
from portal.workdays.arithmetic import CASABLANCA, Calendar
from portal.workdays.moroccan import fixed_holidays, lunar_holidays

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)
SEEDED = [h.on for year in range(2026, 2031) for h in [*fixed_holidays(year), *lunar_holidays(year)]]
MOROCCO = Calendar(frozenset(SEEDED))

ANSWER = Terms(60, "calendar_days")
ACT = Terms(30, "calendar_days", full_days=True)
INFORMATION = Terms(20, "working_days")
NOTICE = Terms(10, "calendar_days", direction="before")
LADDER = [
    Step("half", 1, "half"),
    Step("before_7", 2, "due", -7),
    Step("before_2", 3, "due", -2),
    Step("breach", 4, "due"),
    Step("after_7", 5, "due", 7),
    Step("after_30", 6, "due", 30),
]


def on(day, hour=12, minute=0):
    """A moment of a local day."""
    return datetime.combine(date.fromisoformat(day), time(hour, minute), tzinfo=CASABLANCA)


def event(kind, day, **data):
    return Event(kind, on(day), data)


def started(day, **data):
    return event("started", day, **{"on": day, **data})


def stand(*events, terms=ANSWER, calendar=MOROCCO):
    return fold(events, terms, calendar)
