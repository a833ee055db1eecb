"""Finds sentences that a reader would see untranslated, or in the wrong language. Part of `make check`."""

import re
import shutil
import tempfile
from pathlib import Path

import messages
import polib
from steps import ROOT, main, say

LANGUAGES = {"ar": 6, "fr": 2}  # and their plural forms
# Words that are the same in Arabic text, or have no letters.
SAME_IN_ARABIC = {"PDF", "SMS", "QR"}
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[a-z]|%[sd]|\{[a-z_]*\}")
ARABIC_LETTER = re.compile(r"[\u0621-\u064a]")
SOURCES = ["manage.py", "portal", "complaints", "communications", "templates", "locale"]


def check() -> int:
    faults = []
    for language, forms in LANGUAGES.items():
        path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
        if not path.exists():
            faults.append(f"{path.relative_to(ROOT)} is missing; make messages makes it")
            continue
        catalogue = polib.pofile(str(path))
        faults += [f"{language}: {fault}" for fault in faults_of(catalogue, language, forms)]
    if shutil.which("xgettext"):
        faults += out_of_step()
    else:
        say("  not checked: whether code and translations are in step (gettext is not installed)")
    for fault in faults:
        say(f"  {fault}")
    return 1 if faults else 0


def faults_of(catalogue: polib.POFile, language: str, forms: int) -> list[str]:
    """Every fault of one catalogue, as sentences."""
    faults = []
    if f"nplurals={forms}" not in catalogue.metadata.get("Plural-Forms", ""):
        faults.append(f"the header's Plural-Forms must say nplurals={forms}")
    for entry in catalogue:
        fault = fault_of(entry, language, forms)
        if fault:
            faults.append(f"{fault}: {entry.msgid!r} ({', '.join(place for place, _line in entry.occurrences[:1])})")
    return faults


def fault_of(entry: polib.POEntry, language: str, forms: int) -> str:
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.obsolete:
        return "no longer used"
    if entry.fuzzy:
        return "marked fuzzy"
    if not all(texts) or (entry.msgid_plural and len(texts) != forms):
        return "not translated"
    if any(wrong_placeholders(entry, text) for text in texts):
        return "other placeholders than its source"
    if language == "ar" and entry.msgid not in SAME_IN_ARABIC:
        return next((fault for text in texts if (fault := not_arabic(entry, text))), "")
    return ""


def wrong_placeholders(entry: polib.POEntry, text: str) -> bool:
    """A plural form may leave the number out ("one complaint"), never bring another placeholder."""
    wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural or ""))
    found = set(PLACEHOLDER.findall(text))
    return not found <= wanted if entry.msgid_plural else found != wanted


def not_arabic(entry: polib.POEntry, text: str) -> str:
    has_words = re.search(r"[A-Za-z]", PLACEHOLDER.sub("", entry.msgid))
    if has_words and text == entry.msgid:
        return "the Arabic equals its source"
    if has_words and not ARABIC_LETTER.search(text):
        return "no Arabic letter"
    return ""


def out_of_step() -> list[str]:
    """Collect the sentences again in a copy, and compare."""
    with tempfile.TemporaryDirectory(prefix="jamaati-messages-") as name:
        copy = Path(name)
        for source in SOURCES:
            path = ROOT / source
            if path.is_dir():
                shutil.copytree(path, copy / source, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
            elif path.exists():
                shutil.copy(path, copy / source)
        messages.collect(copy)
        return [fault for language in LANGUAGES for fault in differences(ROOT, copy, language)]


def differences(here: Path, there: Path, language: str) -> list[str]:
    written, collected = (sentences(folder / "locale" / language / "LC_MESSAGES") for folder in (here, there))
    return [f"{language}: in the code, not in the catalogue: {text!r}" for text in sorted(collected - written)] + [
        f"{language}: in the catalogue, no longer in the code: {text!r}" for text in sorted(written - collected)
    ]


def sentences(folder: Path) -> set[str]:
    found = set()
    for path in folder.glob("django*.po"):
        found |= {"|".join(filter(None, (e.msgctxt, e.msgid, e.msgid_plural))) for e in polib.pofile(str(path))}
    return found


if __name__ == "__main__":
    main(check)
