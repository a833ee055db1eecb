from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.communes.models import Commune, Department, District, EmergencyNumber

from .base import CommuneAdmin


@admin.register(Commune)
class CommuneOwnAdmin(CommuneAdmin):
    """The commune's own data: one row, changed, never added or taken away."""

    icon = "building"
    title = _("The commune's own data")
    explains = _("Names, address and hours, who signs letters, numbers of the personal-data declaration.")
    readonly_fields = ("code", "prefix")
    fieldsets = [
        (_("Names"), {"fields": [("name_ar", "name_fr"), ("province_ar", "province_fr"), ("region_ar", "region_fr"),
                                 ("code", "prefix")]}),
        (_("Contact"), {"fields": [("address_ar", "address_fr"), ("opening_hours_ar", "opening_hours_fr"),
                                   ("phone", "email"), "website"]}),
        (_("Letters and answers"), {"fields": [("signatory_ar", "signatory_fr"),
                                               ("signatory_title_ar", "signatory_title_fr"), ("remedy_ar", "remedy_fr"),
                                               ("objection_days", "review_days")]}),
        (_("Personal data"), {"fields": [("cndp_declaration", "cndp_authorisation"), "privacy_contact",
                                         ("retention_months", "retention_confirmed")]}),
        (_("Town hall"), {"fields": ["networks"]}),
        (_("Place, in degrees"), {"fields": [("latitude", "longitude"), ("north", "south"), ("west", "east")]}),
    ]  # fmt: skip

    def get_queryset(self, request):
        return super(CommuneAdmin, self).get_queryset(request).filter(pk=request.commune.pk)

    @staticmethod
    def _is_here(request, obj):
        return obj is None or obj.pk == request.commune.pk

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("backoffice:communes_commune_change", args=[request.commune.pk]))


@admin.register(Department)
class DepartmentAdmin(CommuneAdmin):
    icon = "hands"
    explains = _("The units that answer for cases.")
    list_display = ("name", "parent", "code", "active")
    list_select_related = ("parent",)
    fields = [("name_ar", "name_fr"), ("parent", "code"), "four_eyes", ("position", "active")]


@admin.register(District)
class DistrictAdmin(CommuneAdmin):
    icon = "map"
    explains = _("Administrative annexes and neighbourhoods, as people know them.")
    list_display = ("name", "kind", "parent", "active")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("name_ar", "name_fr")
    fields = [("name_ar", "name_fr"), ("kind", "parent"), ("latitude", "longitude"), ("position", "active")]


@admin.register(EmergencyNumber)
class EmergencyNumberAdmin(CommuneAdmin):
    icon = "phone"
    explains = _("Whom to call at once; shown beside subjects that are dangerous.")
    list_display = ("label", "number", "position")
    fields = [("label_ar", "label_fr"), ("number", "position")]
