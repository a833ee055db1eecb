"""What a citizen does with a case that this session may open: reply, withdraw, object, leave."""

from datetime import timedelta
from functools import wraps
from uuid import UUID, uuid4

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal import rates
from portal.headers import using

from .. import access, codes
from ..forms import ObjectionForm, ReplyForm
from ..models import Case
from ..models.case import ForbiddenMove
from ..services import correspondence, decisions, lifecycle, publishing, uploads
from ..states import State
from . import tracking

# A second press of the button comes within this time: the same words again are the same message.
AGAIN = timedelta(minutes=2)


def with_case(view):
    """Give the view the case of its address; without the right to open it, show the tracking form."""

    @using("microphone")
    @never_cache
    @wraps(view)
    def found_first(request, reference):
        case = access.granted_case(request, codes.clean_reference(reference))
        return view(request, case) if case else tracking.to_tracking(reference)

    return found_first


def reference_of(request, case):
    return case.reference


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
@rates.limited("reply", target=reference_of)
def reply(request, case):
    if request.method != "POST":  # the address of a form that came back, read again or in the other language
        return redirect("cases:case", case.reference)
    at, token = timezone.now(), token_of(request.POST)
    if not tracking.can_reply(case):
        messages.error(request, _("This case takes no more messages."))
        return redirect("cases:case", case.reference)
    asked = case.state == State.INCOMPLETE
    form = sent_form(request, case, ReplyForm, token, at, answers_question=asked)
    if not form.is_valid():
        return tracking.show(request, case, at=at, reply=form)
    return _send(request, case, form, token, at)


def sent_form(request, case, form_class, token, at, **options):
    """The form with files that was sent: its files are checked and kept, or one of them is taken away again."""
    refusals = uploads.keep(case.commune, token=token, files=request.FILES.getlist("files"), at=at)
    typed = request.POST.copy()
    typed["submission_token"] = str(token)
    if "remove" in typed:
        uploads.discard(case.commune, token=token, key=typed["remove"])
        options["initial"] = typed.dict()
    else:
        options["data"] = typed
    form = form_class(kept=uploads.kept(case.commune, token=token), refusals=refusals, **options)
    if form.kept:
        access.remember_form(request, token)
    return form


def _send(request, case, form, token, at):
    text = form.cleaned_data["text"]
    sent = case.messages.filter(inbound=True, text=text, at__gte=at - AGAIN)
    if form.kept or not sent.exists():
        try:
            correspondence.reply(case, at=at, text=text, token=token)
        except ForbiddenMove:  # the case moved on between reading and writing: once more, as it stands now
            correspondence.reply(Case.objects.get(pk=case.pk), at=at, text=text, token=token)
    messages.success(request, _("Your message has reached us. It stands below, with its date."))
    return redirect("cases:case", case.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
@rates.limited("reply", target=reference_of)
def withdraw(request, case):
    """Ask first, then take the case back: the one end without an answer."""
    if request.method != "POST" and case.is_open:
        return render(request, "cases/withdraw.html", {"case": case})
    try:
        if not case.is_open:
            raise ForbiddenMove(case, case.state, State.CLOSED)
        lifecycle.withdraw(case, at=timezone.now())
        messages.success(request, _("You took your message back. The commune stops working on it."))
    except ForbiddenMove:
        messages.error(request, _("This case is answered or closed already: there is nothing to take back."))
    return redirect("cases:case", case.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
@rates.limited("reply", target=reference_of)
def object_to(request, case):
    """Object to a decision that ended or weakened the promise, within its days."""
    if request.method != "POST":
        return redirect("cases:case", case.reference)
    at, form = timezone.now(), ObjectionForm(request.POST)
    decision = decisions.open_decision(case, at=at)
    if decision is None:
        messages.error(request, _("The time to object is over, or your objection has reached us already."))
    elif not form.is_valid():
        return tracking.show(request, case, at=at, objection=form)
    else:
        try:
            decisions.object_to(decision, at=at, text=form.cleaned_data["objection"])
            messages.success(request, _("Your objection has reached us. The case is taken up again."))
        except ForbiddenMove:
            messages.error(request, _("The case moved on meanwhile. Read where it stands, and try again."))
    return redirect("cases:case", case.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def publication_withdraw(request, case):
    """Agree no longer to publication: what is public vanishes at once."""
    if request.method == "POST":
        publishing.withdraw_consent(case, at=timezone.now())
        messages.success(request, _("Your message is not public, and will not be."))
    return redirect("cases:case", case.reference)


@require_POST
@with_case
def leave(request, case):
    """Shut a case on this device, for those who share one."""
    access.revoke(request, case)
    messages.success(request, _("The case is shut on this device. To open it again you need its code."))
    return redirect("cases:track")


def token_of(data):
    try:
        return UUID(data.get("submission_token", ""))
    except ValueError:
        return uuid4()
