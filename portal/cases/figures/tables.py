"""Figures as tables of words and numbers: the same for the page, its charts, the spreadsheet and the paper."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from portal import formats
from portal.communes.models import Department, District

from ..models import Topic
from ..states import Channel, Group, Reason
from .tally import Tally, total

LEAST = 5  # on public pages, smaller numbers of a subject or place could point to a person

# (attribute of a Tally, heading, what it says)
COLUMNS = (
    ("received", gettext_lazy("Received")),
    ("in_time", gettext_lazy("Answered in time")),
    ("late", gettext_lazy("Answered late")),
    ("owed", gettext_lazy("Not answered, overdue")),
    ("running", gettext_lazy("Deadline not ended")),
    ("free", gettext_lazy("No deadline")),
    ("voided", gettext_lazy("Voided")),
    ("share", gettext_lazy("In time, %")),
    ("median", gettext_lazy("Median days")),
    ("ninth", gettext_lazy("Days for nine in ten")),
    ("reviewed", gettext_lazy("Sent for review")),
)
RATES = ("share", "median", "ninth")


@dataclass
class Row:
    """`label` and its cells: numbers, or None where there is nothing to tell; `tally` for the drawings."""

    label: str
    cells: list[Any]
    tally: Tally | None = None

    @property
    def bar(self):
        """The lengths of its bar: late or owed, not ended, and the rest."""
        late, running = self.tally.late + self.tally.owed, self.tally.running
        rest = self.tally.received - late - running
        return {"a": late, "b": running, "ab": late + running, "c": rest}


@dataclass
class Table:
    """`name` stands in addresses; `headings` has the label's first."""

    name: str
    title: str
    headings: list[str]
    rows: list[Row] = field(default_factory=list)
    note: str = ""

    def lines(self):
        """The headings and the rows as lists of cells."""
        return [self.headings, *([row.label, *row.cells] for row in self.rows)]

    @property
    def most(self):
        """The largest first number, for the bars of the rows."""
        return max((row.cells[0] for row in self.rows), default=0) or 1


def months(figures):
    lang = get_language()
    rows = [_row(capfirst(formats.month_year(month, lang)), tally) for month, tally in figures.months.items()]
    whole = _row(_("Whole period"), figures.whole)
    rows.append(Row(whole.label, whole.cells))  # without a bar: it would dwarf the months
    return _table("months", _("By month of receipt"), _("Month"), rows)


def kinds(figures, names):
    """By kind; `names`: the (value, label) pairs of the pillar's kinds."""
    found = [(capfirst(str(label)), figures.kinds.get(value, Tally())) for value, label in names]
    return _table("kinds", _("By kind"), _("Kind"), [_row(label, tally) for label, tally in found])


def channels(figures, *, public):
    labels = {value: capfirst(str(label)) for value, label in Channel.choices}
    rows = _named(figures.groups[Group.CHANNEL], labels)
    return _table("channels", _("By channel"), _("Channel"), rows, public=public)


def topics(commune, figures, *, public):
    """By the first level of topics."""
    rows = list(Topic.objects.of(commune).order_by("position", "pk"))
    parents = {str(row.pk): str(row.parent_id or row.pk) for row in rows}
    tallies = defaultdict(list)
    for key, tally in figures.groups[Group.TOPIC].items():
        tallies[parents.get(key, "")].append(tally)
    labels = {str(row.pk): row.name for row in rows if row.parent_id is None}
    rows = _named({key: total(found) for key, found in tallies.items()}, labels)
    return _table("topics", _("By subject"), _("Topic"), rows, public=public)


def departments(commune, figures, *, public):
    labels = {str(row.pk): row.name for row in Department.objects.of(commune)}
    rows = _named(figures.groups[Group.DEPARTMENT], labels)
    return _table("departments", _("By department"), _("Department"), rows, public=public)


def districts(commune, figures, *, public):
    labels = {str(row.pk): row.name for row in District.objects.of(commune)}
    rows = _named(figures.groups[Group.DISTRICT], labels)
    return _table("districts", _("By district"), _("District"), rows, public=public)


def voided(figures):
    """Why promises fell away: counted apart, in no share."""
    reasons = figures.whole.reasons.most_common()
    rows = [Row(capfirst(str(_reason(code))), [count]) for code, count in reasons]
    return Table("voided", _("Voided, by reason"), [_("Reason"), _("Cases")], rows)


def overdue(ages):
    """What is owed now, by how many days it is late."""
    rows = [Row(_age(*bounds), [count]) for bounds, count in ages]
    return Table("overdue", _("Overdue now, by age"), [_("Days late"), _("Cases")], rows)


def _age(least, most):
    if most is None:
        return _("more than %(days)s days") % {"days": least - 1}
    text = ngettext("%(least)s to %(most)s day", "%(least)s to %(most)s days", most)
    return text % {"least": least, "most": most}


def _reason(code):
    return Reason(code).label if code in Reason.values else _("other reason")


def _named(tallies, labels):
    """Rows in the order of size, what has no name last."""
    named = [(label, tallies[key]) for key, label in labels.items() if key in tallies]
    rest = total(tally for key, tally in tallies.items() if key not in labels)
    rows = sorted(named, key=lambda entry: -entry[1].received)
    if rest.received:
        rows.append((pgettext("figures", "not given"), rest))
    return [_row(label, tally) for label, tally in rows]


def _row(label, tally):
    return Row(label, [getattr(tally, name) for name, _heading in COLUMNS], tally)


def _table(name, title, heading, rows, *, public=False):
    table = Table(name, title, [heading, *(str(words) for _name, words in COLUMNS)], rows)
    return guarded(table) if public else table


def guarded(table):
    """The table for everybody: rows under LEAST cases are joined in one, with the next smallest while that is too small
    itself, so that no number can be worked out from the whole; rates over fewer than LEAST cases are left out."""
    rows = sorted(table.rows, key=lambda row: -row.tally.received)
    small = [row for row in rows if row.tally.received < LEAST]
    kept = [row for row in rows if row.tally.received >= LEAST]
    while small and kept and total(row.tally for row in small).received < LEAST:
        small.append(kept.pop())
    kept = [row for row in table.rows if any(row is each for each in kept)]
    if small:
        kept.append(_row(others(), total(row.tally for row in small)))
    if kept and kept[-1].tally.received < LEAST:
        return Table(table.name, table.title, table.headings, [], _too_few())
    for row in kept:
        row.cells = [_rate(name, row) for name, _heading in COLUMNS]
    table.rows, table.note = kept, _explains() if small else ""
    return table


def others():
    """The label of the row that joins the small ones."""
    return _("Others together")


def _rate(name, row):
    over = row.tally.judged if name == "share" else row.tally.answered
    return None if name in RATES and over < LEAST else getattr(row.tally, name)


def _explains():
    text = ngettext(
        "What has fewer than %(least)s case is shown together, so that nobody can be recognised.",
        "What has fewer than %(least)s cases is shown together, so that nobody can be recognised.",
        LEAST,
    )
    return text % {"least": LEAST}


def _too_few():
    return _("There are too few cases in this period to show them apart without pointing to somebody.")
