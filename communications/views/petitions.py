"""Petitions to the council: beginning one, reading and signing those that are public, depositing one's own."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal import rates
from portal.cases import access, codes
from portal.cases.models.case import ForbiddenMove
from portal.cases.promise import count
from portal.views import held

from .. import petitions
from ..forms.petitions import DeskPetitionForm, PetitionForm, SignForm
from ..mail import SIGNED
from ..models import Petition, Signature
from ..services import petitioning, signing
from ..services.errors import NotPossible
from ..states.petitions import PetitionKind, Stage
from . import asking, tabs
from .following import BOTH
from .items import asked_again

ASKING = asking.Asking(
    model=Petition,
    kinds=[PetitionKind.DEPOSITED],
    form=PetitionForm,
    desk_form=DeskPetitionForm,
    file=petitioning.file,
    template="communications/petition_file.html",
    more=lambda request: _told(request.commune),
    first=lambda _request: {"public": True},
)


def _told(commune):
    """How many signatures are needed, and how long the answer may take, in words; "" where no rule says so."""
    rule = asking.rule_of(commune, Petition, PetitionKind.DEPOSITED, timezone.now())
    return {"needed": petitioning.needed(commune), "length": count(rule.length, rule.unit) if rule else ""}


@cache_control(private=True, max_age=0)
@require_http_methods(BOTH)
def petition_file(request):
    return asking.take(request, ASKING)


@asked_again
@require_safe
def petition_list(request):
    """Public petitions, the newest first; `?show=` a stage."""
    rows, at = Petition.objects.shown(request.commune), timezone.now()
    needed = petitioning.needed(request.commune)
    context = tabs.context(request, Stage, rows.at_stage, lambda row: petitions.public(row, needed=needed, at=at))
    return render(request, "communications/petition_list.html", context)


@never_cache
@require_http_methods(BOTH)
def petition_show(request, reference):
    """A public petition. POST: somebody signs it; the same answer whether the address had signed or not."""
    at, row = timezone.now(), _public(request, reference)
    if request.method != "POST":
        return _page(request, row, SignForm(initial={"language": translation.get_language()}), at)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, at)
    given = form.given()
    if wait := rates.spend(request, "contact", target=given["address"]):
        form.add_error(None, wait.sentence)
        return held(_page(request, row, form, at), wait)
    try:
        signing.sign(row, at=at, **given)
    except NotPossible:
        form.add_error(None, _("This petition collects no more signatures."))
        return _page(request, row, form, at)
    return redirect(f"{reverse('communications:petition_show', args=[row.reference])}?sent={given['channel']}")


def _public(request, reference):
    wanted = codes.clean_reference(reference)
    row = Petition.objects.shown(request.commune).filter(reference=wanted).first() if wanted else None
    if row is None:
        raise Http404
    return row


def _page(request, row, form, at):
    shown = petitions.public(row, needed=petitioning.needed(request.commune), at=at)
    sent = request.GET.get("sent", "") if not form.is_bound else ""
    return render(request, "communications/petition_show.html", {"shown": shown, "form": form, "sent": sent})


@never_cache
@require_http_methods(BOTH)
def signature(request, token):
    """One signature, opened by the link of its message: confirmed, or taken back. Opening it changes nothing."""
    at, rows = timezone.now(), Signature.objects.filter(petition__commune=request.commune)
    row = rows.select_related("petition__publication").filter(pk=codes.unsealed(SIGNED, token)).first()
    if row is None:
        return render(request, "communications/signature_gone.html", status=404)
    if request.method == "POST":
        return _decide(request, row, token, at)
    return render(request, "communications/signature.html", {"signature": row, "petition": row.petition})


def _decide(request, row, token, at):
    gone = redirect("communications:petition_list")
    try:
        if "take_back" in request.POST:
            signing.take_back(row)
            messages.success(request, _("Your signature and your address were deleted."))
            return gone
        signing.confirm(row, at=at)
        messages.success(request, _("Thank you: your signature counts."))
    except NotPossible:
        messages.error(request, _("This petition was deposited meanwhile: nothing can be changed any more."))
    return redirect("communications:signature", token)


@never_cache
@require_http_methods(BOTH)
def petition_deposit(request, reference):
    """The representative hands the petition to the commune. The page says how many signed; POST does it."""
    case = access.granted_case(request, codes.clean_reference(reference))
    petition = Petition.objects.filter(pk=case.pk).select_related("commune").first() if case else None
    if petition is None:
        raise Http404
    if request.method == "POST":
        try:
            petitioning.deposit(petition, by=None, at=timezone.now())
            messages.success(request, _("Your petition is deposited. The time to answer runs from today."))
        except ForbiddenMove:
            messages.error(request, _("This petition was deposited before, or has ended."))
        return redirect("cases:case", petition.reference)
    return render(request, "communications/petition_deposit.html", {"petition": petition, **_told(request.commune)})
