"""The account of a member, for an administrator: invite again, take away a lost second factor, close."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal import rates
from portal.accounts import security, services
from portal.accounts.interrupted import confirmed
from portal.accounts.services import MembershipRefused
from portal.cases.models import Case
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import leaving

from .. import context
from .members import BOTH, for_administrators, member_here

HISTORY = {
    security.RESET: gettext_lazy("The second proof was taken away"),
    security.DEACTIVATED: gettext_lazy("The account was closed"),
}


@require_http_methods(BOTH)
@for_administrators
@confirmed
def member_account(request, pk):
    member = member_here(request, pk)
    if request.method == "POST":
        doing = {"invite": _invite_again, "reset": _reset}.get(request.POST.get("do"))
        if doing:
            doing(request, member, timezone.now())
        return HttpResponseRedirect(reverse("backoffice:member_account", args=[pk]))
    lines = [
        {"title": HISTORY.get(line.changes["account"][1], ""), "at": line.timestamp, "by": line.actor}
        for line in security.history(member.user)
    ]
    shown = {
        "member": member,
        "invited": not member.user.has_usable_password(),
        "has_second_factor": security.has_second_factor(member.user),
        "lines": lines,
    }
    return context.show(request, "backoffice/member_account.html", shown)


def _invite_again(request, member, at):
    if member.user.has_usable_password():
        messages.error(request, _("%(name)s has chosen a password already.") % {"name": member.user})
        return
    wait = rates.spend(request, "password_link", target=member.user.email)
    if wait:
        messages.error(request, wait.sentence)
        return
    services.send_invitation(member, at=at)
    messages.success(request, _("%(name)s was invited by e-mail.") % {"name": member.user})


def _reset(request, member, at):
    try:
        security.reset_second_factor(member, by=request.user, at=at)
    except MembershipRefused as refusal:
        messages.error(request, str(refusal))
    else:
        words = _("%(name)s sets up a new second proof at the next sign-in, and was told by e-mail.")
        messages.success(request, words % {"name": member.user})


@require_http_methods(BOTH)
@for_administrators
@confirmed
def member_deactivate(request, pk):
    """Close an account: the open cases of the person are shown, and go back to their departments."""
    member = member_here(request, pk)
    if request.method == "POST":
        return _leave(request, member)
    cases = Case.objects.of(request.commune).open().filter(assignee=member.user_id).select_related("department")
    return context.show(
        request, "backoffice/member_deactivate.html", {"member": member, "cases": cases.order_by("due_at", "pk")}
    )


def _leave(request, member):
    try:
        leaving.leave(member.user, commune=request.commune, by=request.user, at=timezone.now())
        messages.success(request, _("The account of %(name)s is closed.") % {"name": member.user})
    except MembershipRefused as refusal:
        messages.error(request, str(refusal))
    except ForbiddenMove:
        messages.error(request, _("One of the cases moved on meanwhile. Try once more."))
    return HttpResponseRedirect(reverse("backoffice:members"))
