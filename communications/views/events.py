"""The calendar: what comes, what was, and the files that calendars of telephones read."""

from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import conditional_page, require_safe

from .. import calendars, shown
from ..models import Event
from .items import asked_again

COMING, PAST, IN_FILE = 60, 30, 500


@asked_again
@conditional_page
@require_safe
def event_list(request):
    """What comes by months, the next first; and what was, the last first."""
    at = timezone.now()
    events = Event.objects.of(request.commune).public(at).prefetch_related("districts")
    coming = [shown.of_event(event) for event in events.coming(at).order_by("starts_at", "pk")[:COMING]]
    past = [shown.of_event(event) for event in events.past(at).order_by("-starts_at", "-pk")[:PAST]]
    months = [(on, list(rows)) for on, rows in groupby(coming, key=lambda row: row.first_day.replace(day=1))]
    return render(request, "communications/event_list.html", {"months": months, "past": past})


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
