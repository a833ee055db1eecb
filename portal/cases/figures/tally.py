"""Sums of fates, and what is said of them: shares, medians, the nine in ten."""

from collections import Counter
from dataclasses import dataclass, field

from .fate import FATES, VOIDED


@dataclass
class Tally:
    """How many cases, by fate; `days` counts the answers by their calendar days, `reasons` the voided by their code."""

    received: int = 0
    reviewed: int = 0
    fates: Counter = field(default_factory=Counter)
    days: Counter = field(default_factory=Counter)
    reasons: Counter = field(default_factory=Counter)

    def add(self, fate, *, reviewed=False):
        self.received += 1
        self.reviewed += reviewed
        self.fates[fate.name] += 1
        if fate.days is not None:
            self.days[fate.days] += 1
        if fate.name == VOIDED:
            self.reasons[fate.reason] += 1

    def __iadd__(self, other):
        self.received += other.received
        self.reviewed += other.reviewed
        self.fates.update(other.fates)
        self.days.update(other.days)
        self.reasons.update(other.reasons)
        return self

    @classmethod
    def of_row(cls, row):
        """The tally that a MonthFigure holds."""
        fates = Counter({name: getattr(row, name) for name in FATES if name != VOIDED})
        reasons = Counter(row.voided)
        fates[VOIDED] = reasons.total()
        days = Counter({int(days): count for days, count in row.days.items()})
        return cls(row.received, row.reviewed, fates, days, reasons)

    def columns(self):
        """What a MonthFigure stores of it."""
        counted = {name: self.fates[name] for name in FATES if name != VOIDED}
        days = {str(days): count for days, count in sorted(self.days.items())}
        voided = dict(sorted(self.reasons.items()))
        return {"received": self.received, "reviewed": self.reviewed, "voided": voided, "days": days, **counted}

    @property
    def in_time(self):
        return self.fates["in_time"]

    @property
    def late(self):
        return self.fates["late"]

    @property
    def owed(self):
        return self.fates["owed"]

    @property
    def running(self):
        return self.fates["running"]

    @property
    def free(self):
        return self.fates["free"]

    @property
    def voided(self):
        return self.fates[VOIDED]

    @property
    def answered(self):
        return self.in_time + self.late

    @property
    def judged(self):
        """The cases of which it is known whether the answer came in time: answered, or the deadline has ended."""
        return self.in_time + self.late + self.owed

    @property
    def share(self):
        """The percentage of the judged that were answered in time, rounded down: 100 means all. None without any."""
        return 100 * self.in_time // self.judged if self.judged else None

    @property
    def median(self):
        return self.days_within(50)

    @property
    def ninth(self):
        return self.days_within(90)

    def days_within(self, percent):
        """The least number of days within which so many percent of the answers came; None without answers."""
        total, so_far = self.days.total(), 0
        for days in sorted(self.days):
            so_far += self.days[days]
            if so_far * 100 >= percent * total:
                return days
        return None


def total(tallies):
    """The sum of tallies, which stay as they are."""
    whole = Tally()
    for tally in tallies:
        whole += tally
    return whole
