"""The themes that people subscribe to."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal import audit
from portal.backoffice.registrations.base import CommuneAdmin

from . import rules
from .models import Theme


@admin.register(Theme)
class ThemeAdmin(CommuneAdmin):
    group, icon = "publications", "megaphone"
    explains = _("What people subscribe to, in their words; every announcement bears some.")
    list_display = ("name", "code", "position", "active")
    fieldsets = [(None, {"fields": [("name_ar", "name_fr"), ("code", "icon"), ("position", "active")]})]
    may_edit = staticmethod(rules.may_configure)


audit.record(Theme)
