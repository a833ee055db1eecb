from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.urls import reverse


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in for staff: nobody registers alone, an administrator invites."""

    def is_open_for_signup(self, request):
        return False

    def get_login_redirect_url(self, request):
        return reverse("backoffice:index")

    def get_client_ip(self, request):
        """The address behind TRUSTED_PROXIES; a request that came past them has its own, or none. Never an error."""
        try:
            return super().get_client_ip(request)
        except (ImproperlyConfigured, PermissionDenied):
            return request.META.get("REMOTE_ADDR", "")
