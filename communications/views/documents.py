"""The library: its list with filters, and what the law wants to be published."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from .. import library
from ..filters import LibraryFilter
from .items import asked_again


@asked_again
@conditional_page
@require_safe
def document_list(request):
    at, collections = timezone.now(), library.collections(request.commune)
    form = LibraryFilter(request.GET, collections=collections, years=library.years(request.commune, at=at))
    cursors = {name: request.GET.get(name, "") for name in ("after", "before")}
    page = library.page(request.commune, form.query, at=at, **cursors)
    context = {
        "form": form,
        "collections": collections,
        "rows": [library.entry(document) for document in page.rows],
        "newer_url": form.address(before=page.previous),
        "older_url": form.address(after=page.next),
    }
    return render(request, "communications/document_list.html", context)


@asked_again
@conditional_page
@require_safe
def transparency(request):
    """What the law wants to be published, and what is missing."""
    return render(request, "communications/transparency.html", library.duties(request.commune, at=timezone.now()))
