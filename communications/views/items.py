"""What everybody reads: the list with its filters, and a page for each item.

A browser asks again each time, so that what was changed or taken away is so at once.
"""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import quote_etag, urlencode
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from portal.cases.files.serving import serving_headers
from portal.cases.views.files import stored_file

from .. import jsonld, listing, shown
from ..filters import ItemFilter
from ..models import Event, Item
from ..states import EVENT, FileRole

asked_again = cache_control(no_cache=True)


@asked_again
@conditional_page
@require_safe
def item_list(request):
    at, form = timezone.now(), ItemFilter(request.GET, commune=request.commune)
    cursors = {name: request.GET.get(name, "") for name in ("after", "before")}
    page = listing.public_page(request.commune, form.chosen, at=at, **cursors)
    first = not (form.query or any(cursors.values()))
    pinned = listing.pinned(request.commune, at=at) if first else []
    rows = [item for item in page.rows if item not in pinned]
    context = {
        "form": form,
        "pinned": [shown.in_line(item) for item in pinned],
        "rows": [shown.in_line(item) for item in rows],
        "themes": list(form.themes.values()),
        "query": urlencode(form.query),
        "newer_url": _cursor(form, before=page.previous),
        "older_url": _cursor(form, after=page.next),
    }
    return render(request, "communications/item_list.html", context)


@asked_again
@conditional_page
@require_safe
def item_show(request, pk):
    return render(request, "communications/item_show.html", shown_on_page(request, public_item(request, pk)))


def shown_on_page(request, item, *, files_name="communications:item_file"):
    """The context of the page of an item; `files_name`: where its files are served."""
    line, files = shown.in_line(item), shown.files(item, name=files_name)
    picture = files["picture"]["url"] if files["picture"] else ""
    told = {"commune": request.commune, "address": request.build_absolute_uri, "picture": picture}
    is_event = item.model == EVENT
    return {
        "item": item,
        "data": jsonld.script(jsonld.of(item, line, **told)) if line.publish_at else "",
        "event": item if is_event else None,
        "line": shown.of_event(item) if is_event else None,
        "programme": shown.programme(item) if is_event else [],
        "is_past": is_event and item.is_past(timezone.now()),
        "shown": line,
        "body": shown.body(item),
        "contact": shown.contact(item),
        "apology": shown.apology(line),
        "themes": list(item.themes.all()),
        **files,
    }


@asked_again
@require_safe
def item_file(request, pk, key, small=False):
    """A file of a public item: the picture, a document, a recording."""
    item = public_item(request, pk)
    file = item.files.filter(key=key).exclude(role=FileRole.PROOF).first()
    if file is None or (small and not file.thumbnail):
        raise Http404
    path = file.thumbnail if small else file.path
    answer = stored_file(request, path, serving_headers("image/jpeg" if small else file.content_type, file.name))
    answer["ETag"] = quote_etag(f"{file.key}-small" if small else file.key)
    return answer


def public_item(request, pk):
    """An item of this commune that is public now. Raise Http404, the same for one that is not and one that is none."""
    items = Item.objects.of(request.commune).public(timezone.now())
    item = items.filter(pk=pk).select_related("department").prefetch_related("files").first()
    if item is None:
        raise Http404
    if item.model == EVENT:
        return Event.objects.select_related("department").prefetch_related("files", "districts").get(pk=pk)
    return item


def _cursor(form, **cursor):
    given = {name: value for name, value in cursor.items() if value}
    return f"?{urlencode({**form.query, **given})}" if given else ""
