from django.shortcuts import render
from django.urls import resolve
from django.urls.exceptions import Resolver404

from .models import Commune

WITHOUT_COMMUNE = {"healthz", "readyz", "healthz_deadlines"}


class CommuneMiddleware:
    """Finds the commune of the request by its host; a host of no commune gets a 404 page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.commune = None
        if not self._is_open(request):
            request.commune = Commune.objects.for_host(request.get_host().rsplit(":", 1)[0])
            if request.commune is None:
                return render(request, "portal/no_commune.html", status=404)
        return self.get_response(request)

    @staticmethod
    def _is_open(request):
        try:
            return resolve(request.path_info).url_name in WITHOUT_COMMUNE
        except Resolver404:
            return False
