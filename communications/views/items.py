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

from .. import consultations, jsonld, kept, library, listing, register, shown
from ..filters import ItemFilter
from ..models import Alert, Decision, Document, Event, Item, PublicConsultation
from ..states.alerts import ALERT
from ..states.consultations import CONSULTATION
from ..states.decisions import DECISION
from ..states.items import EVENT, FileRole
from ..states.library import DOCUMENT

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
    rows = [*pinned, *(row for row in page.rows if row not in pinned)]
    context = {
        "form": form,
        "rows": rows,
        "lines": kept.part("communications/_lines.html", rows, lambda: _lines(rows)),
        "themes": list(form.themes.values()),
        "query": urlencode(form.query),
        "newer_url": form.address(before=page.previous),
        "older_url": form.address(after=page.next),
    }
    return render(request, "communications/item_list.html", context)


def _lines(rows):
    return {"rows": [shown.in_line(item) for item in listing.whole(rows)]}


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
    return {
        **_own(item, timezone.now(), request.build_absolute_uri(line.url)),
        "item": item,
        "data": jsonld.script(jsonld.of(item, line, **told)) if line.publish_at else "",
        "shown": line,
        "body": shown.body(item),
        "contact": shown.contact(item),
        "apology": shown.apology(line),
        "themes": list(item.themes.all()),
        **files,
    }


def _own(item, at, address):
    """What the page says of an event, an alert, a decision or a document, beside what it says of every item."""
    if item.model == ALERT:
        return {"alert": shown.of_alert(item, at)}
    if item.model == CONSULTATION:
        return {"consultation": consultations.of(item, at)}
    if item.model == DOCUMENT:
        return {"document": library.of(item)}
    if item.model == DECISION:
        return {"decision": register.whole(item, at, address)}
    if item.model == EVENT:
        own = {"event": item, "line": shown.of_event(item), "programme": shown.programme(item)}
        own |= {"is_past": item.is_past(at), "may_register": item.may_register(at), "may_ask": item.may_ask(at)}
        return own | {"decisions": register.taken_at(item, at)}
    return {}


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
    child = {EVENT: Event, ALERT: Alert, DECISION: Decision, DOCUMENT: Document, CONSULTATION: PublicConsultation}.get(
        item.model
    )
    if child is None:
        return item
    return child.objects.select_related("department").prefetch_related("files", "districts").get(pk=pk)
