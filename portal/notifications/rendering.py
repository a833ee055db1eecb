"""From an outbox row to the text that is sent: in the recipient's language, whoever's request queued it."""

from dataclasses import dataclass, field
from functools import lru_cache

from django.apps import apps
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import urlize
from django.utils.module_loading import import_string
from django.utils.safestring import mark_safe

from .models import Channel


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str
    headers: dict = field(default_factory=dict)


def render(row):
    """The message of a row. The first line of an e-mail's text template is its subject.

    `mail_headers` in what the app says of the message are headers of the e-mail beside the usual ones.
    """
    with translation.override(row.language):
        context = _context(row)
        if row.channel == Channel.SMS:
            return Rendered("", " ".join(render_to_string(f"{row.template}.sms.txt", context).split()), "")
        subject, _, text = render_to_string(f"{row.template}.txt", context).strip().partition("\n")
        text = text.strip() + "\n"
        headers = context.get("mail_headers", {})
        return Rendered(" ".join(subject.split()), text, _html(subject, text, context), headers)


def _context(row):
    """Names, codes and links come from the app the template belongs to, at the moment of sending."""
    provider = getattr(apps.get_app_config(row.template.split("/")[0]), "mail_context", None)
    context = {"commune": row.commune, "notification": row, **row.context}
    return {**context, **(import_string(provider)(row) if provider else {})}


def _html(subject, text, context):
    paragraphs = [
        mark_safe(_linked(block).replace("\n", "<br>"))  # noqa: S308  (urlize escapes)
        for block in text.strip().split("\n\n")
    ]
    language = translation.get_language()
    page = {"subject": subject, "paragraphs": paragraphs, "language": language, "bidi": translation.get_language_bidi()}
    return render_to_string("notifications/mail.html", {**context, **page})


@lru_cache(maxsize=128)  # all messages of a mailing have most of their paragraphs in common
def _linked(text):
    """Addresses as links, read left to right in both languages."""
    return urlize(text, autoescape=True).replace("<a href=", '<a dir="ltr" href=')
