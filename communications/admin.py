"""The themes that people subscribe to, and how mailings are sent."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal import audit
from portal.backoffice.registrations.base import CommuneAdmin

from .models import MailingTerms, Theme


@admin.register(Theme)
class ThemeAdmin(CommuneAdmin):
    group, icon = "publications", "megaphone"
    explains = _("What people subscribe to, in their words; every announcement bears some.")
    list_display = ("name", "code", "position", "active")
    fieldsets = [(None, {"fields": [("name_ar", "name_fr"), ("code", "icon"), ("position", "active")]})]


@admin.register(MailingTerms)
class MailingTermsAdmin(CommuneAdmin):
    group, icon = "publications", "envelope"
    explains = _("How fast messages to many people leave, what an SMS costs, and when digests go out.")
    list_display = ("__str__", "per_second", "sms_price", "digest_hour", "digest_weekday")
    fieldsets = [(None, {"fields": [("per_second", "sms_price"), ("digest_hour", "digest_weekday")]})]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


audit.record(Theme)
audit.record(MailingTerms)
