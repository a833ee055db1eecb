"""Figures for those who answer for a department or for the commune: all tables, in full, and as spreadsheets."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import spreadsheets
from portal.cases import rules
from portal.cases.figures import board
from portal.cases.services import exporting

from .. import case_page, context


@never_cache
@require_safe
def figures(request):
    model, page = _pillar(request)
    shown = _board(request, model, page, timezone.now())
    context_of_page = {
        "board": shown,
        "kinds": page.kinds,
        "models": case_page.models(),
        "model": model,
        "parts": [{"table": table, "url": _address(request, table, shown)} for table in shown.tables.values()],
        "may_read_register": rules.may_read_register(request.user, request.commune),
    }
    return context.show(request, "backoffice/figures.html", context_of_page)


@never_cache
@require_safe
def figure_table(request, table):
    """One table as CSV; recorded."""
    at = timezone.now()
    model, page = _pillar(request)
    shown = _board(request, model, page, at)
    found = shown.tables.get(table)
    if found is None:
        raise Http404
    chosen = {"model": model, "period": shown.period.name, "kind": shown.kind}
    what = f"figures-{table}"
    exporting.record(request.commune, by=request.user, at=at, what=what, format="csv", filter=chosen)
    return spreadsheets.csv_answer(f"{what}-{shown.period.name}.csv", found.lines())


def _board(request, model, page, at):
    return board.of(request.commune, model=model, kinds=page.kinds, asked=request.GET, at=at, public=False)


def _pillar(request):
    """(model, page) of the pillar that is asked for, else of the first one."""
    if not rules.may_see_figures(request.user, request.commune):
        raise PermissionDenied
    return case_page.pillar(request.GET.get("model", ""))


def _address(request, table, shown):
    asked = {"period": shown.period.name, "kind": shown.kind, "model": request.GET.get("model", "")}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('backoffice:figure_table', args=[table.name])}?{query}"
