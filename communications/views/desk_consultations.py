"""Public consultations in the backoffice: writing one, reading what people said, and publishing what came of it."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.backoffice import context
from portal.cases.fields import row_number
from portal.headers import using

from ..forms.consultations import ConsultationForm, HideForm, OutcomeForm
from ..forms.items import first_values
from ..models import PublicConsultation
from ..services import consulting, editing, owing
from ..services.errors import NotPossible
from ..states.consultations import CONSULTATION, ConsultationKind, Reading
from .desk import BOTH, for_publishers, keep_along, page_of, say_at_fields, standing_of
from .held import hold


@require_http_methods(BOTH)
@for_publishers
@using("microphone")
def consultation_add(request):
    at = timezone.now()
    if request.method != "POST":
        return show(request, ConsultationForm(commune=request.commune, initial={"everywhere": True}))
    form = hold(request, ConsultationForm(request.POST, commune=request.commune), at=at)
    if not form.is_valid():
        return show(request, form)
    given = {**form.given(), "kind": ConsultationKind.CONSULTATION}
    return keep_along(request, form, consulting.begin(request.commune, by=request.user, at=at, **given), at)


@require_http_methods(BOTH)
@for_publishers
@using("microphone")
def consultation_edit(request, pk):
    consultation, at = consultation_here(request, pk), timezone.now()
    if request.method != "POST":
        return show(request, form_of(request, consultation), consultation)
    form = hold(request, ConsultationForm(request.POST, commune=request.commune, item=consultation), at=at)
    if not form.is_valid():
        return show(request, form, consultation)
    try:
        consulting.change(consultation, by=request.user, at=at, **form.given())
    except editing.Incomplete as lacks:
        say_at_fields(form, lacks)
        return show(request, form, consultation_here(request, pk))
    except NotPossible:
        form.add_error(None, _("This consultation is concluded: it stays as it is."))
        return show(request, form, consultation_here(request, pk))
    return keep_along(request, form, consultation, at)


def form_of(request, consultation):
    """The form of a consultation as it is kept."""
    first = first_values(consultation, ConsultationForm)
    return ConsultationForm(commune=request.commune, item=consultation, initial=first)


def show(request, form, consultation=None, **bound):
    """The page on which a consultation is written; `bound`: one of its small forms, as it comes back."""
    at = timezone.now()
    shown = {"form": form, "item": consultation, "at": at}
    if consultation:
        shown |= standing_of(consultation, at) | {
            "owed": list(owing.owed(CONSULTATION, consultation.pk).select_related("rule")),
            "stage": consultation.stage(at),
            "many": consultation.contributions.count(),
            "unread": consultation.contributions.filter(reading=Reading.RECEIVED).count(),
            "outcome_form": OutcomeForm(item=consultation),
            **bound,
        }
    return context.show(request, "communications/consultation_edit.html", shown)


@require_http_methods(BOTH)
@for_publishers
def consultation_conclude(request, pk):
    consultation, at = consultation_here(request, pk), timezone.now()
    if request.method != "POST":
        return HttpResponseRedirect(page_of(consultation))
    form = OutcomeForm(request.POST, item=consultation)
    if form.is_valid():
        try:
            consulting.conclude(consultation, by=request.user, at=at, **form.cleaned_data)
        except NotPossible:
            form.add_error(None, _("It is still open, or was concluded already."))
    if form.errors:
        current = consultation_here(request, pk)
        return show(request, form_of(request, current), current, outcome_form=form)
    messages.success(request, _("The outcome is public, and those who took part are told."))
    return HttpResponseRedirect(page_of(consultation))


@require_http_methods(BOTH)
@for_publishers
def contribution_list(request, pk):
    """What people said, the newest first; POST shows one to everybody, or hides it for a reason."""
    consultation, at = consultation_here(request, pk), timezone.now()
    form = HideForm(request.POST if "hide" in request.POST else None)
    if request.method == "POST":
        number = row_number(request.POST.get("show") or request.POST.get("hide") or "")
        row = get_object_or_404(consultation.contributions, pk=number)
        if "show" in request.POST:
            consulting.show(row, by=request.user, at=at)
            return HttpResponseRedirect(f"{request.path}#c{row.pk}")
        if form.is_valid():
            consulting.hide(row, by=request.user, at=at, **form.cleaned_data)
            return HttpResponseRedirect(f"{request.path}#c{row.pk}")
    rows = list(consultation.contributions.select_related("read_by"))
    shown = {"item": consultation, "rows": rows, "form": form, "asked": request.POST.get("hide", "")}
    return context.show(request, "communications/contributions.html", shown)


def consultation_here(request, pk):
    """A consultation of this commune. Raise Http404."""
    rows = PublicConsultation.objects.of(request.commune).select_related("department", "commune")
    return get_object_or_404(rows, pk=pk)
