"""Events: writing and changing them, their programme, and what happens when one does not take place."""

from django.db import transaction
from django.db.models import Max

from ..models import Event, ProgrammeEntry
from ..states.items import MINUTES, FileRole, Happening, Status
from . import attending, changes, editing, files, sessions
from .errors import NotPossible

# What a calendar shows: a change of it is a new version of the entry (RFC 5545, SEQUENCE)
TIMED = ("starts_at", "ends_at", "all_day", "place_ar", "place_fr", "online_url")


@transaction.atomic
def begin(commune, *, by, at, **fields):
    """A draft of an event; a session owes its call and its minutes from now on."""
    event = editing.begin(commune, child=Event, by=by, at=at, **fields)
    sessions.owe(event, by=by, at=at)
    return event


@transaction.atomic
def change(event, *, by, at, **fields):
    """Change an event. Raise editing.Incomplete for a public one that would lack something."""
    was = Event.objects.get(pk=event.pk)
    moved = any(name in fields and fields[name] != getattr(was, name) for name in TIMED)
    if moved and was.status == Status.PUBLISHED:
        fields["sequence"] = was.sequence + 1
    editing.change(event, by=by, at=at, **fields)
    sessions.owe(event, by=by, at=at)
    if "sequence" in fields:
        changes.tell(event, at=at)
    if event.takes_registrations and was.status == Status.PUBLISHED:
        attending.fill(Event.objects.select_for_update().get(pk=event.pk), at=at)
    return event


@transaction.atomic
def cancel(event, *, by, at, cancellation_ar, cancellation_fr):
    """It does not take place: its page and its calendar entry say so. Raise NotPossible when that was said already."""
    mine = Event.objects.select_for_update().filter(pk=event.pk, cancelled_at=None)
    if not mine.exists():
        raise NotPossible(event)
    event.cancelled_at, event.sequence, event.changed_at = at, mine.get().sequence + 1, at
    event.cancellation_ar, event.cancellation_fr = cancellation_ar, cancellation_fr
    said = editing.columns(["cancellation_ar", "cancellation_fr"])
    event.save(update_fields=[*said, "cancelled_at", "sequence", "changed_at"])
    sessions.fall_away(event, by=by, at=at, reason="cancelled")
    changes.tell(event, at=at)
    event.record(Happening.CANCELLED, by=by, at=at, note=(cancellation_fr or cancellation_ar)[:250])


@transaction.atomic
def add_entry(event, *, by, at, **fields):
    """A line at the end of its day."""
    last = event.programme.filter(on=fields["on"]).aggregate(last=Max("position"))["last"] or 0
    entry = ProgrammeEntry.objects.create(event=event, position=last + 1, **fields)
    _changed(event, by, at)
    return entry


@transaction.atomic
def change_entry(entry, *, by, at, **fields):
    for name, value in fields.items():
        setattr(entry, name, value)
    entry.save()
    _changed(entry.event, by, at)


@transaction.atomic
def remove_entry(entry, *, by, at):
    """Take a line away with its parts; documents of them stay with the event."""
    entry.delete()
    _changed(entry.event, by, at)


def _changed(event, by, at):
    Event.objects.filter(pk=event.pk).update(changed_at=at)
    event.changed_at = at
    event.record(Happening.CHANGED, by=by, at=at)


@transaction.atomic
def attach(event, *, token, role, by, at, language="", entry=None):
    """Keep checked files of an event; minutes that come in are what was owed."""
    count = files.attach(event, token=token, role=role, language=language, at=at)
    if entry and count:
        newest = event.files.order_by("-pk").values_list("pk", flat=True)[:count]
        event.files.filter(pk__in=list(newest)).update(entry=entry)
    if role == FileRole.MINUTES and count:
        sessions.met(event, MINUTES, by=by, at=at)
    return count
