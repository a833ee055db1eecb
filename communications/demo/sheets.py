"""Papers of the demonstration: a page in both languages that says that it stands for the original."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from portal.cases.letters import qr
from portal.cases.letters.compiling import pdf
from portal.cases.letters.letterhead import letterhead

from ..services import files
from ..states.items import LANGUAGES


def held(commune, *, name, above, titles, text, day, path, at):
    """Check and keep such a page as a PDF; return the token under which it is kept.

    `above`, `titles`, `text`: {language: words}: a line above the title, the title, and what the page says of itself.
    """
    parts = [
        {
            "dir": "rtl" if code == "ar" else "ltr", "language": code, "kind": above[code], "title": titles[code],
            "summary": text[code], "blocks": [], "day": day, "ask_label": "", "ask": "", "scan": "",
        }
        for code in LANGUAGES
    ]  # fmt: skip
    shown = {"title": parts[0]["title"], "parts": parts, "qr": qr.picture(path), "address": path}
    with translation.override("ar"):
        made = pdf("notice", letterhead(commune) | shown)
    token, refused = files.receive(commune, files=[SimpleUploadedFile(name, made, "application/pdf")], at=at)
    if refused:
        raise ValueError(refused)
    return token
