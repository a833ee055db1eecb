"""The published inventory of a year, as a page and on paper (decree 2.17.265 art. 18, law 54.19 art. 30)."""

import structlog
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.cases.letters import inventory as paper
from portal.cases.letters.compiling import LetterFailed
from portal.cases.models import Inventory
from portal.views import render_part

from ..states import MODEL

log = structlog.get_logger(__name__)
KEPT = 24 * 3600  # seconds; the key changes with each publication


@require_safe
def inventory(request, year):
    found = _published(request, year)
    tables = found.tables[translation.get_language()]
    context = {"inventory": found, "shown_tables": tables, "tables": found.tables, "measures": paper.texts(found)}
    return render_part(request, "complaints/inventory.html", context)


@require_safe
def inventory_paper(request, year):
    found, language = _published(request, year), translation.get_language()
    key = f"inventory:{found.pk}:{found.published_at.timestamp()}:{language}"
    try:
        made = cache.get_or_set(key, lambda: paper.inventory_pdf(found, found.tables, language=language), KEPT)
    except LetterFailed as failure:
        log.error("letter_failed", inventory=found.pk, reason=str(failure))
        messages.error(request, _("The PDF could not be made now. Print this page instead, or try again in a moment."))
        return redirect("complaints:inventory", year)
    headers = {"Content-Disposition": content_disposition_header(False, f"inventory-{year}.{language}.pdf")}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _published(request, year):
    return get_object_or_404(Inventory.objects.of(request.commune).published(), model=MODEL, year=year)
