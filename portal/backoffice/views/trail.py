"""The history of settings: who changed what in the configuration of the commune, and when."""

from django.core.exceptions import PermissionDenied
from django.views.decorators.http import require_safe

from portal import audit
from portal.cases import rules

from .. import context, trail
from ..forms.trail import TrailFilter

ROWS = 50


@require_safe
def settings_history(request):
    if not rules.may_configure(request.user, request.commune):
        raise PermissionDenied
    form = TrailFilter(request.GET, commune=request.commune)
    entries = form.apply(audit.entries_of(request.commune))
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 18:
        entries = entries.filter(pk__lt=int(before))
    found = list(entries.order_by("-pk").select_related("actor", "content_type")[: ROWS + 1])
    shown = {"form": form, "changes": trail.told(found[:ROWS]), "older_url": _older(request, found)}
    return context.show(request, "backoffice/settings_history.html", shown)


def _older(request, found):
    if len(found) <= ROWS:
        return ""
    query = request.GET.copy()
    query["before"] = str(found[ROWS - 1].pk)
    return f"?{query.urlencode()}"
