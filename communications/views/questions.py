"""Questions to the council: asking one, reading those that are public, and asking the same."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from portal import rates
from portal.cases import codes
from portal.cases.models.case import ForbiddenMove
from portal.views import too_many_requests

from .. import questions
from ..forms.questions import DeskQuestionForm, QuestionForm
from ..models import MemberQuestion
from ..services import questioning
from ..states.questions import QuestionKind, Shown
from . import asking, supporting, tabs
from .items import asked_again

ASKING = asking.Asking(
    model=MemberQuestion,
    kinds=QuestionKind,
    form=QuestionForm,
    desk_form=DeskQuestionForm,
    file=questioning.file,
    template="communications/question_file.html",
    more=lambda _request: {},
    first=lambda request: {"public": True, "to": request.GET.get("to", "")},
)


@cache_control(private=True, max_age=0)
@require_http_methods(["GET", "HEAD", "POST"])
def question_file(request):
    return asking.take(request, ASKING)


@asked_again
@require_safe
def question_list(request):
    """Public questions, the newest first; `?show=` waiting or answered."""
    rows, at = MemberQuestion.objects.shown(request.commune), timezone.now()
    context = tabs.context(request, Shown, rows.at_stage, lambda row: questions.public(row, at=at))
    return render(request, "communications/question_list.html", context)


@asked_again
@require_http_methods(["GET", "HEAD", "POST"])
def question_show(request, reference):
    """A public question. POST: this browser asks the same."""
    at, wanted = timezone.now(), codes.clean_reference(reference)
    row = MemberQuestion.objects.shown(request.commune).filter(reference=wanted).first() if wanted else None
    if row is None:
        raise Http404
    if request.method == "POST":
        return _support(request, row, at)
    return render(request, "communications/question_show.html", {"shown": questions.public(row, at=at)})


def _support(request, row, at):
    if wait := rates.spend(request, "contact"):
        return too_many_requests(request, wait=wait)
    browser = supporting.browser_of(request)
    try:
        counted = supporting.support(row, browser, at=at)
    except ForbiddenMove as gone:  # taken off a moment ago
        raise Http404 from gone
    messages.success(request, supporting.said(counted=counted))
    return supporting.remember(request, redirect("communications:question_show", row.reference), browser)
