"""The themes that people subscribe to, the library and what has to be in it, and how mailings are sent."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal import audit
from portal.backoffice.registrations.base import CommuneAdmin

from . import admin_people, admin_requests  # noqa: F401  (registers who is who, and subjects of requests)
from .models import Collection, MailingTerms, PetitionTerms, PublicationDuty, Theme


@admin.register(Theme)
class ThemeAdmin(CommuneAdmin):
    group, icon = "publications", "megaphone"
    explains = _("What people subscribe to, in their words; every announcement bears some.")
    list_display = ("name", "code", "position", "active")
    fieldsets = [(None, {"fields": [("name_ar", "name_fr"), ("code", "icon"), ("position", "active")]})]


@admin.register(Collection)
class CollectionAdmin(CommuneAdmin):
    group, icon = "publications", "list"
    explains = _("The shelves of the library of documents.")
    list_display = ("name", "code", "position", "active")
    fieldsets = [(None, {"fields": [("name_ar", "name_fr"), ("code", "icon"), ("position", "active")]})]


@admin.register(PublicationDuty)
class PublicationDutyAdmin(CommuneAdmin):
    group, icon = "publications", "check"
    explains = _("What the commune has to publish of its own accord; the list of transparency shows what is missing.")
    list_display = ("name", "months", "elsewhere", "position", "active")
    fieldsets = [
        (None, {"fields": [("name_ar", "name_fr"), ("legal_reference_ar", "legal_reference_fr")]}),
        (None, {"fields": ["code", ("months", "elsewhere"), ("position", "active")]}),
    ]


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


@admin.register(PetitionTerms)
class PetitionTermsAdmin(CommuneAdmin):
    group, icon = "subjects", "edit"
    explains = _("How many signatures a petition to the council needs.")
    list_display = ("__str__", "signatures")
    fieldsets = [(None, {"fields": ["signatures"]})]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


audit.record(Theme)
audit.record(Collection)
audit.record(PublicationDuty)
audit.record(MailingTerms)
audit.record(PetitionTerms)
