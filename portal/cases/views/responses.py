"""What a citizen says to an answer: satisfied, which closes the case after one question, or a review with a reason."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal import rates
from portal.workdays.arithmetic import local_day

from ..forms import ReviewForm
from ..models import Case
from ..models.case import ForbiddenMove
from ..services import responses
from . import tracking
from .citizen import reference_of, sent_form, token_of, with_case


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def accept(request, case):
    """Ask first, for there is no review afterwards; then close the case."""
    at = timezone.now()
    if request.method != "POST" and responses.may_accept(case, on=local_day(at)):
        return render(request, "cases/accept.html", {"case": case})
    try:
        if request.method != "POST":
            raise ForbiddenMove(case, case.state, case.state)
        responses.accept(case, at=at)
        messages.success(request, _("Thank you for telling us. The case is closed."))
    except ForbiddenMove:
        _tell_where_it_stands(request, case)
    return redirect("cases:case", case.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
@rates.limited("reply", target=reference_of)
def review(request, case):
    """Ask for a review; a second press finds the first one."""
    if request.method != "POST":
        return redirect("cases:case", case.reference)
    at, token = timezone.now(), token_of(request.POST)
    if not responses.may_ask_review(case, on=local_day(at)):
        _tell_where_it_stands(request, case)
        return redirect("cases:case", case.reference)
    form = sent_form(request, case, ReviewForm, token, at, answered=not case.is_open)
    if not form.is_valid():
        return tracking.show(request, case, at=at, review=form)
    try:
        responses.ask_review(case, at=at, text=form.cleaned_data["text"], token=token)
        messages.success(request, _("Your request for a review has reached us. The new answer date stands below."))
    except ForbiddenMove:
        _tell_where_it_stands(request, case)
    return redirect("cases:case", case.reference)


def _tell_where_it_stands(request, case):
    now = Case.objects.get(pk=case.pk)
    if now.is_under_review:
        messages.success(request, _("Your request for a review has reached us. The new answer date stands below."))
    elif now.satisfied:
        messages.success(request, _("You told us that the answer satisfies you: the case is closed."))
    elif now.review_asked_at:
        messages.error(request, _("A review was made already: there is one only. What you can do next stands below."))
    else:
        messages.error(request, _("The days to say a word about this answer are over."))
