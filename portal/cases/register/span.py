"""What part of the register is read: a year of receipt, or one of its months; and the pages of it."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from portal import formats

from .. import keyset

ROWS = 50
ORDER = keyset.Order("received_on", by_day=True)


@dataclass(frozen=True)
class Span:
    """A year, and one of its months or None."""

    year: int
    month: int | None = None

    @property
    def first(self):
        return date(self.year, self.month or 1, 1)

    @property
    def last(self):
        month = self.month or 12
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def name(self):
        return f"{self.year}-{self.month:02}" if self.month else str(self.year)

    @property
    def label(self):
        return formats.month_year(self.first, get_language()) if self.month else str(self.year)


def asked(given, *, years, today):
    """The Span that an address asks for; what is no year of the register, or no month, is ignored."""
    year, month = given.get("year", ""), given.get("month", "")
    chosen = next((number for number in years if str(number) == year), today.year)
    return Span(chosen, next((number for number in range(1, 13) if str(number) == month), None))


def page(cases, *, after="", before="", size=ROWS):
    """The page of cases, in the order of the register, after or before a cursor (see keyset)."""

    def read(place, back, count):
        if back:
            return list(cases.entered_before(*place).order_by("-received_on", "-pk")[:count])
        return list((cases.entered_after(*place) if place else cases)[:count])

    return keyset.page(ORDER, read, after=after, before=before, size=size)
