"""What an item still lacks before everybody may read it: all of it in both languages, and whom to ask."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from .states.alerts import ALERT
from .states.decisions import DECISION
from .states.items import EVENT, LANGUAGES, FileRole
from .states.library import DOCUMENT
from .words import needed

NAMES = {
    ("title", "ar"): _("The title in Arabic"),
    ("title", "fr"): _("The title in French"),
    ("summary", "ar"): _("The summary in Arabic"),
    ("summary", "fr"): _("The summary in French"),
    ("body", "ar"): _("The text in Arabic"),
    ("body", "fr"): _("The text in French"),
    ("words", "ar"): _("What the picture shows, in Arabic"),
    ("words", "fr"): _("What the picture shows, in French"),
    ("place", "ar"): _("The place in Arabic"),
    ("place", "fr"): _("The place in French"),
    ("where", ""): _("Where it takes place: a place, or an address online"),
    ("programme", "ar"): _("A title in Arabic for each entry of the programme"),
    ("programme", "fr"): _("A title in French for each entry of the programme"),
    ("document", ""): _("The document itself, in Arabic or in French"),
    ("signed", ""): _("The signed paper (PDF), in Arabic or in French"),
    ("lapses_at", ""): _("Until when it holds: a moment that is still to come"),
    ("contact", ""): _("Whom people may ask: a department, or a telephone or an address"),
}


PAPERS = {DECISION: FileRole.SIGNED, DOCUMENT: FileRole.DOCUMENT}  # without which there is nothing to read


class Missing(NamedTuple):
    """A field that is empty, and the language it is empty in ("" where it has none)."""

    field: str
    language: str

    @property
    def sentence(self):
        return NAMES[self]


def missing(item, files):
    """What an item lacks, in the order of its form; `files`: its ItemFiles."""
    lacks = [
        Missing(name, language)
        for name in needed(item.model)
        for language in LANGUAGES
        if not getattr(item, f"{name}_{language}")
    ]
    lacks += [
        Missing("words", language)
        for file in files
        if file.role == FileRole.PICTURE
        for language in LANGUAGES
        if not getattr(file, f"words_{language}")
    ]
    lacks += OWN.get(item.model, _nothing)(item)
    paper = PAPERS.get(item.model)
    if paper and not any(file.role == paper for file in files):
        lacks.append(Missing(paper.value, ""))
    return lacks if has_contact(item) else [*lacks, Missing("contact", "")]


def _nothing(item):
    return []


def _of_event(item):
    """What an event lacks besides; `item` as it stands in memory where it is the event itself."""
    event = item if hasattr(item, "starts_at") else item.concrete()
    places = [code for code in LANGUAGES if getattr(event, f"place_{code}")]
    lacks = [] if places or event.online_url else [Missing("where", "")]
    lacks += [Missing("place", code) for code in LANGUAGES if places and code not in places]
    titles = event.programme.values(*(f"title_{code}" for code in LANGUAGES))
    return lacks + [Missing("programme", code) for code in LANGUAGES if any(not row[f"title_{code}"] for row in titles)]


def _of_alert(item):
    alert = item if hasattr(item, "lapses_at") else item.concrete()
    return [] if alert.lapses_at else [Missing("lapses_at", "")]


OWN = {EVENT: _of_event, ALERT: _of_alert}


def has_contact(item):
    return bool(item.department_id or item.contact_ar or item.contact_fr)


def stops(lacks, *, urgent):
    """What of it stops publication. In an emergency one whole language is enough, and a contact."""
    if not urgent:
        return lacks
    by_language = {code: [one for one in lacks if one.language == code] for code in LANGUAGES}
    rest = [one for one in lacks if not one.language]
    return rest + min(by_language.values(), key=len)
