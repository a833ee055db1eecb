"""Sign-in by a one-time code, without password or registration. Known and unknown addresses get the same answer."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal import rates
from portal.cases import access
from portal.views import render_part

from ..forms import CodeForm, ContactForm
from ..models import OneTimeCode
from ..services import preferences, proofs

PENDING = "one_time_code"
Purpose = OneTimeCode.Purpose


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request):
    if access.signed_in(request):
        return redirect("citizens:case_list")
    form = ContactForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and send(request, form, Purpose.SIGN_IN):
        return redirect("citizens:code_enter")
    return render_part(request, "citizens/sign_in.html", {"form": form})


def send(request, form, purpose):
    """Send a code to the contact of a form, and remember which one this browser waits for. Return whether it went."""
    contact = form.cleaned_data["contact"]
    wait = rates.spend(request, "code_send", target=contact.address)
    if wait:
        form.add_error("contact", wait.sentence)
        return False
    language = translation.get_language()
    row = proofs.send_code(request.commune, contact=contact, purpose=purpose, language=language, at=timezone.now())
    request.session[PENDING] = row.pk
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code_enter(request):
    """The code that was sent to this browser's last request, and to no other."""
    row = OneTimeCode.objects.filter(commune=request.commune, pk=request.session.get(PENDING)).first()
    if row is None or (row.purpose == Purpose.CHANGE and not access.signed_in(request)):
        return redirect("citizens:sign_in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        refusal = _try(request, row, form.cleaned_data["code"])
        if refusal is None:
            return _proved(request, row)
        form.add_error("code", refusal)
    back = "citizens:sign_in" if row.purpose == Purpose.SIGN_IN else "citizens:address_change"
    return render_part(request, "citizens/code_enter.html", {"form": form, "row": row, "back": back})


def _try(request, row, typed):
    """Try a code; return why it was refused, or None. What is refused counts for the client's address."""
    wait = rates.waiting(request, "code_check")
    if wait:
        return wait.sentence
    try:
        left = proofs.redeem(row, typed=typed, at=timezone.now())
    except proofs.CodeSpent:
        return _("This code works no more: it was used, is too old, or was tried too often. Ask for a new one.")
    if left is None:
        return None
    rates.spend(request, "code_check")
    return _wrong(left)


def _wrong(left):
    sentence = ngettext(
        "This is not the code. You can try %(left)d more time; then ask for a new code.",
        "This is not the code. You can try %(left)d more times; then ask for a new code.",
        left,
    )
    return sentence % {"left": left}


def _proved(request, row):
    at, contact = timezone.now(), access.signed_in(request)
    del request.session[PENDING]
    if row.purpose == Purpose.CHANGE:
        preferences.change_address(request.commune, contact=contact, new=row.contact, at=at)
        messages.success(request, _("The new address is entered in your cases."))
        if row.channel != contact.channel:
            return redirect("citizens:preferences")
    access.sign_in(request, row.contact, at=at)
    return redirect("citizens:case_list")


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request):
    if request.method == "POST":
        access.sign_out(request)
        messages.success(request, _("You are signed out. Nothing of your cases stays on this device."))
    return redirect("citizens:sign_in")
