"""Events in the backoffice: one form for time, place and words, a programme line by line, and cancelling."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal import rates
from portal.backoffice import context
from portal.headers import using

from ..forms import first_values
from ..forms_events import ROLES, CancelForm, EntryForm, EventForm
from ..models import Event
from ..services import editing, files, scheduling, sessions
from ..services.errors import NotPossible
from ..states import CALL, FileRole
from .desk import BOTH, for_publishers, keep_along, standing_of

BESIDE = {"contact": "department", "where": "online_url"}  # the field at which a lack without a language is said


@require_http_methods(BOTH)
@for_publishers
@using("microphone")
def event_add(request):
    if request.method != "POST":
        return _form(request, EventForm(commune=request.commune, initial={"kind": "public", "everywhere": True}))
    form = EventForm(request.POST, commune=request.commune)
    if not form.is_valid():
        return _form(request, form)
    at = timezone.now()
    event = scheduling.begin(request.commune, by=request.user, at=at, **form.given())
    return _kept(request, form, event, at)


@require_http_methods(BOTH)
@for_publishers
@using("microphone")
def event_edit(request, pk):
    event, at = event_here(request, pk), timezone.now()
    if request.method != "POST":
        form = EventForm(commune=request.commune, item=event, initial=first_values(event, EventForm))
        return _form(request, form, event)
    form = EventForm(request.POST, commune=request.commune, item=event)
    if not form.is_valid():
        return _form(request, form, event)
    try:
        scheduling.change(event, by=request.user, at=at, **form.given())
    except editing.Incomplete as lacks:
        for one in lacks.missing:
            name = f"{one.field}_{one.language}" if one.language else BESIDE[one.field]
            form.add_error(name if name in form.fields else None, _("This is public: it cannot be left empty."))
        return _form(request, form, event_here(request, pk))
    return _kept(request, form, event, at)


def _kept(request, form, event, at):
    keep_along(request, form, event, at)
    for name, role in ROLES.items():
        _attach(request, event, name, role, at)
    return HttpResponseRedirect(reverse("backoffice:event_edit", args=[event.pk]))


def _attach(request, event, name, role, at, entry=None):
    given = request.FILES.getlist(name)
    if not given:
        return
    wait = rates.spend(request, "upload")
    token, refused = (None, [wait.sentence]) if wait else files.receive(request.commune, files=given, at=at)
    for sentence in refused:
        messages.error(request, sentence)
    if token:
        scheduling.attach(event, token=token, role=role, by=request.user, at=at, entry=entry)


def _form(request, form, event=None):
    at = timezone.now()
    shown = {"form": form, "item": event, "at": at}
    if event:
        owed = sessions.owed(event).select_related("rule").order_by("due_at")
        shown |= standing_of(event, at) | {
            "programme": event.programme.select_related("parent"),
            "cancel_form": CancelForm(),
            "owed": list(owed),
            "may_call": any(deadline.rule.kind == CALL for deadline in owed),
        }
    return context.show(request, "communications/event_edit.html", shown)


@require_POST
@for_publishers
def event_cancel(request, pk):
    event = event_here(request, pk)
    form = CancelForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say in both languages why it is cancelled: people read it."))
    else:
        try:
            scheduling.cancel(event, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("It is cancelled: its page and all calendars say so."))
        except NotPossible:
            messages.error(request, _("It was cancelled already."))
    return HttpResponseRedirect(reverse("backoffice:event_edit", args=[pk]))


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
    form = EntryForm(request.POST or None, event=event, initial={"on": event.first_day})
    if request.method != "POST" or not form.is_valid():
        return _entry_form(request, event, form)
    entry = scheduling.add_entry(event, by=request.user, at=at, **form.given())
    _attach(request, event, "documents", FileRole.ATTACHMENT, at, entry=entry)
    return _to_programme(request, event)


@require_http_methods(BOTH)
@for_publishers
def entry_edit(request, pk, number):
    event, at = event_here(request, pk), timezone.now()
    entry = get_object_or_404(event.programme, pk=number)
    if "remove" in request.POST:
        scheduling.remove_entry(entry, by=request.user, at=at)
        return _to_programme(request, event)
    initial = {name: getattr(entry, name) for name in EntryForm.base_fields if hasattr(entry, name)}
    form = EntryForm(request.POST or None, event=event, entry=entry, initial=initial | {"parent": entry.parent_id})
    if request.method != "POST" or not form.is_valid():
        return _entry_form(request, event, form, entry)
    scheduling.change_entry(entry, by=request.user, at=at, **form.given())
    _attach(request, event, "documents", FileRole.ATTACHMENT, at, entry=entry)
    return _to_programme(request, event)


def _entry_form(request, event, form, entry=None):
    return context.show(request, "communications/entry_edit.html", {"item": event, "form": form, "entry": entry})


def _to_programme(request, event):
    messages.success(request, _("The programme is kept."))
    return HttpResponseRedirect(reverse("backoffice:event_edit", args=[event.pk]) + "#h-programme")


def event_here(request, pk):
    """An event of this commune. Raise Http404."""
    return get_object_or_404(Event.objects.of(request.commune).select_related("department"), pk=pk)
