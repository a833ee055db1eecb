from django.conf import settings
from django.utils import timezone

from . import access


class CitizenMiddleware:
    """Ends the sign-in of a citizen when its time is over, before any view asks who is there."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            access.lapse(request, at=timezone.now())
        return self.get_response(request)
