"""From an outbox row to the text that is sent: in the recipient's language, whoever's request queued it.

The messages of a mailing differ in an address or two. The first one in a language is written; in those that are sent
with it (they share its `memo`) what is its own is replaced by what is theirs.
"""

import textwrap
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.apps import apps
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import urlize
from django.utils.module_loading import import_string
from django.utils.safestring import mark_safe

from portal.formats import phones

from .gsm import economical
from .models import Channel

LONGEST = 998  # bytes of a line of an e-mail (RFC 5322, 2.1.1); longer ones are encoded, Arabic to three times its size
WRAPPED = 240  # characters, of a line that was longer


@dataclass(frozen=True, eq=False)
class Rendered:
    """A message in words; `headers`: of an e-mail, beside the usual ones.

    `own`: what no other message of its mailing says. `like`: the one that this is a copy of, but for that.
    """

    subject: str
    text: str
    html: str
    headers: dict = field(default_factory=dict)
    own: str = ""
    like: "Rendered | None" = None


def render(row):
    """The message of a row. The first line of an e-mail's text template is its subject.

    `mail_headers` in what the app says of the message are headers of the e-mail beside the usual ones.
    """
    own = _asked(row, "mail_own", "")
    if not own:
        return _written(row)
    memo, key = getattr(row, "memo", {}), (row.about, row.template, row.channel, row.language)
    if key not in memo:
        memo[key] = replace(_written(row), own=own)
    return _copy(memo[key], own)


def _copy(first, own):
    subject, text, html = (words.replace(first.own, own) for words in (first.subject, first.text, first.html))
    headers = {name: value.replace(first.own, own) for name, value in first.headers.items()}
    return Rendered(subject, text, html, headers, own, first)


def _written(row):
    with translation.override(row.language):
        context = {"commune": row.commune, "notification": row, **row.context, **_asked(row, "mail_context", {})}
        if row.channel == Channel.SMS:
            return Rendered("", economical(render_to_string(f"{row.template}.sms.txt", context)), "")
        subject, _, text = render_to_string(f"{row.template}.txt", context).strip().partition("\n")
        text = phones(text.strip(), row.language) + "\n"
        html, headers = _html(subject, text, context), context.get("mail_headers", {})
        return Rendered(" ".join(subject.split()), _in_short_lines(text), _in_short_lines(html), headers)


def _asked(row, what, otherwise):
    """Names, codes and links come from the app the template belongs to, at the moment of sending."""
    provider = getattr(apps.get_app_config(row.template.split("/")[0]), what, None)
    return import_string(provider)(row) if provider else otherwise


def _html(subject, text, context):
    paragraphs = [
        mark_safe(_linked(block).replace("\n", "<br>"))  # noqa: S308  (urlize escapes)
        for block in text.strip().split("\n\n")
    ]
    language = translation.get_language()
    page = {"subject": subject, "paragraphs": paragraphs, "language": language, "bidi": translation.get_language_bidi()}
    return render_to_string("notifications/mail.html", {**context, **page})


def _in_short_lines(text):
    """Broken at blanks, which in HTML are line ends as well."""
    return "\n".join(line if len(line.encode()) <= LONGEST else _wrapped(line) for line in text.split("\n"))


def _wrapped(line):
    return textwrap.fill(line, WRAPPED, break_long_words=False, break_on_hyphens=False, expand_tabs=False)


@lru_cache(maxsize=128)  # all messages of a kind have most of their paragraphs in common
def _linked(text):
    """Addresses as links, read left to right in both languages."""
    return urlize(text, autoescape=True).replace("<a href=", '<a dir="ltr" href=')
