"""Events in the backoffice: one form for time, place and words, a programme line by line, and cancelling."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.backoffice import context

from ..forms.events import CancelForm, EntryForm, EventForm
from ..models import Event
from ..services import scheduling, sessions
from ..states.items import CALL
from .held import attach, hold
from .writing import BOTH, Writing, for_publishers


class EventWriting(Writing):
    MODEL, FORM = Event, EventForm
    TEMPLATE = "communications/event_edit.html"

    def first(self, request, at):
        return {"kind": "public", "everywhere": True}

    def begin(self, commune, form, *, by, at):
        return scheduling.begin(commune, by=by, at=at, **form.given())

    def change(self, form, event, *, by, at):
        scheduling.change(event, by=by, at=at, **form.given())

    def beside(self, event, at):
        owed = list(sessions.owed(event).select_related("rule").order_by("due_at"))
        return {
            "programme": event.programme.select_related("parent"),
            "cancel_form": CancelForm(),
            "taken": list(event.decisions.order_by("decided_on", "pk")),
            "owed": owed,
            "may_call": any(deadline.rule.kind == CALL for deadline in owed),
        }


EVENTS = EventWriting()


@require_POST
@for_publishers
def event_called(request, pk):
    """The members of the council were called to this session."""
    event = EVENTS.here(request, pk)
    if sessions.met(event, CALL, by=request.user, at=timezone.now()):
        messages.success(request, _("It is noted: the members were called."))
    return HttpResponseRedirect(reverse("backoffice:event_edit", args=[pk]))


@require_http_methods(BOTH)
@for_publishers
def entry_add(request, pk):
    event, at = EVENTS.here(request, pk), timezone.now()
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
    event, at = EVENTS.here(request, pk), timezone.now()
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
