"""The calendar: what comes, what was, and the files that calendars of telephones read."""

from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import conditional_page, require_safe

from .. import calendars, kept, shown
from ..models import Event
from .items import asked_again

COMING, PAST, IN_FILE = 60, 30, 500


@asked_again
@conditional_page
@require_safe
def event_list(request):
    """What comes by months, the next first; and what was, the last first."""
    at = timezone.now()
    events = Event.objects.of(request.commune).public(at)
    stamps = events.values_list("pk", "changed_at")
    coming = list(stamps.coming(at).order_by("starts_at", "pk")[:COMING])
    past = list(stamps.past(at).order_by("-starts_at", "-pk")[:PAST])
    made = kept.part("communications/_months.html", (coming, past), lambda: _months(coming, past))
    return render(request, "communications/event_list.html", {"calendar": made})


def _months(coming, past):
    found = Event.objects.prefetch_related("districts").in_bulk([pk for pk, _changed in (*coming, *past)])
    lines = {pk: shown.of_event(event) for pk, event in found.items()}
    to_come = [lines[pk] for pk, _changed in coming if pk in lines]
    months = [(on, list(rows)) for on, rows in groupby(to_come, key=lambda row: row.first_day.replace(day=1))]
    return {"months": months, "past": [lines[pk] for pk, _changed in past if pk in lines]}


@asked_again
@conditional_page
@require_safe
def calendar_file(request):
    """All events, for a calendar that asks again by itself."""
    events = Event.objects.of(request.commune).public(timezone.now()).order_by("-starts_at", "-pk")[:IN_FILE]
    name = calendars.name_of(request.commune)
    return _file(calendars.file_of(events, name=name, address=request.build_absolute_uri), "calendar.ics")


@asked_again
@conditional_page
@require_safe
def event_file(request, pk):
    event = Event.objects.of(request.commune).public(timezone.now()).filter(pk=pk).first()
    if event is None:
        raise Http404
    made = calendars.file_of([event], name=str(event), address=request.build_absolute_uri)
    return _file(made, f"event-{pk}.ics")


def _file(made, name):
    headers = {"Content-Disposition": content_disposition_header(False, name)}
    return HttpResponse(made, content_type="text/calendar; charset=utf-8", headers=headers)
