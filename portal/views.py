"""Pages that belong to no pillar: home, plain texts, errors."""

import sys
from typing import Any

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sitemaps.views import sitemap as sitemap_page
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string, select_template
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal import pillars, resend, sitemaps
from portal.tracing import request_id
from portal.uploads import is_full

COOKIE_AGE = 365 * 24 * 3600
RETRY_AFTER = 60


def render_part(request, template, context=None, status=200):
    """Render the page `app/name.html`, or only its part `app/_name.html` when htmx asked for it and it exists."""
    folder, _slash, name = template.rpartition("/")
    wants_part = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    names = [f"{folder}/_{name}", template] if wants_part else [template]
    response = HttpResponse(select_template(names).render(context, request), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def root(request):
    """`/`: to the home page, in the language chosen before, else the browser's, else Arabic."""
    response = HttpResponseRedirect(reverse("home"))
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
def home(request):
    context = {
        "doors": pillars.doors(),
        "panels": pillars.panels(request.commune, request.user, timezone.now()),
        "track_url": pillars.link("cases:track"),
    }
    response = render(request, "home.html", context)
    if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != request.LANGUAGE_CODE:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            request.LANGUAGE_CODE,
            max_age=COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
    return response


@require_safe
def personal_data(request):
    return render(request, "portal/personal_data.html")


@require_safe
def accessibility(request):
    return render(request, "portal/accessibility.html")


def bad_request(request, exception=None):
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    if (
        isinstance(exception, SessionInterrupted)
        and exception.__context__
        and is_away(exception.__context__.__context__)
    ):
        return unavailable(request)  # Django takes any fault in saving a session for one that ended meanwhile
    return render(request, "400.html", status=400)


def permission_denied(request, exception=None):
    return render(request, "403.html", status=403)


def page_not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """The page for our own faults, made without database or context. What is away, or full, is a 503."""
    if is_away(sys.exc_info()[1]):
        return unavailable(request)
    return HttpResponse(render_to_string("500.html", bare_context(request)), status=500)


def unavailable(request):
    """The page that asks to come again in a minute."""
    response = HttpResponse(render_to_string("503.html", bare_context(request)), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def is_away(error):
    """Whether the fault passes by itself or with more room: no database, a cut connection, a full disk.

    A connection cut in the middle of an answer is a plain DatabaseError; its children are faults of our own. One cut at
    the end of a list speaks with the driver's own classes: Django does not translate them there.
    """
    database: Any = connection
    driver = database.Database
    away = (OperationalError, InterfaceError, driver.OperationalError, driver.InterfaceError)
    return isinstance(error, away) or type(error) is DatabaseError or is_full(error)


def bare_context(request):
    """Language, direction and a way back, for pages made without request or database."""
    code = translation.get_language() or settings.LANGUAGE_CODE
    info = translation.get_language_info(code)
    return {
        "LANGUAGE_CODE": code,
        "LANGUAGE_BIDI": info["bidi"],
        "here": request.get_full_path(),
        "fault": request_id(),
    }


def csrf_failure(request, reason=""):
    """Show again what was typed when the form had expired, with a button that sends it under a fresh token.

    A form that came from another site is never offered for sending: its text can only be copied.
    """
    context = {"fields": resend.fields(request.POST), "files": resend.file_inputs(request.FILES)}
    context["may_resend"] = bool(context["fields"]) and not resend.is_foreign(reason)
    return render(request, "portal/csrf_failure.html", context, status=403)


def too_many_requests(request, exception=None, *, wait=None):
    """The page of a limit that was reached (portal/rates.py), with what was typed, to be sent when the wait is over."""
    context = {"fields": resend.fields(request.POST), "files": resend.file_inputs(request.FILES), "wait": wait}
    response = render(request, "429.html", context, status=429)
    return held(response, wait)


def held(response, wait):
    """Mark an answer as one that was held back: 429, and when to come again. Give it back."""
    response.status_code = 429
    response["Retry-After"] = str(wait.seconds if wait else RETRY_AFTER)
    add_never_cache_headers(response)
    return response


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap(request):
    return sitemap_page(request, sitemaps.of(request.commune, timezone.now()))


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request):
    """What machines are asked to leave alone, and where they find the pages."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in sitemaps.PRIVATE)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
