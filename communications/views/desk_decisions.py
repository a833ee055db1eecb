"""The register of decisions in the backoffice: one form, what is owed for it, and what it promises."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.backoffice import context
from portal.cases.fields import row_number

from ..forms.decisions import CommitmentForm, DecisionForm, ReportForm, first_decided
from ..models import Decision, Event
from ..services import owing, promising, registering
from ..services.errors import NotPossible
from ..states.decisions import DECISION
from .held import change_with_files
from .writing import BOTH, Writing, for_publishers


class DecisionWriting(Writing):
    MODEL, FORM = Decision, DecisionForm
    TEMPLATE = "communications/decision_edit.html"
    STOPS = (registering.Taken,)

    def first(self, request, at):
        """`?session=`: the session at which it was taken."""
        session = Event.objects.of(request.commune).filter(pk=row_number(request.GET.get("session", ""))).first()
        first = {"kind": "delib", "organ": "council", "everywhere": True}
        return first | ({"session": session.pk, "decided_on": session.first_day} if session else {})

    def kept_values(self, decision):
        return first_decided(decision)

    def begin(self, commune, form, *, by, at):
        return registering.begin(commune, by=by, at=at, **form.given())

    def change(self, form, decision, *, by, at):
        change_with_files(form, decision, registering.change, by=by, at=at)

    def say(self, form, stopped):
        form.say_taken()

    def beside(self, decision, at):
        return {
            "owed": list(owing.owed(DECISION, decision.pk).select_related("rule")),
            "commitments": list(decision.commitments.select_related("department")),
        }


DECISIONS = DecisionWriting()


@require_http_methods(BOTH)
@for_publishers
def commitment_add(request, pk):
    decision = DECISIONS.here(request, pk)
    form = CommitmentForm(request.POST or None, decision=decision)
    if request.method == "POST" and form.is_valid():
        promising.promise(decision, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("It is noted what this decision promises."))
        return _to_commitments(decision)
    return context.show(request, "communications/commitment_edit.html", {"item": decision, "form": form})


@require_http_methods(BOTH)
@for_publishers
def commitment_edit(request, pk, number):
    """What was reported of a commitment, and a form for what comes next; `remove` takes it back."""
    decision, at = DECISIONS.here(request, pk), timezone.now()
    commitment = get_object_or_404(decision.commitments.select_related("decision", "department"), pk=number)
    if "remove" in request.POST:
        return _take_back(request, commitment, at)
    form = ReportForm(request.POST or None, commitment=commitment, initial={"progress": commitment.progress})
    if request.method == "POST" and form.is_valid():
        try:
            promising.report(commitment, by=request.user, at=at, **form.cleaned_data)
        except NotPossible:
            messages.error(request, _("This commitment has ended: somebody was faster."))
        else:
            messages.success(request, _("The report is kept, and stands on the page of the decision."))
        return _to_commitments(decision)
    steps = list(commitment.steps.select_related("by").order_by("-pk"))
    shown = {"item": decision, "commitment": commitment, "form": form, "steps": steps}
    return context.show(request, "communications/commitment_edit.html", shown)


def _take_back(request, commitment, at):
    try:
        promising.take_back(commitment, by=request.user, at=at)
    except NotPossible:
        messages.error(request, _("Something was reported of it already: it stays."))
    else:
        messages.success(request, _("The commitment was taken back."))
    return _to_commitments(commitment.decision)


def _to_commitments(decision):
    return HttpResponseRedirect(reverse("backoffice:decision_edit", args=[decision.pk]) + "#h-commitments")
