"""Why a row of an import is refused or warned about: a code for machines, a sentence for people."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # the row cannot be read
    "quotes": _("The quotation marks of this row do not close; write a quotation mark inside a text twice."),
    "too_long": _("This row is longer than a request can be (%(most)s characters)."),
    "columns": _("This row has %(found)s columns, the header has %(wanted)s."),
    # the row cannot become a case
    "no_reference": _("The row has no number."),
    "reference_unreadable": _("The number of the request cannot be read, or is too long: %(value)s"),
    "repeated": _("The same number stands in line %(line)s already."),
    "no_date": _("The date on which it was received is missing."),
    "date_unreadable": _("This date cannot be read: %(value)s"),
    "opened_in_future": _("It was received in the future: %(value)s"),
    "closed_in_future": _("It was closed in the future: %(value)s"),
    "closed_before_opened": _("It was closed before it was received: %(closed)s, %(opened)s"),
    "unknown_topic": _("No category is named for “%(value)s”, and there is no default one."),
    "unknown_kind": _("This kind of message is not known: %(value)s"),
    # the case is kept, something of the row is not
    "characters": _("Some characters could not be read; they are kept as �."),
    "place_incomplete": _("Kept without its position: latitude or longitude is missing."),
    "place_unreadable": _("Kept without its position: %(value)s is not one."),
    "place_outside": _("Kept without its position, which lies outside the commune: %(value)s"),
    "unknown_district": _("Kept without its district, which the commune does not have: %(value)s"),
    "phone": _("Kept without its phone number, which is not one: %(value)s"),
    "email": _("Kept without its e-mail address, which is not one: %(value)s"),
    "shortened": _("The headline is longer than %(most)s characters; the whole is kept in the text."),
}
LONGEST = 80


@dataclass(frozen=True)
class Remark:
    """What is to be told of a row; `refused`: the row is not brought in."""

    line: int
    reference: str
    code: str
    refused: bool
    values: dict = field(default_factory=dict)

    @property
    def sentence(self):
        """The reason, in the active language."""
        shown = {name: str(value)[:LONGEST] for name, value in self.values.items()}
        return str(SENTENCES[self.code]) % shown


class RowRefused(Exception):
    """A row that cannot become a case: a code of SENTENCES and its values."""

    def __init__(self, code, **values):
        super().__init__(code)
        self.code, self.values = code, values
