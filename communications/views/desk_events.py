"""Events in the backoffice: one form for time, place and words, a programme line by line, and cancelling."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.backoffice import context
from portal.headers import using

from ..forms.events import CancelForm, EntryForm, EventForm
from ..forms.items import first_values
from ..models import Event
from ..services import editing, scheduling, sessions
from ..states.items import CALL
from .desk import BOTH, for_publishers, keep_along, say_at_fields, standing_of
from .held import attach, hold


@require_http_methods(BOTH)
@for_publishers
@using("microphone")
def event_add(request):
    at = timezone.now()
    if request.method != "POST":
        return show(request, EventForm(commune=request.commune, initial={"kind": "public", "everywhere": True}))
    form = hold(request, EventForm(request.POST, commune=request.commune), at=at)
    if not form.is_valid():
        return show(request, form)
    event = scheduling.begin(request.commune, by=request.user, at=at, **form.given())
    return keep_along(request, form, event, at)


@require_http_methods(BOTH)
@for_publishers
@using("microphone")
def event_edit(request, pk):
    event, at = event_here(request, pk), timezone.now()
    if request.method != "POST":
        return show(request, form_of(request, event), event)
    form = hold(request, EventForm(request.POST, commune=request.commune, item=event), at=at)
    if not form.is_valid():
        return show(request, form, event)
    try:
        scheduling.change(event, by=request.user, at=at, **form.given())
    except editing.Incomplete as lacks:
        say_at_fields(form, lacks)
        return show(request, form, event_here(request, pk))
    return keep_along(request, form, event, at)


def form_of(request, event):
    """The form of an event as it is kept."""
    return EventForm(commune=request.commune, item=event, initial=first_values(event, EventForm))


def show(request, form, event=None, **bound):
    """The page on which an event is written; `bound`: one of its small forms, as it comes back."""
    at = timezone.now()
    shown = {"form": form, "item": event, "at": at}
    if event:
        owed = sessions.owed(event).select_related("rule").order_by("due_at")
        shown |= standing_of(event, at) | {
            "programme": event.programme.select_related("parent"),
            "cancel_form": CancelForm(),
            "taken": list(event.decisions.order_by("decided_on", "pk")),
            "owed": list(owed),
            "may_call": any(deadline.rule.kind == CALL for deadline in owed),
            **bound,
        }
    return context.show(request, "communications/event_edit.html", shown)


@require_POST
@for_publishers
def event_called(request, pk):
    """The members of the council were called to this session."""
    event = event_here(request, pk)
    if sessions.met(event, CALL, by=request.user, at=timezone.now()):
        messages.success(request, _("It is noted: the members were called."))
    return HttpResponseRedirect(reverse("backoffice:event_edit", args=[pk]))


@require_http_methods(BOTH)
@for_publishers
def entry_add(request, pk):
    event, at = event_here(request, pk), timezone.now()
    if request.method != "POST":
        return _entry_form(request, event, EntryForm(event=event, initial={"on": event.first_day}))
    form = hold(request, EntryForm(request.POST, event=event), at=at)
    if not form.is_valid():
        return _entry_form(request, event, form)
    entry = scheduling.add_entry(event, by=request.user, at=at, **form.given())
    attach(form, event, by=request.user, at=at, entry=entry)
    return _to_programme(request, event)


@require_http_methods(BOTH)
@for_publishers
def entry_edit(request, pk, number):
    event, at = event_here(request, pk), timezone.now()
    entry = get_object_or_404(event.programme, pk=number)
    if "remove" in request.POST:
        scheduling.remove_entry(entry, by=request.user, at=at)
        return _to_programme(request, event)
    if request.method != "POST":
        initial = {name: getattr(entry, name) for name in EntryForm.base_fields if hasattr(entry, name)}
        form = EntryForm(event=event, entry=entry, initial=initial | {"parent": entry.parent_id})
        return _entry_form(request, event, form, entry)
    form = hold(request, EntryForm(request.POST, event=event, entry=entry), at=at)
    if not form.is_valid():
        return _entry_form(request, event, form, entry)
    scheduling.change_entry(entry, by=request.user, at=at, **form.given())
    attach(form, event, by=request.user, at=at, entry=entry)
    return _to_programme(request, event)


def _entry_form(request, event, form, entry=None):
    return context.show(request, "communications/entry_edit.html", {"item": event, "form": form, "entry": entry})


def _to_programme(request, event):
    messages.success(request, _("The programme is kept."))
    return HttpResponseRedirect(reverse("backoffice:event_edit", args=[event.pk]) + "#h-programme")


def event_here(request, pk):
    """An event of this commune. Raise Http404."""
    return get_object_or_404(Event.objects.of(request.commune).select_related("department"), pk=pk)
