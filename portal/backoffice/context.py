"""What every staff page shows around its content: the menu, who is at work, and whether deadlines are watched."""

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from portal import formats, pillars
from portal.cases import rules
from portal.cases.services import sweep
from portal.citizens.rules import may_treat_requests

# (title, icon, URL name, who sees it)
MENU = [
    (_("Dashboard"), "home", "backoffice:index", None),
    (_("Cases"), "inbox", "backoffice:inbox", None),
    (_("Figures"), "chart", "backoffice:figures", rules.may_see_figures),
    (_("Personal data"), "shield", "backoffice:data_requests", may_treat_requests),
    (_("Configuration"), "settings", "backoffice:configuration", rules.may_configure),
]
FIGURES = (
    "figures", "figure_table", "register", "register_file", "inventories", "inventory", "inventory_paper",
)  # fmt: skip

# The pages that belong to the list of cases
OF_CASES = (
    "inbox",
    "case",
    "case_action",
    "case_paper",
    "cases_assign",
    "saved_list",
    "saved_add",
    "saved_change",
    "transcript",
)

DATA_REQUESTS = ("data_requests", "data_request")


def frame(request):
    """The context of the staff frame (templates/backoffice/base.html)."""
    at = timezone.now()
    run = sweep.last_run()
    return {
        "desk_menu": _menu(request),
        "desk_roles": [member.get_role_display() for member in request.user.memberships_in(request.commune)],
        "desk_languages": _languages(),
        "filings": filings(request),
        "sweep": run,
        "sweep_is_stale": sweep.is_stale(run, at=at),
        "now": at,
    }


def show(request, template, context, *, status=200):
    """A staff page in its frame."""
    return render(request, template, {**frame(request), **context}, status=status)


def filings(request):
    """Where staff file for a citizen who is present: [{"title", "url"}]; none for who does not take filings."""
    if not rules.may_file_for_citizen(request.user, request.commune):
        return []
    return [{**entry, "url": f"{entry['url']}?{entry['query']}"} for entry in pillars.desk_filings()]


def _menu(request):
    """The entries that this person sees; those of the pillars stand before the configuration, which is the last."""
    *own, configuration = [_entry(request, *entry) for entry in MENU]
    return [entry for entry in (*own, *_of_pillars(request), configuration) if entry]


def _entry(request, title, icon, name, predicate):
    url = pillars.link(name)
    if not url or not (predicate is None or predicate(request.user, request.commune)):
        return None
    key = "cases" if name == "backoffice:inbox" else ""
    return {"title": title, "icon": icon, "url": url, "key": key, "current": _is_current(request, name, url)}


def _of_pillars(request):
    found = _page_name(request)
    for entry in pillars.desk_menu():
        if entry["rule"](request.user, request.commune):
            yield {**entry, "key": "", "current": found in entry["pages"]}


def _page_name(request):
    return getattr(request.resolver_match, "url_name", "") or ""


def _is_current(request, name, url):
    if name == "backoffice:index":
        return request.path == url
    found = _page_name(request)
    if name == "backoffice:figures":
        return found in FIGURES
    if name == "backoffice:data_requests":
        return found in DATA_REQUESTS
    if name == "backoffice:configuration":
        elsewhere = [page for entry in pillars.desk_menu() for page in entry["pages"]]
        return found not in ("index", "shortcuts", "alerts", *OF_CASES, *FIGURES, *DATA_REQUESTS, *elsewhere)
    return found in OF_CASES


def _languages():
    """The languages other than the active one, each named in itself."""
    current = translation.get_language()
    return [
        {"code": code, "name": formats.language_name(code)} for code, _name in settings.LANGUAGES if code != current
    ]
