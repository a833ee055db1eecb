"""What every answer tells the browser beside the content security policy: which devices a page may use, who may embed
it, and that nothing private is kept on a shared computer."""

from functools import wraps

from django.conf import settings
from django.utils.cache import patch_cache_control

# Off for every page, but for those that say what they use (see `using`).
DEVICES = ("accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "hid",
           "magnetometer", "microphone", "midi", "payment", "serial", "usb")  # fmt: skip
USED = "_devices"
# A page of these is somebody's own, whoever asks for it.
PRIVATE_NAMESPACES = {"backoffice", "cases", "accounts"}
PRIVATE_NAMES = ("account_", "mfa_", "usersessions_")


class HeadersMiddleware:
    """Stands outside of all others, so that redirections and error pages carry the same headers."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", policy(getattr(response, USED, ())))
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        if "Cache-Control" not in response and is_private(request):
            patch_cache_control(response, private=True, no_store=True)
        return response


def using(*devices):
    """Let a page use the microphone, the camera, the position: for this site only."""

    def decorate(view):
        @wraps(view)
        def answered(request, *args, **kwargs):
            response = view(request, *args, **kwargs)
            setattr(response, USED, devices)
            return response

        return answered

    return decorate


def policy(used=()):
    """`Permissions-Policy` in which only the used devices are open, to this site."""
    return ", ".join(f"{device}=(self)" if device in used else f"{device}=()" for device in DEVICES)


def is_private(request):
    """Whether the answer may hold what is one person's: a page of an account or a case, or one made for a session."""
    match = getattr(request, "resolver_match", None)
    if match and (PRIVATE_NAMESPACES & set(match.namespaces) or (match.url_name or "").startswith(PRIVATE_NAMES)):
        return True
    session = getattr(request, "session", None)
    return session is not None and session.accessed and settings.SESSION_COOKIE_NAME in request.COOKIES
