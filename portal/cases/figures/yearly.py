"""The figures of the yearly inventory (decree 2.17.265 arts 15 and 18): messages by kind, replies, kinds by subject."""

from collections import Counter
from typing import Any

from django.db.models import Count
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal import formats

from ..models import Answer
from ..states import Outcome
from . import periods, reading, tables
from .tally import Tally

LANGUAGES = ("ar", "fr")
SHOWN = ("received", "answered", "in_time", "late", "owed", "running", "free", "voided", "reviewed")


def of(commune, *, model, kinds, year):
    """{"counted": {language: moment in words}, language: [tables as plain data]}: what an inventory keeps, in both
    languages. `kinds`: (value, label) of the pillar's kinds; labels are read in each language."""
    counted_at = reading.counted_at(commune)
    figures = reading.of(commune, model=model, period=periods.year(year), counted_at=counted_at)
    by_kind = {
        value: reading.of(commune, model=model, period=periods.year(year), counted_at=counted_at, kind=value)
        for value, _label in kinds
    }
    outcomes = _outcomes(commune, model, periods.year(year))
    found: dict[str, Any] = {
        "counted": {lang: formats.moment(counted_at, lang) if counted_at else "" for lang in LANGUAGES}
    }
    for language in LANGUAGES:
        with override(language):
            made = [_kinds(figures, kinds), _replies(outcomes), _subjects(commune, figures, by_kind, kinds)]
            found[language] = [_plain(table) for table in made]
    return found


def shown(inventory, kinds):
    """The tables of an inventory: those it was published with, else as they are now."""
    if inventory.is_published:
        return inventory.tables
    return of(inventory.commune, model=inventory.model, kinds=kinds, year=inventory.year)


def _plain(table):
    rows = [[row.label, *row.cells] for row in table.rows]
    return {"name": table.name, "title": table.title, "headings": table.headings, "rows": rows, "note": table.note}


def replies(commune, *, model, period):
    """The answers to the cases of a period as a table, by outcome."""
    return _replies(_outcomes(commune, model, period))


def _kinds(figures, kinds):
    words = dict(tables.COLUMNS) | {"answered": _("Answered")}
    rows = [(capfirst(str(label)), figures.kinds.get(value, Tally())) for value, label in kinds]
    rows.append((_("All together"), figures.whole))
    made = [tables.Row(label, [getattr(tally, name) for name in SHOWN]) for label, tally in rows]
    return tables.Table("kinds", _("What was received, by kind"), [_("Kind"), *(str(words[n]) for n in SHOWN)], made)


def _replies(outcomes):
    rows = [
        tables.Row(capfirst(str(label)), [outcomes[value]]) for value, label in Outcome.choices if outcomes[value]
    ]  # fmt: skip
    return tables.Table("replies", _("Replies, by outcome"), [_("Outcome"), _("Replies")], rows)


def _subjects(commune, figures, by_kind, kinds):
    """How many of each kind, by the first level of subjects; small ones together."""
    table = tables.topics(commune, figures, public=True)
    per_kind = {value: tables.topics(commune, found, public=False) for value, found in by_kind.items()}
    counts = {value: {row.label: row.tally.received for row in found.rows} for value, found in per_kind.items()}
    named = {row.label for row in table.rows}
    rows = []
    for row in table.rows:
        cells = [row.tally.received]
        for value, _label in kinds:
            mine = counts[value]
            rest = sum(count for label, count in mine.items() if label not in named)
            cells.append(mine.get(row.label, rest if row.label == tables.others() else 0))
        rows.append(tables.Row(row.label, [*cells, row.tally.answered]))
    headings = [_("Topic"), _("Received"), *(capfirst(str(label)) for _value, label in kinds), _("Answered")]
    return tables.Table("subjects", _("By subject and kind"), headings, rows, table.note)


def _outcomes(commune, model, period):
    """How many answers of each outcome the cases of a period had; a review gives a second one."""
    answers = Answer.objects.filter(
        case__commune=commune,
        case__model=model,
        case__received_on__gte=period.first,
        case__received_on__lte=period.last,
    )
    return Counter(dict(answers.order_by().values_list("outcome").annotate(Count("pk"))))
