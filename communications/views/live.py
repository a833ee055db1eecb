"""The questions to a meeting on the phones of those who are there, and on the screen of the hall.

Both pages ask themselves anew every few seconds, where JavaScript runs, and say in which state they are: where
nothing changed the answer is empty, and what somebody types or listens to is left in peace.
"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal import rates
from portal.cases import access, codes
from portal.cases.letters import qr
from portal.cases.models.case import ForbiddenMove
from portal.views import held, render_part, too_many_requests

from .. import live as halls
from .. import shown
from ..forms.questions import LiveQuestionForm
from ..models import Event, MemberQuestion
from ..services import live as services
from ..services.errors import NotPossible
from . import supporting
from .asking import rule_of, token_of
from .following import BOTH


@never_cache
@require_http_methods(BOTH)
def live(request, pk):
    """What the hall asks. POST: ask something (a `subject`), or ask the same (`same`, a reference)."""
    event, at = _event(request, pk), timezone.now()
    if request.method != "POST":
        return _page(request, event, LiveQuestionForm(), at)
    return _same(request, event, at) if "same" in request.POST else _ask(request, event, at)


def _event(request, pk):
    events = Event.objects.of(request.commune).public(timezone.now()).select_related("commune")
    event = events.filter(pk=pk, takes_questions=True).first()
    if event is None:
        raise Http404
    return event


def _page(request, event, form, at):
    if _has_seen_all(request, event):
        return HttpResponse(status=204)
    hall = halls.of(event)
    wanted = codes.clean_reference(request.GET.get("sent", ""))
    sent = MemberQuestion.objects.filter(event=event, reference=wanted).first() if wanted else None
    own = {"sent": sent if sent and access.is_granted(request, sent) else None, "rule": _promised(event, at)}
    own |= {"form": form, "open": event.may_ask(at), "line": shown.of_event(event)}
    return render_part(request, "communications/live.html", {"event": event, "hall": hall, **own})


def _has_seen_all(request, event):
    """Whether a page that asks itself anew shows what there is."""
    return request.htmx and request.GET.get("seen") == halls.stamp(event)


def _promised(event, at):
    return rule_of(event.commune, MemberQuestion, "council_question", at) if event.may_ask(at) else None


def _ask(request, event, at):
    token = token_of(request.POST)
    form = LiveQuestionForm({**request.POST.dict(), "submission_token": str(token)})
    if not form.is_valid():
        return _page(request, event, form, at)
    browser = supporting.browser_of(request)
    if wait := rates.spend(request, "live_ask", target=browser):
        form.add_error(None, wait.sentence)
        return held(_page(request, event, form, at), wait)
    words = {"subject": form.cleaned_data["subject"], "language": translation.get_language()}
    try:
        made = services.ask(event, at=at, submission_token=token, **words)
    except NotPossible:
        form.add_error(None, _("This meeting takes no more questions. You may ask a member of the council."))
        return _page(request, event, form, at)
    access.grant(request, made)
    there = f"{_here(event)}?{urlencode({'sent': made.reference})}"
    return supporting.remember(request, redirect(there), browser)


def _same(request, event, at):
    wanted = codes.clean_reference(request.POST["same"])
    row = MemberQuestion.objects.at_meeting(event).filter(reference=wanted).first() if wanted else None
    if row is None:
        raise Http404
    browser = supporting.browser_of(request)
    if wait := rates.spend(request, "live_support", target=browser):
        return too_many_requests(request, wait=wait)
    try:
        counted = supporting.support(row, browser, at=at)
    except ForbiddenMove as gone:  # taken off a moment ago
        raise Http404 from gone
    if request.htmx:  # the page stays where it is, with what is being typed on it
        return supporting.remember(request, _page(request, event, LiveQuestionForm(), at), browser)
    messages.success(request, supporting.said(counted=counted))
    return supporting.remember(request, redirect(f"{_here(event)}#{row.reference}"), browser)


def _here(event):
    return reverse("communications:live", args=[event.pk])


@never_cache
@require_safe
def live_screen(request, pk):
    """The wall of the hall: the question that is being answered, what comes next, and where to ask."""
    event, at = _event(request, pk), timezone.now()
    if _has_seen_all(request, event):
        return HttpResponse(status=204)
    hall = halls.of(event)
    address = request.build_absolute_uri(_here(event))
    code = qr.inline(address, _("QR code of the page of the questions"))
    own = {"open": event.may_ask(at), "address": address.partition("://")[2], "qr": code}
    return render_part(request, "communications/live_screen.html", {"event": event, "hall": hall, **own})
