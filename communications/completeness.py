"""What an item still lacks before everybody may read it: all of it in both languages, and whom to ask."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from .states import LANGUAGES, FileRole

NAMES = {
    ("title", "ar"): _("The title in Arabic"),
    ("title", "fr"): _("The title in French"),
    ("summary", "ar"): _("The summary in Arabic"),
    ("summary", "fr"): _("The summary in French"),
    ("body", "ar"): _("The text in Arabic"),
    ("body", "fr"): _("The text in French"),
    ("words", "ar"): _("What the picture shows, in Arabic"),
    ("words", "fr"): _("What the picture shows, in French"),
    ("contact", ""): _("Whom people may ask: a department, or a telephone or an address"),
}


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
        for name in ("title", "summary", "body")
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
    return lacks if has_contact(item) else [*lacks, Missing("contact", "")]


def has_contact(item):
    return bool(item.department_id or item.contact_ar or item.contact_fr)


def stops(lacks, *, urgent):
    """What of it stops publication. In an emergency one whole language is enough, and a contact."""
    if not urgent:
        return lacks
    by_language = {code: [one for one in lacks if one.language == code] for code in LANGUAGES}
    rest = [one for one in lacks if not one.language]
    return rest + min(by_language.values(), key=len)
