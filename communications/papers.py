"""What stands on the notice of an item: words of one language, or of both, for typst."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal import formats, localized
from portal.cases.letters import qr
from portal.cases.letters.compiling import pdf
from portal.cases.letters.letterhead import letterhead

from . import blocks, register, shown
from .states.decisions import DECISION
from .states.items import EVENT, LANGUAGES


def notice_pdf(item, wanted, *, address):
    """The PDF in a language, or in "both". `address(path)` makes an address absolute. Raise LetterFailed."""
    languages = LANGUAGES if wanted == "both" else [shown.best_language(item)]
    parts = [part(item, language) for language in languages]
    with translation.override(languages[0]):
        page = address(reverse("communications:item_show", args=[item.pk]))
        head = letterhead(item.commune)
    return pdf("notice", head | {"title": parts[0]["title"], "parts": parts, "qr": qr.picture(page), "address": page})


def part(item, language):
    """The words of one language."""
    with translation.override(language):
        return {
            "dir": "rtl" if translation.get_language_bidi() else "ltr",
            "language": language,
            "kind": shown.kind_of(item),
            "title": getattr(item, f"title_{language}"),
            "summary": getattr(item, f"summary_{language}") or "",
            "blocks": blocks.of(getattr(item, f"body_{language}")),
            "day": _when(item, language),
            "ask_label": _("Whom to ask"),
            "ask": " · ".join(shown.contact(item)),
            "scan": _("Read it, and listen, on your telephone"),
        }


def _when(item, language):
    """The day it was published; of an event, when and where it takes place."""
    if item.model == DECISION:
        return " · ".join((register.name_of(item), formats.weekday_day(item.decided_on, language)))
    if item.model != EVENT:
        return formats.weekday_day(item.publish_at, language)
    return " · ".join(filter(None, (item.when(language), localized.text(item, "place"))))
