"""What every page needs to know: whose portal this is, the languages, the menu."""

from django.conf import settings
from django.urls import translate_url
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from portal import formats, pillars


def commune(request):
    """Context processor: `commune` (None outside of any), `languages` and `navigation`."""
    return {
        "commune": getattr(request, "commune", None),
        "second_factor_required": settings.SECOND_FACTOR_REQUIRED,
        "languages": SimpleLazyObject(lambda: languages(request)),
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "banners": SimpleLazyObject(lambda: banners(request)),
    }


def languages(request):
    """The languages of the portal, each named in itself, with the address of this page in it."""
    current = translation.get_language()
    return [
        {
            "code": code,
            "name": formats.language_name(code),
            "url": page_in(request, code),
            "current": code == current,
        }
        for code, _name in settings.LANGUAGES
    ]


def page_in(request, code):
    """The address of the page of `request` in another language; the home page when this one has no such address."""
    here = request.get_full_path()
    if code == translation.get_language():
        return here
    there = translate_url(here, code)
    if there != here:
        return there
    with translation.override(code):
        return pillars.link("home") or "/"


def banners(request):
    """What apps have for the top of every page: nothing is asked while the commune has nothing there."""
    commune, at = getattr(request, "commune", None), timezone.now()
    if commune is None or commune.banner_ends_at is None or commune.banner_ends_at <= at:
        return []
    return pillars.panels(commune, getattr(request, "user", None), at, place="banners")


def navigation(request):
    """The menu of public pages; the entry of this page is marked `current`."""
    return [{**entry, "current": request.path == entry["url"]} for entry in pillars.navigation()]
