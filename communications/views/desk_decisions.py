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
from portal.headers import using

from ..forms.decisions import CommitmentForm, DecisionForm, ReportForm, first_decided
from ..forms.items import first_values
from ..models import Decision, Event
from ..services import editing, owing, promising, registering
from ..services.errors import NotPossible
from ..states.decisions import DECISION
from .desk import BOTH, for_publishers, keep_along, say_at_fields, standing_of
from .held import change_with_files, hold


@require_http_methods(BOTH)
@for_publishers
@using("microphone")
def decision_add(request):
    """`?session=`: the session at which it was taken."""
    at = timezone.now()
    if request.method != "POST":
        return show(request, DecisionForm(commune=request.commune, at=at, initial=_first(request)))
    form = hold(request, DecisionForm(request.POST, commune=request.commune, at=at), at=at)
    if not form.is_valid():
        return show(request, form)
    try:
        decision = registering.begin(request.commune, by=request.user, at=at, **form.given())
    except registering.Taken:
        form.say_taken()
        return show(request, form)
    return keep_along(request, form, decision, at)


def _first(request):
    session = Event.objects.of(request.commune).filter(pk=row_number(request.GET.get("session", ""))).first()
    first = {"kind": "delib", "organ": "council", "everywhere": True}
    return first | ({"session": session.pk, "decided_on": session.first_day} if session else {})


@require_http_methods(BOTH)
@for_publishers
@using("microphone")
def decision_edit(request, pk):
    decision, at = decision_here(request, pk), timezone.now()
    if request.method != "POST":
        return show(request, form_of(request, decision), decision)
    form = hold(request, DecisionForm(request.POST, commune=request.commune, item=decision, at=at), at=at)
    if not form.is_valid():
        return show(request, form, decision)
    try:
        change_with_files(form, decision, registering.change, by=request.user, at=at)
    except editing.Incomplete as lacks:
        say_at_fields(form, lacks)
        return show(request, form, decision_here(request, pk))
    except registering.Taken:
        form.say_taken()
        return show(request, form, decision_here(request, pk))
    return keep_along(request, form, decision, at)


def form_of(request, decision):
    """The form of a decision as it is kept."""
    first = first_values(decision, DecisionForm) | first_decided(decision)
    return DecisionForm(commune=request.commune, item=decision, at=timezone.now(), initial=first)


def show(request, form, decision=None, **bound):
    """The page on which a decision is entered; `bound`: one of its small forms, as it comes back."""
    at = timezone.now()
    shown = {"form": form, "item": decision, "at": at}
    if decision:
        shown |= standing_of(decision, at) | {
            "owed": list(owing.owed(DECISION, decision.pk).select_related("rule")),
            "commitments": list(decision.commitments.select_related("department")),
            **bound,
        }
    return context.show(request, "communications/decision_edit.html", shown)


@require_http_methods(BOTH)
@for_publishers
def commitment_add(request, pk):
    decision = decision_here(request, pk)
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
    decision, at = decision_here(request, pk), timezone.now()
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


def decision_here(request, pk):
    """A decision of this commune. Raise Http404."""
    return get_object_or_404(Decision.objects.of(request.commune).select_related("department", "commune"), pk=pk)
