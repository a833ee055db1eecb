"""Public consultations in the backoffice: writing one, reading what people said, and publishing what came of it."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.backoffice import context
from portal.cases.fields import row_number

from ..forms.consultations import ConsultationForm, HideForm, OutcomeForm
from ..models import PublicConsultation
from ..services import consulting, owing
from ..services.errors import NotPossible
from ..states.consultations import CONSULTATION, ConsultationKind, Reading
from .writing import BOTH, Writing, for_publishers, page_of


class ConsultationWriting(Writing):
    MODEL, FORM = PublicConsultation, ConsultationForm
    TEMPLATE = "communications/consultation_edit.html"
    STOPS = (NotPossible,)

    def begin(self, commune, form, *, by, at):
        return consulting.begin(commune, by=by, at=at, **{**form.given(), "kind": ConsultationKind.CONSULTATION})

    def change(self, form, consultation, *, by, at):
        consulting.change(consultation, by=by, at=at, **form.given())

    def say(self, form, stopped):
        form.add_error(None, _("This consultation is concluded: it stays as it is."))

    def beside(self, consultation, at):
        return {
            "owed": list(owing.owed(CONSULTATION, consultation.pk).select_related("rule")),
            "stage": consultation.stage(at),
            "many": consultation.contributions.count(),
            "unread": consultation.contributions.filter(reading=Reading.RECEIVED).count(),
            "outcome_form": OutcomeForm(item=consultation),
        }


CONSULTATIONS = ConsultationWriting()


@require_http_methods(BOTH)
@for_publishers
def consultation_conclude(request, pk):
    consultation, at = CONSULTATIONS.here(request, pk), timezone.now()
    if request.method != "POST":
        return HttpResponseRedirect(page_of(consultation))
    form = OutcomeForm(request.POST, item=consultation)
    if form.is_valid():
        try:
            consulting.conclude(consultation, by=request.user, at=at, **form.cleaned_data)
        except NotPossible:
            form.add_error(None, _("It is still open, or was concluded already."))
    if form.errors:
        current = CONSULTATIONS.here(request, pk)
        return CONSULTATIONS.show(request, CONSULTATIONS.form_of(request, current), current, outcome_form=form)
    messages.success(request, _("The outcome is public, and those who took part are told."))
    return HttpResponseRedirect(page_of(consultation))


@require_http_methods(BOTH)
@for_publishers
def contribution_list(request, pk):
    """What people said, the newest first; POST shows one to everybody, or hides it for a reason."""
    consultation, at = CONSULTATIONS.here(request, pk), timezone.now()
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
