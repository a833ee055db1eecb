"""Public consultations as everybody sees them: the list, what people said, and saying something."""

from uuid import uuid4

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from portal import rates
from portal.headers import using
from portal.views import held

from .. import consultations, shown
from ..forms.consultations import ContributionForm
from ..models import PublicConsultation
from ..services import consulting
from ..services.errors import NotPossible
from .following import BOTH
from .items import asked_again


@asked_again
@conditional_page
@require_safe
def consultation_list(request):
    """What is open first, then what waits for its outcome, then what came of the rest."""
    listed = consultations.listed(request.commune, at=timezone.now())
    return render(request, "communications/consultation_list.html", listed)


@never_cache
@using("microphone")
@require_http_methods(BOTH)
def contribute(request, pk):
    """Say something; a second press of the button says it once."""
    at = timezone.now()
    consultation = PublicConsultation.objects.of(request.commune).public(at).filter(pk=pk).first()
    if consultation is None:
        raise Http404
    if request.method != "POST":
        return _ask(request, consultation, ContributionForm(initial={"token": uuid4()}), at)
    form = ContributionForm(request.POST)
    if not form.is_valid():
        return _ask(request, consultation, form, at)
    given = form.given()
    if wait := rates.spend(request, "contact", target=given["address"] or None):
        form.add_error(None, wait.sentence)
        return held(_ask(request, consultation, form, at), wait)
    try:
        consulting.contribute(consultation, at=at, **given)
    except NotPossible:
        return _ask(request, consultation, form, at)
    return redirect(f"{reverse('communications:contribute', args=[pk])}?said=1")


def _ask(request, consultation, form, at):
    own = {"said": "said" in request.GET and not form.is_bound, "stage": consultation.stage(at)}
    own |= {"line": shown.in_line(consultation), "closes_at": consultation.closes_at}
    return render(request, "communications/contribute.html", {"form": form, "consultation": consultation, **own})
