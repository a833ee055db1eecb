"""The questions to a meeting for who leads it: read them, sort them, say which was answered. Made for a phone."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.backoffice import context
from portal.cases import codes
from portal.cases.models.case import ForbiddenMove

from .. import live as halls
from ..forms.questions import AnsweredForm, ShowForm
from ..models import MemberQuestion
from ..services import live as services
from ..services.errors import NotPossible
from ..states.questions import Live
from .desk_events import EVENTS
from .writing import for_publishers

PLACES = {"shortlist": Live.SHORTLISTED, "now": Live.NOW, "back": Live.ASKED}
FORMS = {"show": ShowForm, "answered": AnsweredForm}


@require_safe
@for_publishers
def live(request, pk):
    """The board of a meeting; asked by itself, whether there is something new to read."""
    event = EVENTS.here(request, pk)
    if request.htmx:
        return context.show(request, "communications/_live_new.html", {"item": event, **_new(request, event)})
    return _board(request, event)


def _new(request, event):
    last = request.GET.get("last", "")
    after = int(last) if last.isascii() and last.isdigit() and len(last) < 19 else 0
    return {"last": last, "new": MemberQuestion.objects.unread(event).filter(pk__gt=after).count()}


def _board(request, event, *, wrong=None, form=None):
    """`wrong`: the question whose `form` comes back."""
    unread = list(MemberQuestion.objects.unread(event)[: halls.MOST])
    left_out = MemberQuestion.objects.filter(event=event, live=Live.LEFT_OUT).open().order_by("-pk")
    left_out, hall = list(left_out[: halls.MOST]), halls.of(event)
    for question in (*unread, *left_out):
        question.form = ShowForm(initial={"words": question.subject}, prefix=question.reference)
    if hall.now:
        hall.now.form = AnsweredForm(prefix=hall.now.reference)
    for question in (*unread, *left_out, hall.now):
        if wrong and question and question.pk == wrong.pk:
            question.form = form
    shown = {"item": event, "hall": hall, "unread": unread, "left_out": left_out, "form": form}
    shown["last"] = max((question.pk for question in unread), default=0)
    return context.show(request, "communications/live_board.html", shown)


@require_POST
@for_publishers
def live_do(request, pk, reference):
    """One step of one question: `do` is show, leave_out, shortlist, now, back or answered."""
    event, at, does = EVENTS.here(request, pk), timezone.now(), request.POST.get("do", "")
    wanted = codes.clean_reference(reference)
    rows = MemberQuestion.objects.select_related("commune", "department", "topic", "event", "publication")
    question = get_object_or_404(rows, event=event, reference=wanted)
    form = FORMS[does](request.POST, prefix=question.reference) if does in FORMS else None
    if form is not None and not form.is_valid():
        return _board(request, event, wrong=question, form=form)
    try:
        _do(does, question, by=request.user, at=at, words=form.cleaned_data if form else {})
    except (NotPossible, ForbiddenMove):
        messages.error(request, _("This cannot be done now: somebody was faster, or the question was answered."))
    return HttpResponseRedirect(reverse("backoffice:live", args=[pk]))


def _do(does, question, *, by, at, words):
    match does:
        case "show":
            services.show(question, by=by, at=at, **words)
        case "leave_out":
            services.leave_out(question, by=by, at=at)
        case "answered":
            services.answered(question, by=by, at=at, **words)
        case _ if does in PLACES:
            services.place(question, PLACES[does])
        case _:
            raise Http404
