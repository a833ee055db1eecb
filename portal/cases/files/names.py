"""The name a person gave a file: shown to people, never used as a path."""

import unicodedata

from django.utils.translation import pgettext

from .content import EXTENSIONS

LONGEST = 120
JOINERS = {"\u200c", "\u200d"}  # invisible, but Persian words and emoji are spelt with them
SAME = {  # other endings that a file may keep, by ours
    "jpg": {"jpeg", "jpe"},
    "webm": {"weba"},
    "ogg": {"oga", "opus"},
    "mp4": {"m4v"},
    "mov": {"qt"},
    "3gp": {"3gpp"},
}
REPLACED = frozenset({"png", "webp", "heic", "heif", "jfif"}).union(EXTENSIONS.values(), *SAME.values())


def shown_name(name):
    """`name` as it may be printed: no folder, no control or direction character, NFC, at most LONGEST characters."""
    name = str(name or "").replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(" " if character.isspace() else character for character in name)
    name = unicodedata.normalize("NFC", "".join(character for character in name if is_visible(character)))
    name = " ".join(name.split()).lstrip(". ")
    return shortened(name) or pgettext("name of a file that has none", "file")


def is_visible(character):
    """False for control, surrogate, private and unassigned characters, and for those that change direction."""
    return character in JOINERS or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def shortened(name, longest=LONGEST):
    """Cut the middle, so that the extension stays."""
    stem, extension = split(name)
    return stem[: longest - len(extension)].rstrip() + extension


def split(name):
    stem, dot, extension = name.rpartition(".")
    if not stem or not extension.isalnum() or len(extension) > 5:
        return name, ""
    return stem, dot + extension


def stored_name(name, content_type):
    """The shown name, ending as the content really is: `facture.exe` that is a photo becomes `facture.exe.jpg`."""
    name, right = shown_name(name), EXTENSIONS[content_type]
    stem, extension = split(name)
    extension = extension[1:].lower()
    if extension == right or extension in SAME.get(right, ()):
        return name
    if extension not in REPLACED:
        stem = name
    return shortened(stem, LONGEST - len(right) - 1) + "." + right
