"""The list of cases: what a person may see of the commune, filtered, by due date, a page at a time."""

from functools import lru_cache
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.cases import codes, rules
from portal.cases.models import Case
from portal.prepared import Prepared

from .. import case_page, context, figures, listed, pages
from ..filters import InboxFilter
from ..forms.distributing import DistributeForm
from ..models import SavedFilter
from ..selection import EVERYTHING

CURSORS = ("after", "before")
# (words, name in figures.LISTS, tone)
LISTS = [
    (_("Overdue"), "overdue", "is-overdue"),
    (_("Due this week"), "week", ""),
    (_("With nobody yet"), "nobody", ""),
    (_("Waiting for the person"), "waiting", ""),
    (_("The person wrote"), "replied", ""),
    (_("Asked of my department"), "asked", ""),
    (_("Reviews"), "reviews", ""),
    (_("To approve"), "approve", ""),
    (_("Answers to deliver"), "deliver", ""),
    (_("Not reached"), "unreached", ""),
    (_("My cases"), "mine", ""),
    (_("All open ones"), "open", ""),
]
ALWAYS = {"overdue", "week", "nobody", "mine", "open"}


@require_safe
def inbox(request):
    at = timezone.now()
    found = _exactly(request)
    if found:
        return HttpResponseRedirect(reverse("backoffice:case", args=[found]))
    form = InboxFilter(request.GET, commune=request.commune, user=request.user, at=at, kinds=case_page.kinds())
    cursors = {name: request.GET.get(name, "") for name in CURSORS}
    page = pages.page(form.desk, form.chosen, listed.READ, **cursors)
    shown = {
        "form": form,
        "page": page,
        "rows": listed.rows(page.rows, known=form.rows, user=request.user, at=at),
        "most": figures.MOST,
        "everything_url": _wider(request, form),
        "distribute": _distribute(request, form, at),
        **_lists(request, form),
        **_addresses(request, page),
    }
    return context.show(request, "backoffice/inbox.html", shown)


def _exactly(request):
    """The reference of the case that was typed in full, if it may be seen."""
    reference = codes.clean_reference(request.GET.get("q", ""))
    if not reference:
        return None
    cases = Case.objects.visible_to(request.user, request.commune)
    return cases.filter(reference=reference).values_list("reference", flat=True).first()


def _lists(request, form):
    """The lists of the side column and the number of cases of this one: counted in one query."""
    departments = tuple(sorted(request.user.departments_in(request.commune)))
    shape = request.user.pk, request.commune.pk, departments
    saved = {row: form.read(row.query) for row in _saved(request.user, request.commune, shape=shape)}
    own = {f"saved{row.pk}": chosen for row, (chosen, _gone) in saved.items()}
    counts = form.desk.counts({**figures.LISTS, **own, "total": form.chosen}, figures.MOST)
    here = {name: value for name, value in request.GET.items() if value and name not in CURSORS}
    lists = [
        _list(words, figures.LISTS[name], counts[name], here, tone=tone)
        for words, name, tone in LISTS
        if counts[name] or name in ALWAYS
    ]
    mine = [
        _list(row.name, row.query, counts[f"saved{row.pk}"], here, shared=row.owner_id != request.user.pk, gone=gone)
        for row, (_chosen, gone) in saved.items()
    ]
    return {"lists": lists, "saved_lists": mine, "total": counts["total"]}


def _list(words, query, count, here, **facts):
    url = _address(tuple(query.items()), reverse("backoffice:inbox"))
    return {"words": words, "url": url, "count": count, "current": query == here, **facts}


@Prepared
def _saved(user, commune):
    return SavedFilter.objects.seen_by(user, commune)


@lru_cache(maxsize=1024)
def _address(query, inbox):
    return f"{inbox}?{urlencode(query)}" if query else inbox


def _distribute(request, form, at):
    """The form that gives ticked cases to a colleague, for those who distribute the work."""
    if not rules.may_distribute(request.user, request.commune):
        return None
    return DistributeForm(members=form.handlers, user=request.user, commune=request.commune, at=at)


def _addresses(request, page):
    """The addresses of the pages before and after this one, and of keeping it, with the same filters."""
    query = request.GET.copy()
    for key in CURSORS:
        query.pop(key, None)

    def with_cursor(name, cursor):
        return f"?{query.urlencode()}&{name}={cursor}".replace("?&", "?") if cursor else ""

    return {
        "previous_url": with_cursor("before", page.previous),
        "next_url": with_cursor("after", page.next),
        "kept_query": query.urlencode(),
    }


def _wider(request, form):
    """The same search over closed cases too, when only open ones were searched."""
    if "q" not in form.chosen or "state" in form.chosen:
        return ""
    query = request.GET.copy()
    query["state"] = EVERYTHING
    return f"?{query.urlencode()}"
