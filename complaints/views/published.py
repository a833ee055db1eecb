"""What everybody may read of complaints: a list with filters, its map, and a page for each.

Nothing is stored by a browser or a proxy without asking again: what is taken off is gone at once.
"""

from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import quote_etag, urlencode
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from portal.cases import newest, promise
from portal.cases.files.serving import serving_headers
from portal.cases.models import Case, PublishedPhoto
from portal.cases.views.files import stored_file
from portal.communes.maps import map_of
from portal.workdays.arithmetic import local_day

from .. import published
from ..filters import PublishedFilter
from ..models import Category
from ..states import MODEL

COUNTED = 1000
MOST_POINTS = 500
asked_again = cache_control(no_cache=True)


@asked_again
@conditional_page
@require_safe
def complaint_list(request):
    at, form = timezone.now(), _filter(request)
    chosen = form.apply()
    after, before = (request.GET.get(name, "") for name in ("after", "before"))
    page = newest.page(published.loaded(chosen), after=after, before=before)
    query = urlencode(form.query)
    context = {
        "form": form,
        "rows": [published.public(case, at=at) for case in page.rows],
        "total": chosen.order_by()[: COUNTED + 1].count(),
        "most": COUNTED,
        "newer_url": _cursor(form, before=page.previous),
        "older_url": _cursor(form, after=page.next),
        "query": query,
        "map": map_of(request.commune),
    }
    return render(request, "complaints/complaint_list.html", context)


@asked_again
@conditional_page
@require_safe
def complaint_map(request):
    """The newest points that pass the filters, those of one place together."""
    at, places = timezone.now(), {}
    cases = published.loaded(_filter(request).apply().filter(latitude__isnull=False), photos=False)
    rows = list(cases.order_by("-published_at", "-pk")[: MOST_POINTS + 1])
    for case in rows[:MOST_POINTS]:
        found = published.public_point(case, at=at)
        places.setdefault(found.pop("place"), []).append(found)
    points = [{"latitude": y, "longitude": x, "complaints": found} for (y, x), found in places.items()]
    found = {"points": points, "shown": min(len(rows), MOST_POINTS), "more": len(rows) > MOST_POINTS}
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False})


@asked_again
@conditional_page
@require_safe
def complaint_show(request, reference):
    case, at = _public_case(request, reference), timezone.now()
    shown = published.public(case, at=at)
    context = {
        "shown": shown,
        "promised": promise.of_case(case, at=at),
        "entries": published.progress(case),
        "map": map_of(request.commune),
    }
    return render(request, "complaints/complaint_show.html", context)


@asked_again
@conditional_page
@require_safe
def published_photo(request, reference, key, small=False):
    """The copy with its black boxes, while its case is public; the original has no public address."""
    case = _public_case(request, reference)
    photo = PublishedPhoto.objects.filter(publication__case=case.pk, key=key).first()
    if photo is None:
        raise Http404
    path = photo.thumbnail if small else photo.path
    answer = stored_file(request, path, serving_headers(photo.content_type, photo.name))
    answer["ETag"] = quote_etag(f"{photo.key}-small" if small else photo.key)
    return answer


def _public_case(request, reference):
    """A complaint of this commune that is public. Raise Http404, the same for one that is not and one that is none."""
    cases = Case.objects.of(request.commune).published().filter(model=MODEL, reference=reference)
    cases = cases.filter(topic__in=Category.objects.publishable(request.commune).values("pk"))
    found = published.loaded(cases).first()
    if found is None:
        raise Http404
    return found


def _filter(request):
    return PublishedFilter(request.GET, commune=request.commune, today=local_day(timezone.now()))


def _cursor(form, **cursor):
    given = {name: value for name, value in cursor.items() if value}
    return f"?{urlencode({**form.query, **given})}" if given else ""
