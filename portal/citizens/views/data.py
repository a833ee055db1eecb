"""What a person may ask of their data (law 09.08): a copy at once; erasure and correction, decided by staff."""

from django.contrib import messages
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal import rates
from portal.cases.models import DeadlineRule
from portal.cases.promise import count
from portal.views import render_part, too_many_requests
from portal.workdays.arithmetic import local_day

from ..download import archive
from ..forms import CorrectionForm, ErasureForm
from ..models import DataRequest
from ..services import requests
from .mine import cases_of, for_citizen

POSTED = ["GET", "HEAD", "POST"]
Kind = DataRequest.Kind


def address_of(request, contact):
    return contact.address


@require_safe
@for_citizen
def data(request, contact):
    return _page(request, contact)


@require_safe
@for_citizen
def download(request, contact):
    """A ZIP, written while it is sent: a page to read, the same as JSON, and the files."""
    wait = rates.spend(request, "download", target=contact.address)
    if wait:
        return too_many_requests(request, wait=wait)
    at = timezone.now()
    pieces = archive.stream(request.commune, contact, language=translation.get_language(), at=at)
    headers = {"Content-Disposition": f'attachment; filename="jamaati-{local_day(at)}.zip"'}
    return StreamingHttpResponse(pieces, content_type="application/zip", headers=headers)


@require_http_methods(POSTED)
@for_citizen
@rates.limited("contact", target=address_of)
def erasure_ask(request, contact):
    if request.method != "POST":
        return redirect("citizens:data")
    form = ErasureForm(request.POST)
    if not form.is_valid():
        return _page(request, contact, erasure=form)
    given = {"words": form.cleaned_data["extent"] == "words", "text": form.cleaned_data["text"]}
    return _ask(request, contact, Kind.ERASURE, **given)


@require_http_methods(POSTED)
@for_citizen
@rates.limited("contact", target=address_of)
def correction_ask(request, contact):
    if request.method != "POST":
        return redirect("citizens:data")
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _page(request, contact, correction=form)
    return _ask(request, contact, Kind.CORRECTION, text=form.cleaned_data["correction"])


def _ask(request, contact, kind, **given):
    language, at = translation.get_language(), timezone.now()
    requests.ask(request.commune, contact=contact, kind=kind, language=language, at=at, **given)
    messages.success(request, _("Your request has reached us. Its answer comes to this address, and stands here."))
    return redirect("citizens:data")


@require_http_methods(POSTED)
@for_citizen
def request_take_back(request, contact, pk):
    row = get_object_or_404(DataRequest.objects.of(request.commune).asked_by(contact), pk=pk)
    if request.method == "POST":
        try:
            requests.take_back(row, at=timezone.now())
            messages.success(request, _("You took your request back."))
        except requests.AlreadyDecided:
            messages.error(request, _("This request is decided already: read the decision below."))
    return redirect("citizens:data")


def _page(request, contact, *, erasure=None, correction=None):
    asked = list(DataRequest.objects.of(request.commune).asked_by(contact))
    waiting = {row.kind for row in asked if row.is_waiting}
    cases = cases_of(request, contact)
    context = {
        "contact": contact,
        "asked": asked,
        "erasure": None if Kind.ERASURE in waiting else erasure or ErasureForm(initial={"extent": "contacts"}),
        "correction": None if Kind.CORRECTION in waiting else correction or CorrectionForm(),
        "total": cases.count(),
        "open": cases.exclude(closed_at__isnull=False).count(),
        "within": _within(request.commune),
    }
    return render_part(request, "citizens/data.html", context)


def _within(commune):
    """Within how long a request is decided, in words, by the commune's rule; "" without one."""
    on = local_day(timezone.now())
    rules = DeadlineRule.objects.applicable(commune=commune, model=requests.MODEL, kind="", topic=None, on=on)
    rule = rules.first()
    return count(rule.length, rule.unit) if rule else ""
