"""The answer on paper: a letter with its number, date, signatory, contacts (art. 10) and the next remedy."""

import unicodedata

from django.utils import translation
from django.utils.translation import gettext as _

from portal import formats

from . import words
from .compiling import pdf
from .letterhead import letterhead


def answer_pdf(answer):
    """The PDF letter of an answer, in the language in which it was written. Raise LetterFailed."""
    with translation.override(answer.language):
        return pdf("answer", data(answer))


def data(answer):
    case, commune, lang = answer.case, answer.case.commune, translation.get_language()
    received = {"reference": case.reference, "day": formats.day(case.received_on, lang)}
    return letterhead(commune) | {
        "title": _("Answer"),
        "number": _("Number %(number)s") % {"number": f"\u2066{case.reference}/{answer.number}\u2069"},
        "date": _("Date: %(day)s") % {"day": formats.day(answer.at, lang)},
        "to_label": _("Addressed to"),
        "to": case.name or _("The person who wrote to us"),
        "facts": [
            [_("Subject"), case.subject],
            [_("Your message"), _("%(reference)s, received on %(day)s") % received],
            [_("Outcome"), str(answer.get_outcome_display())],
            *_reasons(answer),
        ],
        "paragraphs": paragraphs(answer.text),
        "signed_for": commune.signatory_title or _("For the commune"),
        "signatory": commune.signatory,
        "remedy_label": _("If you do not agree"),
        "remedy": words.after_answer(answer),
    }


def _reasons(answer):
    if answer.ground:
        reference = f" ({answer.ground.legal_reference})" if answer.ground.legal_reference else ""
        yield [_("Ground"), f"{answer.ground.name}{reference}"]
    if answer.competent_body:
        yield [_("Who is competent"), answer.competent_body]
    if answer.original:
        yield [_("Answered with"), f"\u2066{answer.original.reference}\u2069"]


def paragraphs(text):
    """[{"dir", "lines"}] of a typed text: each paragraph in the direction of its first letter."""
    blocks = [block.strip() for block in text.replace("\r\n", "\n").split("\n\n")]
    return [{"dir": direction(block), "lines": block.split("\n")} for block in blocks if block]


def direction(text):
    """ "rtl" or "ltr" by the first letter that has one; the language's own where none has."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL", "L"):
            return "ltr" if kind == "L" else "rtl"
    return "rtl" if translation.get_language_bidi() else "ltr"
