"""What part of the register is read: a year of receipt, or one of its months; and the pages of it."""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import get_language

from portal import formats

ROWS = 50
CURSOR = re.compile(r"(\d{4})(\d{2})(\d{2})-(\d{1,18})")


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


@dataclass(frozen=True)
class Page:
    rows: list = field(default_factory=list)
    previous: str = ""
    next: str = ""


def page(cases, *, after="", before="", size=ROWS):
    """The page of cases (in the order of the register) after, or before, a cursor; the first one without."""
    back = _position(before)
    start = None if back else _position(after)
    if back:
        found = list(cases.entered_before(*back).order_by("-received_on", "-pk")[: size + 1])
        rows, more_before, more_after = found[:size][::-1], len(found) > size, True
    else:
        found = list((cases.entered_after(*start) if start else cases)[: size + 1])
        rows, more_before, more_after = found[:size], bool(start), len(found) > size
    if not rows:
        return Page()
    return Page(rows, cursor(rows[0]) if more_before else "", cursor(rows[-1]) if more_after else "")


def cursor(case):
    """The place of a case in the register, as it stands in an address."""
    return f"{case.received_on:%Y%m%d}-{case.pk}"


def _position(text):
    found = CURSOR.fullmatch(text)
    if not found or not text.isascii():
        return None
    year, month, day, pk = map(int, found.groups())
    try:
        return date(year, month, day), pk
    except ValueError:
        return None
