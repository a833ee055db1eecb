"""What will be anonymised, and when: the same forecast that `manage.py retention --dry-run` prints."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.cases import rules
from portal.cases.services import retention

from .. import context, periods


@require_safe
def retention_forecast(request):
    if not rules.may_configure(request.user, request.commune):
        raise PermissionDenied
    rows = retention.forecast(request.commune, at=timezone.now())
    shown = {
        "rows": rows,
        "due": sum(row.due for row in rows),
        "soon": sum(row.soon for row in rows),
        "run": retention.last_run(request.commune),
        "periods": periods.of(request.commune),
        "change_url": reverse("backoffice:communes_commune_change", args=[request.commune.pk]),
    }
    return context.show(request, "backoffice/retention.html", shown)
