"""What search engines read of an item (schema.org, JSON-LD), in the active language."""

import json
from datetime import timedelta

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from portal import formats, localized

from . import markdown
from .states.alerts import ALERT
from .states.decisions import DECISION
from .states.items import EVENT

SECOND = timedelta(seconds=1)
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def script(data):
    """A data block: no browser runs it, and nothing in it can end it."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  (escaped above)


def of(item, line, *, commune, address, picture=""):
    """The data of an item; `line`: its shown.Shown; `address(path)` makes addresses absolute."""
    office = {"@type": "GovernmentOffice", "name": commune.name, "url": address("/")}
    made = {EVENT: _of_event, ALERT: _of_alert, DECISION: _of_decision}.get(item.model, _of_news)
    data = made(item, line, office) | {
        "@context": "https://schema.org",
        "url": address(line.url),
        "inLanguage": line.language,
    }
    return data | ({"image": [address(picture)]} if picture else {})


def _of_news(item, line, office):
    return {
        "@type": "NewsArticle",
        "headline": line.title[:110],
        "description": line.summary,
        "articleBody": markdown.plain(getattr(item, f"body_{line.language}")),
        "datePublished": moment(line.publish_at),
        "dateModified": moment(max(line.changed_at, line.publish_at)),
        "author": office,
        "publisher": office,
    }


def _of_event(event, line, office):
    data = {
        "@type": "Event",
        "name": line.title,
        "description": line.summary,
        "startDate": moment(event.starts_at),
        "endDate": moment(event.ends_at - SECOND if event.all_day else event.ends_at),
        "eventStatus": f"https://schema.org/{'EventCancelled' if event.cancelled_at else 'EventScheduled'}",
        "eventAttendanceMode": f"https://schema.org/{_mode(event)}EventAttendanceMode",
        "organizer": {"@type": "Organization", "name": localized.text(event, "organisers")}
        if _organised(event)
        else office,
    }
    places = []
    if localized.text(event, "place"):
        places.append(
            {"@type": "Place", "name": localized.text(event, "place"), "address": localized.text(event, "place")}
        )
    if event.online_url:
        places.append({"@type": "VirtualLocation", "url": event.online_url})
    return data | {"location": places[0] if len(places) == 1 else places}


def _of_alert(alert, line, office):
    """An announcement of what holds for some time, from the commune (schema.org/SpecialAnnouncement)."""
    return {
        "@type": "SpecialAnnouncement",
        "name": line.title,
        "text": f"{line.summary}\n{markdown.plain(getattr(alert, f'body_{line.language}'))}".strip(),
        "datePosted": moment(line.publish_at),
        "expires": moment(alert.ended_at or alert.lapses_at),
        "announcementLocation": office,
        "spatialCoverage": [{"@type": "AdministrativeArea", "name": place} for place in line.places]
        or {"@type": "AdministrativeArea", "name": alert.commune.name},
    }


def _of_decision(decision, line, office):
    """An act of the commune (schema.org/Legislation)."""
    return {
        "@type": "Legislation",
        "name": line.title,
        "description": line.summary,
        "legislationIdentifier": decision.number,
        "legislationType": line.kind,
        "legislationDate": decision.decided_on.isoformat(),
        "legislationPassedBy": office,
        "datePublished": moment(line.publish_at),
    }


def _organised(event):
    return bool(localized.text(event, "organisers"))


def _mode(event):
    if event.online_url:
        return "Mixed" if localized.text(event, "place") else "Online"
    return "Offline"


def moment(at):
    """A moment with the offset of the legal time it falls in."""
    return formats.local(at).isoformat(timespec="seconds")
