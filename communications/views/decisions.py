"""The register of decisions: its list with filters, and what the commune promised in them."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from .. import register
from ..filters import RegisterFilter
from .items import asked_again


@asked_again
@conditional_page
@require_safe
def decision_list(request):
    at = timezone.now()
    form = RegisterFilter(request.GET, years=register.years(request.commune, at=at))
    cursors = {name: request.GET.get(name, "") for name in ("after", "before")}
    page = register.page(request.commune, form.query, at=at, **cursors)
    context = {
        "form": form,
        "rows": [register.entry(decision) for decision in page.rows],
        "newer_url": form.address(before=page.previous),
        "older_url": form.address(after=page.next),
    }
    return render(request, "communications/decision_list.html", context)


@asked_again
@conditional_page
@require_safe
def commitment_list(request):
    """What the commune promised, and how far it is."""
    promised = register.promised(request.commune, at=timezone.now())
    return render(request, "communications/commitment_list.html", promised)
