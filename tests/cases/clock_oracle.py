"""A second opinion on deadlines, written to be obvious and slow: one day after another, with tokens to use up.

It shares no code with portal.workdays.arithmetic or portal.cases.clock, and knows nothing of last days before it has
walked to them.
"""

from datetime import date, timedelta

TOMORROW = timedelta(days=1)


def is_off(day, holidays):
    return day.strftime("%a") in ("Sat", "Sun") or day in holidays


def naive_last_day(anchor, *, length, unit, direction, full_days, roll, holidays, extra=0):
    """Walk from the anchor until the tokens are used up, then on for the extra ones, then over days that are off."""
    step = TOMORROW if direction == "after" else -TOMORROW
    day = _walk_months(anchor, length, step) if unit == "months" else anchor
    tokens = (0 if unit == "months" else length) + (1 if full_days else 0)
    counts_off_days = unit != "working_days"
    day = _walk(day, tokens, step, holidays, counts_off_days)
    day = _walk(day, extra, TOMORROW, holidays, counts_off_days)
    while roll == "next_working_day" and is_off(day, holidays):
        day += step
    return day


def _walk(day, tokens, step, holidays, counts_off_days):
    while tokens:
        day += step
        if counts_off_days or not is_off(day, holidays):
            tokens -= 1
    return day


def _walk_months(day, months, step):
    """Cross so many month boundaries, then go to the same day-number, or to the month's last day if it has none."""
    wanted = day.day
    while months:
        before = day.month
        day += step
        months -= day.month != before
    while day.day > wanted:
        day -= TOMORROW
    while day.day < wanted and (day + TOMORROW).month == day.month:
        day += TOMORROW
    return day


class NaiveDeadline:
    """A deadline that lives through its days, counted forwards from an anchor. `script` is [(day, kind, number)].

    What is left is a number of tokens. A day takes one unless the clock stood still when the day began, or the
    rule counts working days and the day is off. Out of tokens, the deadline ends with that day.
    """

    def __init__(self, anchor, *, length, unit, full_days, holidays, script):
        self.day, self.unit, self.holidays = anchor, unit, holidays
        self.tokens = self._tokens_for(anchor, length) + (1 if full_days else 0)
        self.script = list(script)
        self.standing_still = self.over = self.broken = False
        self.met_on = self.last = None
        self.spent_paused = self.pausing = self.given = 0
        self._live()

    def _tokens_for(self, anchor, length):
        return (_walk_months(anchor, length, TOMORROW) - anchor).days if self.unit == "months" else length

    def _live(self):
        while True:
            while self.script and self.script[0][0] == self.day:
                self._happen(*self.script.pop(0)[1:])
            running_out = not self.standing_still and self.tokens <= 0
            if running_out and not self.over:
                self.over, self.last = True, self.day
            if self.met_on or (not self.script and (self.over or self.standing_still)):
                return
            self.day += TOMORROW
            self._begin_day()

    def _begin_day(self):
        takes = self.unit != "working_days" or not is_off(self.day, self.holidays)
        if self.standing_still and not self.over:
            self.pausing += takes
        elif takes:
            self.tokens -= 1

    def _happen(self, kind, number):
        self.broken = self.broken or self.over
        if kind == "pause":
            self.standing_still = True
        elif kind == "resume":
            self.standing_still = False
            self._count_pause()
            if self.tokens == 0 and self.unit == "working_days" and is_off(self.day, self.holidays):
                self.tokens = 1  # the rest of the day of the request is given back on a worked day
        elif kind == "extend" and not self.over:
            self.tokens += number
            self.given += number
        elif kind == "meet":
            self.met_on = self.day
            self._count_pause()

    def _count_pause(self):
        self.spent_paused, self.pausing = self.spent_paused + self.pausing, 0


def all_days(first: date, last: date):
    """Every day from the first to the last, both included."""
    while first <= last:
        yield first
        first += TOMORROW
