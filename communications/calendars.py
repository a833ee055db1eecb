"""Events as calendar files (RFC 5545), in the active language. Moments are written in UTC, whole days as dates: no
program needs to know the legal time of Morocco, of which many still know an older one."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as Entry

from portal import localized

from . import markdown, shown

PRODUCT = "-//Jamaati//news//AR FR"
REFRESH = timedelta(hours=6)


def file_of(events, *, name, address):
    """The bytes of a calendar of events; `address(path)` makes an address of the portal absolute."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(_entry(event, address))
    return calendar.to_ical()


def uid(event):
    """The same for ever, in every file and language."""
    return f"event-{event.pk}.{event.commune_id}@jamaati"


def _entry(event, address):
    language, entry = shown.best_language(event), Entry()
    entry.add("uid", uid(event))
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.changed_at)
    entry.add("last-modified", event.changed_at)
    for name, value in _span(event):
        entry.add(name, value)
    entry.add("summary", getattr(event, f"title_{language}"), parameters={"LANGUAGE": language})
    entry.add("description", _description(event, language))
    place = localized.text(event, "place") or event.online_url
    if place:
        entry.add("location", place)
    page = address(reverse("communications:item_show", args=[event.pk]))
    entry.add("url", page)
    entry.add("categories", [shown.kind_of(event)])
    entry.add("status", "CANCELLED" if event.cancelled_at else "CONFIRMED")
    return entry


def _span(event):
    if event.all_day:
        return [("dtstart", event.first_day), ("dtend", event.last_day + timedelta(days=1))]
    return [("dtstart", event.starts_at), ("dtend", event.ends_at)]


def _description(event, language):
    words = [getattr(event, f"summary_{language}"), markdown.plain(getattr(event, f"body_{language}"))]
    if event.cancelled_at:
        words.insert(0, _("Cancelled: %(why)s") % {"why": localized.text(event, "cancellation")})
    if event.online_url:
        words.append(event.online_url)
    return "\n\n".join(filter(None, words))


def name_of(commune):
    return _("Calendar – %(commune)s") % {"commune": commune.name}
