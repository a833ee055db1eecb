"""Requests about personal data (law 09.08): the complaints officer or the director decides them, in time."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from portal.cases import promise
from portal.cases.models import Deadline
from portal.citizens.models import DataRequest
from portal.citizens.rules import may_treat_requests
from portal.citizens.services import requests

from .. import context, masking
from ..forms.data_requests import DecisionForm
from ..pages import ROWS

SHOWN_CASES = 20


def for_deciders(view):
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not may_treat_requests(request.user, request.commune):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


@require_safe
@for_deciders
def data_request_list(request):
    """What waits first, the oldest on top; then what was decided, the newest on top."""
    rows = DataRequest.objects.of(request.commune).select_related("by")
    waiting = list(rows.waiting().order_by("at", "pk"))
    decided = Paginator(rows.exclude(outcome=""), ROWS).get_page(request.GET.get("page"))
    at = timezone.now()
    running = Deadline.objects.of(request.commune).filter(subject_type=requests.MODEL)
    due = {row.subject_id: row for row in running.filter(subject_id__in=[row.pk for row in waiting])}
    shown = {"waiting": [_row(row, due.get(row.pk), at) for row in waiting], "decided": decided}
    return context.show(request, "backoffice/data_requests.html", shown)


def _masked(row):
    """The address as far as a decision needs it; who must write to it opens one of its cases, on the record."""
    return masking.email(row.address) if row.contact.is_email else masking.phone(row.address)


def _row(row, deadline, at):
    late = deadline is not None and deadline.is_late(at)
    return {"request": row, "contact": _masked(row), "deadline": deadline, "late": late}


@require_http_methods(["GET", "HEAD", "POST"])
@for_deciders
def data_request(request, pk):
    row = get_object_or_404(DataRequest.objects.of(request.commune).select_related("commune", "by"), pk=pk)
    form, at = None, timezone.now()
    if row.is_waiting:
        form = DecisionForm(request.POST if request.method == "POST" else None, row=row)
        if form.is_valid():
            return _decide(request, row, form.cleaned_data, at)
    cases = requests.cases_of(row) if row.address else requests.cases_of(row).none()
    deadline = Deadline.objects.filter(subject_type=requests.MODEL, subject_id=row.pk).select_related("rule").first()
    shown = {
        "request_row": row,
        "address": _masked(row),
        "form": form,
        "cases": cases.order_by("-opened_at")[:SHOWN_CASES],
        "total": cases.count(),
        "closed": cases.filter(closed_at__isnull=False).count(),
        "facts": {**vars(promise.of_deadline(deadline, at=at)), "from_on": deadline.anchor_on} if deadline else None,
    }
    return context.show(request, "backoffice/data_request.html", shown)


def _decide(request, row, given, at):
    here = HttpResponseRedirect(reverse("backoffice:data_request", args=[row.pk]))
    try:
        requests.decide(row, by=request.user, at=at, **given)
    except requests.AlreadyDecided:
        messages.error(request, _("Somebody decided this request meanwhile, or it was taken back."))
        return here
    if row.kind == DataRequest.Kind.ERASURE and row.is_granted:
        count = requests.carry_out(row, at=at)
        words = ngettext(
            "Decided. %(count)d closed case was erased; open ones follow when they close.",
            "Decided. %(count)d closed cases were erased; open ones follow when they close.",
            count,
        )
        messages.success(request, words % {"count": count})
    else:
        messages.success(request, _("Decided. The person is told."))
    return here
