"""Filing a complaint, a remark or a suggestion: one page that works without JavaScript.

Files are checked and kept before anything else, so that a form sent back with an error keeps them.
"""

import json
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import prefetch_related_objects
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from portal import rates
from portal.accounts import interrupted
from portal.cases import access, promise, questions
from portal.cases.models import DeadlineRule
from portal.cases.rules import may_file_for_citizen
from portal.cases.services import registration, uploads
from portal.cases.views import following
from portal.headers import using
from portal.views import held, render_part
from portal.workdays.arithmetic import local_day

from .. import subjects
from ..forms import ComplaintForm
from ..forms_desk import DeskForm
from ..models import Complaint
from ..services import filing
from ..states import MODEL, Kind
from . import similar

# A second press of the button comes within this time, perhaps before the browser took the first answer's cookie.
AGAIN = timedelta(minutes=30)
CONTACT = ("name", "phone", "email", "language")
KINDS = {
    Kind.COMPLAINT: gettext_lazy("Damage, or a service that is missing."),
    Kind.REMARK: gettext_lazy("Something you saw, good or bad."),
    Kind.SUGGESTION: gettext_lazy("An idea to do better."),
}


@using("microphone", "geolocation")
@cache_control(private=True, max_age=0)
@require_http_methods(["GET", "HEAD", "POST"])
def complaint_file(request):
    """`?for=citizen`: staff enter what came over the counter, by phone or by letter."""
    at, at_desk = timezone.now(), request.GET.get("for") == "citizen"
    if at_desk and not request.user.is_authenticated:
        return interrupted.to_sign_in(request)
    if at_desk and not may_file_for_citizen(request.user, request.commune):
        raise PermissionDenied
    if request.method != "POST":
        form = _form(request, at, initial=_blank(request, at))
        return _page(request, form, at)
    return _receive(request, at)


def _receive(request, at):
    joined = following.offered_case(request, request.POST.get("same", ""))
    if joined:
        return following.ask(request, joined, typed={name: request.POST.get(name, "") for name in CONTACT})
    token = _token(request.POST)
    filed = registration.already_registered(Complaint, commune=request.commune, token=token)
    if filed:
        return _to_receipt(request, filed, again=at - filed.opened_at <= AGAIN)
    wait = rates.spend(request, "upload") if request.FILES else None
    refusals = [] if wait else _keep(request, token, at)
    typed = request.POST.copy()
    typed["submission_token"] = str(token)
    if "remove" in typed or "switch" in typed:  # take a file away; go on in the other language
        uploads.discard(request.commune, token=token, key=typed.get("remove", ""))
        return _page(request, _form(request, at, token=token, initial=typed.dict()), at, refusals=refusals)
    if "edit" in typed:
        return _page(request, _form(request, at, token=token, initial=typed.dict()), at)
    form = _form(request, at, token=token, data=typed, refusals=[wait.sentence] if wait else refusals)
    if wait:
        return held(_page(request, form, at), wait)
    return _file(request, form, typed, token, at) if form.is_valid() else _page(request, form, at)


def _keep(request, token, at):
    """Check and keep the files that came, for this session; return the refusals."""
    files = request.FILES.getlist("files")
    if files:
        access.remember_form(request, token)
    return uploads.keep(request.commune, token=token, files=files, at=at)


def _file(request, form, typed, token, at):
    """File what is valid, unless it was filed a moment ago, or something similar was not shown yet."""
    complaint = _same_again(request, form, at)
    found = [] if complaint else similar.unseen(request, form, typed)
    if found:
        return similar.page(request, form, found)
    if complaint is None:
        wait = _wait(request, form)
        if wait:
            form.add_error(None, wait.sentence)
            return held(_page(request, form, at), wait)
        by = request.user if request.user.is_authenticated else None
        try:
            complaint = filing.file(request.commune, by=by, at=at, submission_token=token, **form.facts())
        except IntegrityError:  # somebody entered the same number of the national portal a moment ago
            if _judged_again(form):
                raise
            return _page(request, form, at)
    return _to_receipt(request, complaint, again=True)


def _judged_again(form):
    """Whether a form is still valid, now that somebody else may have written something."""
    form.full_clean()
    return form.is_valid()


def _wait(request, form):
    """How long somebody must wait who files too much, or has too much written to one person. Staff file as they come.

    Who fills in somebody else's telephone from elsewhere keeps nobody from filing: a target is a contact at an address.
    """
    if isinstance(form, DeskForm):
        return None
    contact = form.cleaned_data["phone"] or form.cleaned_data["email"]
    return rates.spend(request, "file", target=contact and f"{contact} {rates.client_address(request)}")


def _same_again(request, form, at):
    """What this session filed a moment ago word for word: "back" may bring the typed text, but under a fresh token."""
    if form.kept or not access.has_granted(request):
        return None
    facts = form.facts()
    facts["topic"], _answers = facts.pop("category"), facts.pop("answers")
    facts["publish_agreed_at__isnull"] = not facts.pop("publish")
    return access.granted_cases(request).filter(opened_at__gte=at - AGAIN, **facts).first()


def _form(request, at, *, token=None, **options):
    kept = uploads.kept(request.commune, token=token) if token and access.has_form(request, token) else []
    if request.GET.get("for") == "citizen":
        return DeskForm(commune=request.commune, kept=kept, today=local_day(at), **options)
    return ComplaintForm(commune=request.commune, kept=kept, **options)


def _blank(request, at):
    return {
        "submission_token": uuid4(),
        "kind": Kind.COMPLAINT,
        "language": translation.get_language(),
        "channel": "counter",
        "received_on": local_day(at),
    }


def _page(request, form, at, refusals=()):
    prefetch_related_objects([request.commune], "emergency_numbers")  # each dangerous subject shows them
    rules = {kind: _rule(request.commune, kind, at) for kind in Kind.values}
    context = {
        "form": form,
        "groups": subjects.groups(form["category"]),
        "shown": similar.already_shown(request.POST),
        "questions": questions.groups(form, form.questions),
        "hints": {kind: _hint(kind, rule) for kind, rule in rules.items()},
        "promises": [(Kind(kind), rule and promise.of_rule(rule, at=at)) for kind, rule in rules.items()],
        "limits": uploads.limits_of(request.commune),
        "refusals": refusals,
        "at_desk": isinstance(form, DeskForm),
        "language_form": "filing",
        "resumed": request.method == "POST",
        "tile_url": settings.TILE_URL,
        "outline": json.dumps(request.commune.outline) if request.commune.outline else "",
    }
    return render_part(request, "complaints/complaint_file.html", context)


def _rule(commune, kind, at):
    rules = DeadlineRule.objects.applicable(commune=commune, model=MODEL, kind=kind, topic=None, on=local_day(at))
    return rules.first()


def _hint(kind, rule):
    """What a kind is, and within how long it is answered."""
    if rule is None:
        return f"{KINDS[kind]} {_('It is read and kept in the register; no answer date is promised.')}"
    within = _("Answered within %(length)s.") % {"length": promise.count(rule.length, rule.unit)}
    return f"{KINDS[kind]} {within}"


def _token(data):
    """The form's token; a fresh one where another program sent none, or nonsense."""
    try:
        return UUID(data.get("submission_token", ""))
    except ValueError:
        return uuid4()


def _to_receipt(request, complaint, *, again):
    if again:
        access.grant(request, complaint)
    return redirect("cases:receipt", complaint.reference)
