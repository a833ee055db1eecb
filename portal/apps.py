from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from . import append_only


def remake_triggers(using, **kwargs):
    append_only.install(using)


class PortalConfig(AppConfig):
    name = "portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self):
        import_module("portal.checks")
        post_migrate.connect(remake_triggers, dispatch_uid="portal.append_only")
