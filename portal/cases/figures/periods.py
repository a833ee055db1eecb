"""The periods that figures are shown for: whole months of receipt. Pure functions on local dates."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from portal.workdays.arithmetic import DAY

LAST_12 = "12-months"
YEARS_SHOWN = 6
WORDS = re.compile(r"(\d{4})(?:-q([1-4]))?")


@dataclass(frozen=True)
class Period:
    """Whole months from `first` to `last`, both days included. `name` stands in addresses."""

    name: str
    first: date
    last: date

    @property
    def months(self):
        """The first days of its months, in their order."""
        months, month = [], self.first
        while month <= self.last:
            months.append(month)
            month = _months_later(month, 1)
        return months

    @property
    def is_quarter(self):
        return "-q" in self.name

    @property
    def label(self):
        if self.name == LAST_12:
            return _("the last 12 months")
        year, quarter = WORDS.fullmatch(self.name).groups()
        return _("quarter %(quarter)s of %(year)s") % {"quarter": quarter, "year": year} if quarter else year


def last_12(today):
    """The month of `today` and the eleven before it."""
    this = today.replace(day=1)
    return Period(LAST_12, _months_later(this, -11), _months_later(this, 1) - DAY)


def year(number):
    return Period(str(number), date(number, 1, 1), date(number, 12, 31))


def quarter(number, place):
    first = date(number, 3 * place - 2, 1)
    return Period(f"{number}-q{place}", first, _months_later(first, 3) - DAY)


def offered(today, since):
    """The periods that may be chosen, newest first: the last 12 months, then each year and its quarters."""
    found = [last_12(today)]
    for number in range(today.year, max(since.year, today.year - YEARS_SHOWN + 1) - 1, -1):
        quarters = [quarter(number, place) for place in (4, 3, 2, 1)]
        found += [year(number), *(each for each in quarters if each.first <= today)]
    return found


def named(text, periods):
    """The period of this name among those offered, else the first of them."""
    return next((period for period in periods if period.name == text), periods[0])


def _months_later(month, count):
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)
