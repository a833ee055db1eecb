"""What stands at the head and the foot of every paper of a commune."""

from pathlib import Path

from django.utils import translation

from . import words

MARK = Path(__file__).parents[2] / "static" / "portal" / "mark.svg"
OTHER = {"ar": "fr", "fr": "ar"}


def letterhead(commune):
    """Language, mark, names in both languages, and the contacts of the commune (decree 2.17.265 art. 10)."""
    language = translation.get_language()
    other = OTHER[language]
    place = [commune.province, commune.region]
    with translation.override(other):
        second = commune.name
    return {
        "language": language,
        "dir": "rtl" if translation.get_language_bidi() else "ltr",
        "mark": MARK.read_text(encoding="utf-8"),
        "commune": commune.name,
        "place": " · ".join(part for part in place if part),
        "other": second if second != commune.name else "",
        "other_dir": "ltr" if other == "fr" else "rtl",
        "contacts": words.contacts(commune),
        "hours": commune.opening_hours,
    }
