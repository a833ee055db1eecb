from django.conf import settings
from django.utils import translation


class StaffLanguageMiddleware:
    """The backoffice has no language in its addresses: it speaks the language of the person at work."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(settings.BACKOFFICE_PATH) and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)
