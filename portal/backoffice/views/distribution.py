"""Ticked cases of the list are given to a colleague; what somebody moved meanwhile is told by its number."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from portal.accounts.models import Membership
from portal.cases import rules
from portal.cases.models import Case
from portal.cases.services import distribution
from portal.workdays.arithmetic import local_day

from .. import conflicts
from ..forms.distributing import DistributeForm


@require_POST
def cases_assign(request):
    if not rules.may_distribute(request.user, request.commune):
        raise PermissionDenied
    at = timezone.now()
    form = _form(request, at)
    if not form.is_valid():
        missing = "assignee" in form.errors
        messages.error(request, _("Choose a colleague.") if missing else _("The list was not read right: try again."))
        return _back(request)
    cases = Case.objects.visible_to(request.user, request.commune).filter(pk__in=form.chosen())
    if not form.chosen():
        messages.error(request, _("Tick the cases first."))
        return _back(request)
    found = distribution.assign_each(
        cases.select_related("commune").order_by("due_at", "pk"),
        by=request.user, at=at, assignee=form.colleague, seen_at=form.cleaned_data["seen_at"],
    )  # fmt: skip
    _tell(request, found, form.colleague, at)
    return _back(request)


def _form(request, at):
    members = Membership.objects.of(request.commune).filter(role__in=rules.HANDLERS).marked(local_day(at))
    members = list(members.select_related("user", "department").order_by("user_id", "pk"))
    return DistributeForm(request.POST, members=members, user=request.user, commune=request.commune, at=at)


def _tell(request, found, colleague, at):
    if found.done:
        words = ngettext(
            "%(count)d case was given to %(name)s.", "%(count)d cases were given to %(name)s.", len(found.done)
        )
        messages.success(request, words % {"count": len(found.done), "name": colleague})
    for case, move in found.moved:
        facts = {"reference": _isolated(case), "what": conflicts.told(move, at=at)}
        messages.warning(request, _("%(reference)s was left as it is. %(what)s") % facts)
    for case in found.refused:
        messages.warning(request, _("%(reference)s: you may not assign this case.") % {"reference": _isolated(case)})
    for case in found.elsewhere:
        facts = {"reference": _isolated(case), "name": colleague}
        messages.warning(request, _("%(reference)s: %(name)s does not work in its department.") % facts)


def _isolated(case):
    """A reference inside a sentence of either direction."""
    return f"\u2066{case.reference}\u2069"


def _back(request):
    there = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure()):
        there = reverse("backoffice:inbox")
    return HttpResponseRedirect(there)
