"""The page of figures, ready for its template: period, tables and charts; with less detail for everybody."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_bidi, pgettext

from portal import formats
from portal.workdays.arithmetic import local_day

from . import charts, periods, reading, tables


@dataclass
class Board:
    """`tables` by name in the order of the page; `charts` are those above the table of months."""

    period: periods.Period
    offered: list[periods.Period]
    kind: str
    figures: Any
    overdue: int
    tables: dict[str, tables.Table]
    charts: list[Any]

    @property
    def whole(self):
        return self.figures.whole

    @property
    def is_empty(self):
        return self.figures.counted_at is None or not self.whole.received

    @property
    def is_coarse(self):
        """Whether the tables by subject and place are left out: a quarter is too short to hide anybody in."""
        return "topics" not in self.tables


def of(commune, *, model, kinds, asked, at, public):
    """The Board that `asked` (period and kind as they stand in the address; what is not offered is ignored) speaks of.

    `kinds`: (value, label) of the pillar's kinds of cases.
    """
    today = local_day(at)
    offered = periods.offered(today, reading.first_received(commune, model=model) or today)
    period = periods.named(asked.get("period", ""), offered)
    kind = asked.get("kind", "") if not public and asked.get("kind") in dict(kinds) else ""
    counted_at = reading.counted_at(commune)
    figures = reading.of(commune, model=model, period=period, counted_at=counted_at, kind=kind)
    ages = reading.overdue(commune, model=model, period=period, at=counted_at or at, kind=kind)
    found = [tables.months(figures), tables.overdue(ages)]
    if not kind:
        found.append(tables.kinds(figures, kinds))
    if not (public and period.is_quarter):
        found += [
            tables.topics(commune, figures, public=public),
            tables.departments(commune, figures, public=public),
            tables.districts(commune, figures, public=public),
            tables.channels(figures, public=public),
        ]
    found.append(tables.voided(figures))
    late = sum(count for _age, count in ages)
    return Board(period, offered, kind, figures, late, {table.name: table for table in found}, _charts(figures))


def _charts(figures):
    rtl, lang = get_language_bidi(), get_language()
    months = [(formats.month_short(month, lang), tally) for month, tally in figures.months.items()]
    shares = [(label, tally.share) for label, tally in months]
    received = [(label, tally.received) for label, tally in months]
    return [
        {"name": "share", "drawn": charts.columns(shares, most=100, rtl=rtl, unit="%"), "spoken": _spoken(shares, "%")},
        {"name": "received", "drawn": charts.columns(received, rtl=rtl), "spoken": _spoken(received, "")},
    ]


def _spoken(entries, unit):
    """The values of a chart in words, for those who do not see it."""
    nothing = pgettext("figures", "nothing yet")
    said = [f"{label} {nothing if value is None else f'{value}{unit}'}" for label, value in entries]
    return capfirst(f"{formats.COMMAS[get_language()]} ".join(said))
