"""Asking the same as somebody else: once a browser, which a signed cookie stands for."""

import secrets

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from ..services import questioning

COOKIE, YEAR = "asks", 365 * 24 * 3600


def browser_of(request):
    """What stands for this browser: the value of its cookie, or one to be given to it."""
    return request.get_signed_cookie(COOKIE, default="") or secrets.token_urlsafe(16)


def support(question, browser, *, at):
    """Count this browser once. Return whether it counted. Raise ForbiddenMove for a question that is not public."""
    digest = salted_hmac("communications.support", browser, algorithm="sha256").hexdigest()
    return questioning.support(question, supporter=digest, at=at)


def said(*, counted):
    """What somebody reads who asks the same."""
    return _("Your support counts.") if counted else _("You asked the same already: it counts once.")


def remember(request, answer, browser):
    """Give the browser its cookie, with the answer to it; return the answer."""
    how = {"max_age": YEAR, "httponly": True, "secure": request.is_secure(), "samesite": "Lax"}
    answer.set_signed_cookie(COOKIE, browser, **how)
    return answer
