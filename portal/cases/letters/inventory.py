"""The yearly inventory on paper, in one language: figures, then the measures taken."""

from django.utils import translation
from django.utils.translation import gettext as _

from portal import formats

from .answer import paragraphs
from .compiling import pdf
from .letterhead import letterhead


def inventory_pdf(inventory, tables, *, language):
    """The PDF of an inventory with its `tables` (see figures.yearly), in a language. Raise LetterFailed."""
    with translation.override(language):
        return pdf("inventory", data(inventory, tables))


def data(inventory, tables):
    language = translation.get_language()
    if inventory.is_published:
        state = _("Published on %(day)s") % {"day": formats.day(inventory.published_at, language)}
    else:
        state = _("Draft: not published")
    measures = [paragraphs(text) for text in texts(inventory)]
    return letterhead(inventory.commune) | {
        "title": _("Inventory of complaints, remarks and suggestions, %(year)s") % {"year": inventory.year},
        "state": state,
        "counted": _("Counted on %(moment)s.") % {"moment": tables["counted"][language]},
        "tables": [_table(table, language) for table in tables[language]],
        "measures_label": _("Measures taken"),
        "measures": measures,
        "no_measures": _("No measure has been entered."),
        "basis": _("Decree 2.17.265, articles 15 and 18; law 54.19, article 30."),
    }


def texts(inventory):
    """The measures in the active language."""
    return [measure.text for measure in inventory.written if measure.text]


def _table(table, language):
    rows = [[label, *(_cell(cell, language) for cell in cells)] for label, *cells in table["rows"]]
    nothing = "" if rows else table["note"] or _("None in this period.")
    return {**table, "rows": rows, "nothing": nothing}


def _cell(cell, language):
    return "–" if cell is None else formats.number(cell, language)
