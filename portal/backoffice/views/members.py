"""Who works for the commune: an administrator invites, ends roles, and enters absences."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts import services
from portal.accounts.interrupted import confirmed
from portal.accounts.models import Membership
from portal.accounts.services import MembershipRefused
from portal.cases import rules
from portal.cases.models import Case
from portal.workdays.arithmetic import local_day

from .. import context
from ..forms.members import AbsenceForm, InviteForm

BOTH = ["GET", "HEAD", "POST"]


def for_administrators(view):
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not rules.may_manage_members(request.user, request.commune):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


@require_safe
def member_list(request):
    if not rules.may_configure(request.user, request.commune):
        raise PermissionDenied
    members = Membership.objects.of(request.commune).filter(ended_at=None)
    members = members.select_related("user", "department").prefetch_related("absences__substitute__user")
    today = local_day(timezone.now())
    shown = {
        "members": [_row(member, today) for member in members.order_by("department__position", "department_id", "pk")],
        "may_manage": rules.may_manage_members(request.user, request.commune),
    }
    return context.show(request, "backoffice/members.html", shown)


def _row(member, today):
    absences = [absence for absence in member.absences.all() if absence.to_on >= today]
    return {
        "member": member,
        "absences": absences,
        "away": any(absence.from_on <= today for absence in absences),
        "invited": not member.user.has_usable_password(),
    }


@require_http_methods(BOTH)
@for_administrators
@confirmed
def member_invite(request):
    form = InviteForm(request.POST if request.method == "POST" else None, commune=request.commune)
    if form.is_valid():
        try:
            member = services.invite(request.commune, by=request.user, at=timezone.now(), **form.cleaned_data)
        except MembershipRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s was invited by e-mail.") % {"name": member.user})
            return HttpResponseRedirect(reverse("backoffice:members"))
    return context.show(request, "backoffice/member_invite.html", {"form": form})


@require_http_methods(BOTH)
@for_administrators
@confirmed
def member_end(request, pk):
    member = member_here(request, pk)
    if request.method == "POST":
        try:
            services.end_membership(member, by=request.user, at=timezone.now())
            messages.success(request, _("The role of %(name)s has ended.") % {"name": member.user})
        except MembershipRefused as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("backoffice:members"))
    assigned = Case.objects.of(request.commune).open().filter(assignee=member.user_id).count()
    return context.show(request, "backoffice/member_end.html", {"member": member, "assigned": assigned})


@require_http_methods(BOTH)
@for_administrators
def member_absence(request, pk):
    member, at = member_here(request, pk), timezone.now()
    if "end" in request.POST:
        return _end_absence(request, member, at)
    form = AbsenceForm(request.POST if request.method == "POST" else None, member=member)
    if form.is_valid():
        try:
            services.set_absence(member, by=request.user, at=at, **form.cleaned_data)
        except MembershipRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The absence of %(name)s was entered.") % {"name": member.user})
            return HttpResponseRedirect(reverse("backoffice:members"))
    absences = member.absences.filter(to_on__gte=local_day(at)).select_related("substitute__user").order_by("from_on")
    shown = {"form": form, "member": member, "absences": absences}
    return context.show(request, "backoffice/member_absence.html", shown)


def _end_absence(request, member, at):
    pk = request.POST["end"]
    absence = get_object_or_404(member.absences, pk=pk if pk.isdigit() else None)
    services.end_absence(absence, by=request.user, at=at)
    messages.success(request, _("The absence was taken away."))
    return HttpResponseRedirect(reverse("backoffice:members"))


def member_here(request, pk):
    """The active membership of this commune with this id. Raise Http404."""
    members = Membership.objects.of(request.commune).select_related("user", "department", "commune")
    return get_object_or_404(members, pk=pk, ended_at=None)
