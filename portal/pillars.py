"""What the installed apps declare about themselves, so that shared pages show a pillar without importing it.

An AppConfig may declare, as data:

- `doors`: dicts with title, text, icon, url_name and order, for the street of the home page;
- `navigation`: dicts with title, url_name, icon and order, for the menu of public pages;
- `panels`: functions (or their dotted paths) `(commune, user, at) -> (template, context)` or None, for the home page;
- `dashboard_panels`: the same, for the first page of the backoffice;
- `banners`: the same, for the top of every public page while `Commune.banner_ends_at` is to come;
- `case_pages`: {model of a case: dotted path of its CasePage}, for the staff's page of a case;
- `public_pages`: {model of a case: URL name of the public page of a published one, by its reference};
- `desk_filing`: dicts with title, url_name, query and order of the pages on which staff file for a citizen;
- `procedures`: {model of a case: dotted path of its Procedure}, where it is answered in a way of its own;
- `case_extra`: a template for the page of a case as its citizen sees it;
- `desk_pages`: dotted path of a list of (route, view, name): the app's own pages of the backoffice;
- `desk_menu`: dicts with title, icon, url_name, `pages` (names of pages that belong to the entry), order, and `rule`,
  the dotted path of a function `(user, commune)` that says who sees it;
- `sitemaps`: dotted path of a function `(commune, at)` that gives {name: Sitemap} of its public pages;
- `erasure`: dotted path of a function `(case, words, blot)` that erases what this app keeps of a case's person
  (portal.cases.services.erasure) and returns how many rows it changed;
- `own_data`: dotted path of a function `(commune, contact)` that gives what this app keeps of an address beside its
  cases: [{"title", "lines": [words], "facts": [dicts of what is stored]}], in the active language;
- `forget_person`: dotted path of a function `(commune, contact, before=…, at=…)` that erases it when the person asked
  for that: what came until `before`, the moment at which it was granted;
- `periods`: dotted path of a function `(commune)` that gives {what names a person: (how many, "days" or "months")};
- `seed`: dotted path of a function `(commune, at)` that gives a new commune the rows this app starts with;
- `demo`: dotted path of a function `(commune, at)` that gives the scenes of the demonstration (portal.demo.timeline).

A pillar that is not installed, or an address that does not exist, is simply absent.
"""

from functools import cache

from django.apps import apps
from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language


def link(name, *args, **kwargs):
    """The address of a URL name in the active language, or None when nothing installed has it."""
    if not args and not kwargs:
        return _plain_link(name, get_language(), get_script_prefix(), settings.ROOT_URLCONF)
    return _link(name, args, kwargs)


@cache
def _plain_link(name, *_place):
    """Every page asks for a dozen of these: the same ones in the same language and place."""
    return _link(name, (), {})


def _link(name, args, kwargs):
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return None


def doors():
    """The doors of the home page in their order, each with its `url`."""
    return _linked("doors")


def navigation():
    """The entries of the public menu in their order, each with its `url`."""
    return _linked("navigation")


def panels(commune, user, at, *, place="panels"):
    """The (template, context) pairs that installed apps show here; `place` names the attribute of the AppConfig."""
    functions = (import_string(item) if isinstance(item, str) else item for item in _declared(place))
    return [panel for panel in (function(commune, user, at) for function in functions) if panel]


def desk_pages():
    """The pages of the backoffice that installed apps bring along: (route, view, name)."""
    return [page for pages in _functions("desk_pages") for page in pages]


def desk_menu():
    """The entries of the backoffice's menu that installed apps bring along, each with its `url` and `rule`."""
    entries = ({**entry, "rule": import_string(entry["rule"])} for entry in _linked("desk_menu"))
    return list(entries)


def desk_filings():
    """The pages on which staff file for a citizen, in their order, each with its `url`."""
    return _linked("desk_filing")


def sitemaps():
    """What installed apps tell search engines: functions `(commune, at)` that give {name: Sitemap}."""
    return _functions("sitemaps")


def periods(commune):
    """How long installed apps keep what names a person: {what: (how many, unit)}."""
    return {what: period for function in _functions("periods") for what, period in function(commune).items()}


def own_data(commune, contact):
    """What installed apps keep of an address beside its cases."""
    return [part for function in _functions("own_data") for part in function(commune, contact)]


def forget_person(commune, contact, *, before, at):
    """Let installed apps erase what they keep of an address beside its cases, as far as it came before a moment."""
    for function in _functions("forget_person"):
        function(commune, contact, before=before, at=at)


def seeds():
    """What each installed app gives a new commune, the kernel's apps first: functions `(commune, at)`."""
    return _functions("seed")


def demos():
    """What each installed app plays in the demonstration commune: functions `(commune, at)` -> scenes."""
    return _functions("demo")


def public_page(case):
    """The address of the public page of a case, or None when its pillar has none."""
    for config in apps.get_app_configs():
        name = getattr(config, "public_pages", {}).get(case.model)
        if name:
            return link(name, case.reference)
    return None


def _functions(attribute):
    paths = (getattr(config, attribute, None) for config in apps.get_app_configs())
    return [import_string(path) for path in paths if path]


def _linked(attribute):
    entries = ({**entry, "url": link(entry["url_name"])} for entry in _declared(attribute))
    return sorted((entry for entry in entries if entry["url"]), key=lambda entry: entry.get("order", 100))


def _declared(attribute):
    return [item for config in apps.get_app_configs() for item in getattr(config, attribute, ())]
