"""What people ask about in the configuration: which department answers for what."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal import audit
from portal.backoffice.forms.choices import capitalised
from portal.backoffice.registrations.base import CommuneAdmin, CommuneForm

from .models import AskedSubject
from .states.requests import Serves


class SubjectForm(CommuneForm):
    model = forms.ChoiceField(label=_("For"), choices=lambda: capitalised(Serves.choices))


@admin.register(AskedSubject)
class AskedSubjectAdmin(CommuneAdmin):
    form = SubjectForm
    group, icon = "subjects", "ask"
    explains = _("What people ask about: information, members of the council. Which department answers for it.")
    list_display = ("name", "used_for", "department", "active", "to_confirm")
    list_select_related = ("department",)
    fieldsets = [
        (None, {"fields": [("name_ar", "name_fr"), ("model", "department"), ("code", "position")]}),
        (None, {"fields": ["retention_months", ("active", "to_confirm")]}),
    ]

    @admin.display(description=_("for"))
    def used_for(self, row):
        return row.offered_for


audit.record(AskedSubject)
