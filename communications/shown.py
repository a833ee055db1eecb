"""An item as pages, feeds and papers show it: in the reader's language, or in the one there is, which is said."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import formats, localized

from . import markdown
from .states.alerts import ALERT, ALERT_DRAWINGS, AlertKind
from .states.consultations import CONSULTATION, CONSULTATION_DRAWINGS, ConsultationKind
from .states.decisions import DECISION, DECISION_DRAWINGS, DecisionKind
from .states.items import (
    ANNOUNCEMENT,
    DRAWINGS,
    EVENT,
    EVENT_DRAWINGS,
    LANGUAGES,
    EventKind,
    FileRole,
    Kind,
    Scope,
)
from .states.library import DOCUMENT, DOCUMENT_DRAWINGS, DocumentKind


@dataclass(frozen=True)
class Shown:
    """`language`: the one that these words are in; `foreign`: it is not that of the page."""

    pk: int
    url: str
    title: str
    summary: str
    language: str
    foreign: bool
    kind: str
    icon: str
    publish_at: object
    changed_at: object
    expires_at: object
    pinned: bool
    places: list = field(default_factory=list)


def in_line(item):
    """An item for a list."""
    language = best_language(item)
    return Shown(
        pk=item.pk,
        url=reverse("communications:item_show", args=[item.pk]),
        title=getattr(item, f"title_{language}"),
        summary=getattr(item, f"summary_{language}") or "",
        language=language,
        foreign=language != get_language(),
        kind=kind_of(item),
        icon=icon_of(item),
        publish_at=item.publish_at,
        changed_at=item.changed_at,
        expires_at=item.expires_at,
        pinned=item.pinned,
        places=[] if item.everywhere else [str(district) for district in item.districts.all()],
    )


def best_language(item):
    """The language of the page where the item is whole in it, else the other one."""
    wanted = get_language()
    return wanted if wanted in item.languages else next(iter(item.languages), LANGUAGES[0])


KINDS: dict[str, tuple[type, dict]] = {
    ANNOUNCEMENT: (Kind, DRAWINGS),
    EVENT: (EventKind, EVENT_DRAWINGS),
    ALERT: (AlertKind, ALERT_DRAWINGS),
    DECISION: (DecisionKind, DECISION_DRAWINGS),
    DOCUMENT: (DocumentKind, DOCUMENT_DRAWINGS),
    CONSULTATION: (ConsultationKind, CONSULTATION_DRAWINGS),
}


def kind_of(item):
    label = str(KINDS[item.model][0](item.kind).label)
    return _("alert: %(danger)s") % {"danger": label} if item.model == ALERT else label


def icon_of(item):
    return KINDS[item.model][1].get(item.kind, "megaphone")


@dataclass(frozen=True)
class EventLine:
    """An event for a list: its line, and when and where it takes place."""

    line: Shown
    first_day: date
    starts_at: datetime
    when: str
    place: str
    online: bool
    cancelled: bool


def of_event(event):
    return EventLine(
        line=in_line(event),
        first_day=event.first_day,
        starts_at=event.starts_at,
        when=event.when(get_language()),
        place=localized.text(event, "place"),
        online=bool(event.online_url),
        cancelled=event.cancelled_at is not None,
    )


def of_alert(alert, at):
    """What the page of an alert says beside its words: how severe, until when, and all that was said of it."""
    messages = list(alert.messages.order_by("-number"))
    language = best_language(alert)
    said = [
        {"type": row.get_type_display(), "at": row.at, "text": getattr(row, f"summary_{language}")} for row in messages
    ]
    return {
        "in_force": not alert.number or alert.is_in_force(at),
        "last_words": said[0]["text"] if alert.ended_at else "",
        "severity": alert.get_severity_display(),
        "urgency": alert.get_urgency_display(),
        "certainty": alert.get_certainty_display(),
        "until": alert.ended_at or alert.lapses_at,
        "messages": said,
    }


def programme(event):
    """[(day, its entries, each with its `parts`)] of an event, in the reader's language."""
    files: dict[int, list] = {}
    for file in event.files.all():
        files.setdefault(file.entry_id, []).append(file)
    entries, parts = list(event.programme.all()), {}
    for entry in entries:
        entry.documents = [_entry_of(event, file) for file in files.get(entry.pk, ())]
        parts.setdefault(entry.parent_id, []).append(entry)
    for entry in entries:
        entry.below = parts.get(entry.pk, [])
    return [(on, list(rows)) for on, rows in groupby(parts.get(None, ()), key=lambda entry: entry.on)]


def body(item):
    """The text as HTML, in the language that `in_line` chose."""
    return markdown.html(getattr(item, f"body_{best_language(item)}"))


def contact(item):
    language = get_language()
    said = getattr(item, f"contact_{language}") or item.contact_ar or item.contact_fr
    return [formats.phones(str(part), language) for part in (item.department, said) if part]


SPOKEN = {FileRole.RECORDING: "recordings", FileRole.SIGNED: "signed"}  # one in each language


def files(item, *, name="communications:item_file"):
    """{"picture", "recordings", "signed", "attachments"} of an item, each with its address; the reader's first."""
    language = get_language()
    found: dict[str, Any] = {"picture": None, **{name: [] for name in (*SPOKEN.values(), "attachments")}}
    for file in item.files.all():
        if file.role in (FileRole.PROOF, FileRole.DOCUMENT) or file.entry_id:
            continue
        entry = _entry_of(item, file, name)
        if file.role == FileRole.PICTURE:
            found["picture"] = entry
        else:
            found[SPOKEN.get(file.role, "attachments")].append(entry)
    for name in SPOKEN.values():
        found[name].sort(key=lambda entry: entry["language"] != language)
    return found


def _entry_of(item, file, name="communications:item_file"):
    return {
        "file": file,
        "url": reverse(name, args=[item.pk, file.key]),
        "name": (file.role == FileRole.ATTACHMENT and file.words) or file.name,
        "size": file.size,
        "pages": file.pages,
        "role": file.get_role_display(),
        "is_named": file.role in (FileRole.AGENDA, FileRole.MINUTES),
        "language": file.language,
        "words": file.words,
        "content_type": file.content_type,
    }


def apology(shown):
    """What is said above words that are not in the reader's language."""
    if not shown.foreign:
        return ""
    return _("This is urgent and went out in one language; the other one follows.")


FOLLOWED = ("theme", "district", "department", "item", "topic")


def followed(subscription):
    """What somebody follows, in words: "a theme: works"; "published complaints: lighting, Hay Al Manar"."""
    label = str(Scope(subscription.scope).label)
    named = formats.listing([str(row) for row in subscription.named], get_language())
    return _("%(what)s: %(named)s") % {"what": label, "named": named} if named else label
