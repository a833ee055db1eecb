"""Sending to many in the backoffice: what it would be, to how many, who lets it go, and how far it is."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal import rates
from portal.backoffice import context

from .. import preview, rules
from ..forms.following import RefusalForm
from ..models import Mailing
from ..services import mailings
from ..services.errors import NotPossible
from ..states.alerts import ALERT
from .desk import item_here
from .writing import for_publishers, page_of

LISTED = 50


@require_safe
@for_publishers
def mailing_list(request):
    """The mailings of the commune, those that wait for somebody first."""
    rows = Mailing.objects.of(request.commune).select_related("item", "asked_by", "decided_by")
    shown = [*rows.waiting(), *rows.exclude(pk__in=rows.waiting().values("pk"))[:LISTED]]
    return context.show(request, "communications/mailings.html", {"rows": shown})


@require_safe
@for_publishers
def mailing_show(request, pk):
    """What goes out for an item, in each language and channel, to how many; and its mailing, where there is one."""
    item, at = item_here(request, pk), timezone.now()
    mailing = item.mailings.select_related("asked_by", "decided_by").first()
    if _has_said_nothing(item):
        return HttpResponseRedirect(page_of(item))
    shown = {
        "item": item,
        "mailing": mailing,
        "progress": mailings.progress(mailing) if mailing and mailing.decided_at else None,
        "may_ask": item.status == "published" and (mailing is None or mailing.status == "refused"),
        "may_decide": _may_decide(request.user, request.commune, mailing),
        "refusal_form": RefusalForm(),
        **preview.of(item, counts=mailing.counted if mailing else mailings.count(item, at=at), at=at),
    }
    template = "communications/_progress.html" if request.htmx else "communications/mailing.html"
    return context.show(request, template, shown)


def _has_said_nothing(item):
    """An alert has no message before it is sent, and goes out with its first one."""
    return item.model == ALERT and not item.mailings.exists()


def _may_decide(user, commune, mailing):
    waits = mailing is not None and mailing.status == "asked" and mailing.asked_by_id != user.pk
    return waits and rules.may_approve(user, commune)


@require_POST
@for_publishers
def mailing_do(request, pk, what):
    """One step of a mailing: ask, test, approve, refuse, stop."""
    item, at = item_here(request, pk), timezone.now()
    if _has_said_nothing(item):
        return HttpResponseRedirect(page_of(item))
    if what in ("approve", "refuse") and not rules.may_approve(request.user, request.commune):
        raise PermissionDenied
    mailing = item.mailings.first()
    try:
        DOES[what](request, item, mailing, at)
    except NotPossible:
        messages.error(request, _("This cannot be done now: somebody was faster, or it is yours to wait."))
    return HttpResponseRedirect(reverse("backoffice:mailing", args=[pk]))


def _ask(request, item, mailing, at):
    mailings.ask(item, by=request.user, at=at)
    messages.success(request, _("Another person has to let it go: it waits on their dashboard."))


def _test(request, item, mailing, at):
    wait = rates.spend(request, "contact", target=request.user.email)
    if wait:
        messages.error(request, wait.sentence)
        return
    for language in item.languages:
        mailings.test(item, by=request.user, language=language, at=at)
    messages.success(request, _("A test is on its way to your own address, in each language."))


def _approve(request, item, mailing, at):
    mailings.approve(_there(mailing), by=request.user, at=at)
    messages.success(request, _("It goes out now. You can stop it on this page."))


def _refuse(request, item, mailing, at):
    form = RefusalForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why it does not go out: who asked for it reads the reason."))
        return
    mailings.refuse(_there(mailing), by=request.user, at=at, **form.cleaned_data)
    messages.success(request, _("It does not go out."))


def _stop(request, item, mailing, at):
    mailings.stop(_there(mailing), by=request.user, at=at)
    messages.success(request, _("Nothing more of it is sent. What had left cannot be taken back."))


def _there(mailing):
    if mailing is None:
        raise Http404
    return mailing


DOES = {"ask": _ask, "test": _test, "approve": _approve, "refuse": _refuse, "stop": _stop}
