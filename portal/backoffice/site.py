from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class BackofficeSite(AdminSite):
    """The staff site: open to active members of the request's commune, whatever their role."""

    site_header = _("Jamaati, the office")
    site_title = _("Jamaati, the office")
    index_title = _("What waits for me")

    def has_permission(self, request):
        user = request.user
        return user.is_authenticated and user.is_active and user.has_role(request.commune)
