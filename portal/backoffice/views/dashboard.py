"""The first page of the staff site: what waits for this person, and how the commune keeps its promises."""

from django.utils import timezone
from django.views.decorators.http import require_safe

from portal import pillars
from portal.cases import rules

from .. import context, figures


@require_safe
def index(request):
    user, commune, at = request.user, request.commune, timezone.now()
    watches = rules.may_watch(user, commune)
    departments = figures.by_department(user, commune, at=at)
    shown = {
        "counts": figures.of_dashboard(user, commune, at=at),
        "departments": departments,
        "most_open": max((row["open"] for row in departments), default=1),
        "urgent": figures.most_urgent(user, commune, at=at),
        "asked": figures.asked_of_us(user, commune),
        "watches": watches,
        "alerts": figures.alerts_of_the_week(commune, at=at) if watches else None,
        "panels": pillars.panels(commune, user, at, place="dashboard_panels"),
    }
    return context.show(request, "backoffice/dashboard.html", shown)
