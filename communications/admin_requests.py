"""What people ask about in the configuration: which department answers for what."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal import audit
from portal.backoffice.registrations.base import CommuneAdmin, CommuneForm

from .models import AskedSubject
from .states.requests import SUBJECT


class SubjectForm(CommuneForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.model = SUBJECT


@admin.register(AskedSubject)
class AskedSubjectAdmin(CommuneAdmin):
    form = SubjectForm
    group, icon = "subjects", "ask"
    explains = _("What people ask about: information, members of the council. Which department answers for it.")
    list_display = ("name", "serves", "department", "active", "to_confirm")
    list_select_related = ("department",)
    fieldsets = [
        (None, {"fields": [("name_ar", "name_fr"), ("serves", "department"), ("code", "position")]}),
        (None, {"fields": ["retention_months", ("active", "to_confirm")]}),
    ]


audit.record(AskedSubject)
