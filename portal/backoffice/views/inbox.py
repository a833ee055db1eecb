"""The list of cases: what a person may see of the commune, filtered, by due date, a page at a time."""

from django.http import HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.cases import codes
from portal.cases.models import Case

from .. import case_page, context, due, figures, masking, pages
from ..filters import EVERYTHING, InboxFilter

SHOWN = ("topic", "department", "district", "assignee")
UNSHOWN = ("description", "search_text")
# (words, filters, count, tone)
LISTS = [
    (_("Overdue"), "due=overdue", "overdue", "is-overdue"),
    (_("Due this week"), "due=week", "week", ""),
    (_("With nobody yet"), "who=nobody", "nobody", ""),
    (_("Waiting for the person"), "state=incomplete", "waiting", ""),
    (_("The person wrote"), "todo=replied", "replied", ""),
    (_("Asked of my department"), "todo=asked", "asked", ""),
    (_("Answers to deliver"), "todo=deliver", "deliver", ""),
    (_("Not reached"), "todo=unreached", "unreached", ""),
    (_("My cases"), "who=me", "mine", ""),
    (_("All open ones"), "", "open", ""),
]


@require_safe
def inbox(request):
    at = timezone.now()
    cases = Case.objects.visible_to(request.user, request.commune)
    found = _exactly(cases, request.GET.get("q", ""))
    if found:
        return HttpResponseRedirect(reverse("backoffice:case", args=[found]))
    form = InboxFilter(request.GET, commune=request.commune, user=request.user, at=at, kinds=case_page.kinds())
    chosen = form.apply(cases)
    page = pages.page(
        chosen.select_related(*SHOWN).defer(*UNSHOWN),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    shown = {
        "form": form,
        "page": page,
        "rows": [_row(case, at) for case in page.rows],
        "total": figures.capped(chosen),
        "most": figures.MOST,
        "lists": list(_lists(request, at)),
        "everything_url": _wider(request, form),
        **_addresses(request, page),
    }
    return context.show(request, "backoffice/inbox.html", shown)


def _exactly(cases, text):
    """The reference of the case that was typed in full, if it may be seen."""
    reference = codes.clean_reference(text)
    return cases.filter(reference=reference).values_list("reference", flat=True).first() if reference else None


def _row(case, at):
    return {"case": case, "due": due.words(case, at=at), "name": masking.name(case.name)}


def _lists(request, at):
    """The saved lists with their counts; the one whose filters are those of this page is the current one."""
    counts = {
        **figures.of_open(request.user, request.commune, at=at),
        **figures.to_do(request.user, request.commune),
    }
    here = {name: value for name, value in request.GET.items() if value and name not in ("after", "before")}
    address = reverse("backoffice:inbox")
    for words, query, count, tone in LISTS:
        if counts[count] or count in ("overdue", "week", "nobody", "mine", "open"):
            current = QueryDict(query).dict() == here
            url = f"{address}?{query}" if query else address
            yield {"words": words, "url": url, "count": counts[count], "tone": tone, "current": current}


def _addresses(request, page):
    """The addresses of the pages before and after this one, with the same filters."""

    def with_cursor(name, cursor):
        if not cursor:
            return ""
        query = request.GET.copy()
        for key in ("after", "before"):
            query.pop(key, None)
        query[name] = cursor
        return f"?{query.urlencode()}"

    return {"previous_url": with_cursor("before", page.previous), "next_url": with_cursor("after", page.next)}


def _wider(request, form):
    """The same search over closed cases too, when only open ones were searched."""
    if "q" not in form.chosen or "state" in form.chosen:
        return ""
    query = request.GET.copy()
    query["state"] = EVERYTHING
    return f"?{query.urlencode()}"
