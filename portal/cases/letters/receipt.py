"""The receipt on paper: one A4 sheet, dated and numbered (decree 2.17.265 arts 5 and 6)."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import formats

from .. import promise
from ..codes import tracking_code
from . import words
from .compiling import pdf
from .letterhead import letterhead
from .qr import picture


def receipt_pdf(case, *, at, track_url):
    """The PDF of a case's receipt in the active language; `track_url` is what its QR code opens. Raise LetterFailed."""
    return pdf("receipt", data(case, at=at, track_url=track_url))


def data(case, *, at, track_url):
    promised = promise.of_case(case, at=at)
    return letterhead(case.commune) | {
        "title": f"{_('Receipt')} – {case.kind_label}",
        "reference_label": _("Case number"),
        "reference": case.reference,
        "code_label": _("Tracking code: give it to nobody"),
        "code": tracking_code(case),
        "qr": picture(track_url),
        "qr_label": _("Follow the case with your phone"),
        "facts": [[label, value] for label, value in words.facts(case, case.attachments.filter(internal=False))],
        "danger": case.topic.stop_notice if case.topic else "",
        **_promised(promised),
        "next_label": _("What happens now"),
        "next": [step for step in (*words.next_steps(case), words.before_answer(case)) if step],
    }


def _promised(promised):
    if promised is None:
        return {"promised": None}
    due = formats.weekday_day(promised.due_on, get_language()) if promised.due_on else ""
    return {
        "promised": {
            "label": _("You have our answer at the latest on"),
            "due": due,
            "sum": [[str(label), str(value)] for label, value in promised.sum],
            "basis": promised.basis,
        }
    }
