"""What makes the portal installable on a phone: the manifest, the service worker, and the page shown without a network.

The worker keeps drawings, styles and fonts, and the page that says that there is no network. It never keeps another
page: what a browser holds of a case is gone when the case is shut.
"""

import hashlib
import json

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal import pillars
from portal.views import bare_context

# Of every page, in both languages; the others are kept when a page first asks for them.
KEPT = ("portal/tokens.css", "portal/components.css", "portal/icons.svg", "portal/mark.svg")
PAINT, PAPER = "#1a5490", "#faf9f5"  # --door and --page of tokens.css: a manifest knows no style sheet
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-full.png", "512x512", "maskable"),
)


@cache_control(public=True, max_age=3600)
@require_safe
def manifest(request):
    """The web app manifest (W3C) of this commune, in the language of its address."""
    language = translation.get_language()
    name = _("Jamaati")
    commune = getattr(request, "commune", None)
    body = {
        "id": reverse("home"),
        "name": f"{name} – {commune.name}" if commune else name,
        "short_name": name,
        "lang": language,
        "dir": "rtl" if translation.get_language_bidi() else "ltr",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "theme_color": PAINT,
        "background_color": PAPER,
        "icons": [_icon(*row) for row in ICONS],
        "shortcuts": [{"name": str(door["title"]), "url": door["url"]} for door in pillars.doors()],
    }
    return JsonResponse(body, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


def _icon(name, sizes, purpose):
    return {"src": static(f"portal/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}


@cache_control(no_cache=True)
@require_safe
def service_worker(request):
    """The worker's script; its name for what it keeps changes with the files."""
    files = [static(name) for name in KEPT]
    pages = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            pages[code] = reverse("offline")
    version = hashlib.sha256(" ".join(files).encode()).hexdigest()[:12]
    facts = {"cache": f"jamaati-{version}", "files": files, "pages": pages, "statics": settings.STATIC_URL}
    facts["language"] = settings.LANGUAGE_CODE
    return render(request, "portal/sw.js", {"facts": json.dumps(facts)}, content_type="text/javascript; charset=utf-8")


@cache_control(public=True, max_age=3600)
@require_safe
def offline(request):
    """What a person sees who opens a page without a network; kept by browsers, so it names no request."""
    return render(request, "portal/offline.html", {**bare_context(request), "fault": ""})
