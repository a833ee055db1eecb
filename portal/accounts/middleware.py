"""The language of who is at work, the end of a session, and the second factor before anything else."""

from datetime import UTC, datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation

from . import security
from .security import SEEN, SINCE

EVERY = 5 * 60  # seconds: between two notes of when a session was last used
# What somebody without a second factor may open: what it takes to set one, to change a password, to leave.
OPEN = ("account_", "mfa_", "usersessions_")
OPEN_NAMES = {"set_language"}


class StaffLanguageMiddleware:
    """The backoffice has no language in its addresses: it speaks the language of the person at work."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(settings.BACKOFFICE_PATH) and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class SessionEndMiddleware:
    """A session of staff ends when it was not used for STAFF_IDLE_HOURS, and STAFF_SESSION_DAYS after signing in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and request.user.is_staff:
            self._look(request, timezone.now())
        return self.get_response(request)

    @staticmethod
    def _look(request, at):
        now, session = at.timestamp(), request.session
        since, seen = session.get(SINCE, now), session.get(SEEN, 0)
        idle = seen and now - seen > settings.STAFF_IDLE_HOURS * 3600
        if idle or now - since > settings.STAFF_SESSION_DAYS * 24 * 3600:
            UserSession.objects.filter(session_key=session.session_key).delete()
            logout(request)
        elif now - seen > EVERY:
            session[SINCE], session[SEEN] = since, now
            mine = UserSession.objects.filter(session_key=session.session_key)
            mine.update(last_seen_at=datetime.fromtimestamp(now, UTC))


class SecondFactorMiddleware:
    """Outside a demonstration, a member of staff without a second factor is led to set one before anything else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, _view, _args, _kwargs):
        name = request.resolver_match.url_name or ""
        if name.startswith(OPEN) or name in OPEN_NAMES or not request.user.is_authenticated:
            return None
        return HttpResponseRedirect(reverse("mfa_index")) if security.must_set_up(request.user) else None
