"""What the commune shows everybody of its complaints: figures by month of receipt, without anybody in them."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from portal import spreadsheets
from portal.cases.figures import board
from portal.cases.models import Inventory
from portal.views import render_part

from ..states import MODEL, Kind


@require_safe
def figures(request):
    shown = _board(request)
    query = urlencode({"period": shown.period.name})
    parts = [
        {"table": table, "url": f"{reverse('complaints:figure_table', args=[table.name])}?{query}"}
        for table in shown.tables.values()
    ]
    published = Inventory.objects.of(request.commune).published().filter(model=MODEL)
    context = {"board": shown, "parts": parts, "inventories": published.only("year", "published_at")}
    return render_part(request, "complaints/figures.html", context)


@require_safe
def figure_table(request, table):
    """One table as CSV, with what everybody may see of it."""
    shown = _board(request)
    if table not in shown.tables:
        raise Http404
    return spreadsheets.csv_answer(f"{table}-{shown.period.name}.csv", shown.tables[table].lines())


def _board(request):
    asked, at = {"period": request.GET.get("period", "")}, timezone.now()
    return board.of(request.commune, model=MODEL, kinds=Kind.choices, asked=asked, at=at, public=True)
