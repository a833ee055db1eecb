"""What the pages of publications need in words: the month under a date, the standing of an item."""

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import formats

from .. import shown
from ..states.items import MailingStatus, Medium, Status

register = template.Library()
MAILING_TONES = {
    "asked": "is-waiting",
    "sending": "is-progress",
    "sent": "is-answered",
    "refused": "",
    "stopped": "is-closed",
}
TONES = {"draft": "", "scheduled": "is-planned", "published": "is-answered", "expired": "is-closed", "withdrawn": ""}


@register.filter
def month_word(moment):
    """The month of a date, as it stands under the day."""
    return formats.month_short(moment, get_language())


@register.filter
def item_kind(item):
    return shown.kind_of(item)


@register.simple_tag
def item_status(item, at):
    """The standing of an item as a badge."""
    if item.is_scheduled(at):
        key, words = "scheduled", _("to come")
    elif item.is_expired(at):
        key, words = "expired", _("over")
    else:
        key, words = item.status, str(Status(item.status).label)
    return format_html('<span class="state {}">{}</span>', TONES[key], words)


@register.simple_tag
def mailing_status(mailing):
    """The standing of a mailing as a badge."""
    words = MailingStatus(mailing.status).label
    return format_html('<span class="state {}">{}</span>', MAILING_TONES[mailing.status], words)


@register.inclusion_tag("communications/_media.html")
def media(used):
    """The three kinds of communication, and which of them were used."""
    return {"media": [{"label": medium.label, "used": medium in used} for medium in Medium]}


@register.filter
def media_words(item, at):
    """The kinds by which an item was made known, in words."""
    return formats.listing([str(medium.label) for medium in item.media(at)], get_language()) or "–"


@register.filter
def with_offset(moment):
    """A moment as a machine reads it, with the offset of the legal time it falls in."""
    return formats.local(moment).isoformat(timespec="seconds")
