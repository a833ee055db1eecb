"""Who is who in the configuration: elected members, commissions with their seats, offices with their hours."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal import audit
from portal.backoffice.registrations.base import CommuneAdmin
from portal.cases import rules

from .models import Commission, ContactPoint, Member, Opening, Seat


class Rows(admin.TabularInline):
    """Rows of the configured thing, on its own page."""

    extra = 2

    def formfield_for_dbfield(self, db_field, request, **options):
        if db_field.name == "member":
            options["queryset"] = Member.objects.of(request.commune).active()
        return db_field.formfield(**options)

    def has_view_permission(self, request, obj=None):
        return rules.may_configure(request.user, request.commune)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request, obj=None):
        return self.has_view_permission(request)


class SeatRows(Rows):
    model, fields = Seat, ("member", "kind")


class OpeningRows(Rows):
    model, fields = Opening, ("season", "first_day", "last_day", "opens", "closes")


@admin.register(Member)
class MemberAdmin(CommuneAdmin):
    group, icon = "publications", "person"
    explains = _("Who was elected to the council, and what is entrusted to whom.")
    list_display = ("name", "office", "position", "active")
    fieldsets = [
        (None, {"fields": [("name_ar", "name_fr"), "office", ("delegation_ar", "delegation_fr")]}),
        (None, {"fields": [("email", "phone"), ("position", "active")]}),
    ]


@admin.register(Commission)
class CommissionAdmin(CommuneAdmin):
    inlines = (SeatRows,)
    group, icon = "publications", "hands"
    explains = _("The permanent commissions of the council, and who sits in them.")
    list_display = ("name", "position", "active")
    fieldsets = [(None, {"fields": [("name_ar", "name_fr"), ("about_ar", "about_fr"), ("position", "active")]})]


@admin.register(ContactPoint)
class ContactPointAdmin(CommuneAdmin):
    inlines = (OpeningRows,)
    group, icon = "publications", "building"
    explains = _("Where people find whom, when it is open, and what they come for.")
    list_display = ("name", "department", "phone", "active")
    list_select_related = ("department",)
    fieldsets = [
        (None, {"fields": [("name_ar", "name_fr"), "department", ("does_ar", "does_fr")]}),
        (None, {"fields": [("address_ar", "address_fr"), ("phone", "email"), ("latitude", "longitude")]}),
        (None, {"fields": [("position", "active")]}),
    ]


audit.record(Member)
audit.record(Commission)
audit.record(ContactPoint)
audit.record(Seat)
audit.record(Opening)
