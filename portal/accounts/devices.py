"""Browsers in which somebody has signed in before: a signed cookie that opens nothing.

Who guesses passwords from elsewhere uses up the attempts of strangers, never those of the right person at their own
desk (OWASP, "device cookies"). It also tells whose form it was when a session ends while somebody types.
"""

from django.conf import settings
from django.core import signing
from django.utils.crypto import get_random_string

AGE = 180 * 24 * 3600
MOST = 5  # people who share one browser
SALT = "portal.accounts.devices"


def remember(request, response, user):
    """Let this browser know the person again; the latest stands last."""
    others = [entry for entry in _entries(request) if entry[0] != user.pk]
    value = signing.dumps([*others, [user.pk, _name(request, user.pk) or get_random_string(12)]][-MOST:], salt=SALT)
    response.set_cookie(
        cookie_name(), value, max_age=AGE, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


def target(request, user):
    """What wrong attempts on an account are counted for: (name, whether this browser is known); `user` may be None."""
    name = _name(request, user.pk) if user else ""
    return (f"{user.pk} {name}", True) if name else ("", False)


def last_person(request):
    """The id of who signed in here last, or None."""
    entries = _entries(request)
    return entries[-1][0] if entries else None


def cookie_name():
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"


def _name(request, pk):
    return next((name for known, name in _entries(request) if known == pk), "")


def _entries(request):
    try:
        return signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return []
