from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class BackofficeConfig(AppConfig):
    name = "portal.backoffice"
    label = "backoffice"
    verbose_name = _("Backoffice")


class BackofficeAdminConfig(AdminConfig):
    """Django's admin with our site in the place of its own."""

    default_site = "portal.backoffice.site.BackofficeSite"
