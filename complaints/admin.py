"""The subjects people choose from, with what happens to each."""

from django import forms
from django.contrib import admin
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal import audit
from portal.backoffice.forms.choices import capitalised
from portal.backoffice.registrations.base import CommuneAdmin, CommuneForm
from portal.backoffice.registrations.questions import QuestionInline
from portal.cases.services import publishing

from .drawings import DRAWINGS
from .models import Category
from .states import CATEGORY_MODEL, Kind


class Drawings(forms.RadioSelect):
    """Tiles with their drawing (see templates/admin/includes/fieldset.html)."""

    drawings = {name: name for name, _word in DRAWINGS}


class CategoryForm(CommuneForm):
    kinds = forms.MultipleChoiceField(
        label=_("May be chosen for"), choices=Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    icon = forms.ChoiceField(label=_("Drawing"), choices=DRAWINGS, widget=Drawings)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.model = CATEGORY_MODEL
        self.fields["kinds"].choices = capitalised(Kind.choices)
        known = {name for name, _word in DRAWINGS}
        if self.instance.icon and self.instance.icon not in known:
            self.fields["icon"].choices = [(self.instance.icon, self.instance.icon), *DRAWINGS]


@admin.register(Category)
class CategoryAdmin(CommuneAdmin):
    form = CategoryForm
    inlines = (QuestionInline,)
    group, icon = "subjects", "list"
    explains = _("Two levels of subjects: words, drawing, who answers, danger notice, internal target.")
    list_display = ("name", "parent", "department", "internal_days", "active", "to_confirm")
    list_filter = ("to_confirm",)
    list_per_page = 100
    ordering = (  # each subject of the first level, then those under it
        Coalesce("parent__position", "position"),
        Coalesce("parent_id", "id"),
        F("parent_id").asc(nulls_first=True),
        "position",
    )
    list_select_related = ("parent", "department")
    search_fields = ("name_ar", "name_fr")
    fieldsets = [
        (_("Words"), {"fields": [("name_ar", "name_fr"), ("help_ar", "help_fr")]}),
        (_("Place in the list"), {"fields": [("parent", "code"), ("position", "active"), "kinds", "to_confirm"]}),
        (None, {"fields": ["icon"]}),
        (_("Who answers"), {"fields": [("department", "internal_days"), ("competent_body_ar", "competent_body_fr"),
                                        "retention_months"]}),
        (_("Danger and publication"), {"fields": [("stop_notice_ar", "stop_notice_fr"),
                                                  ("duplicate_radius", "publishable")]}),
    ]  # fmt: skip

    def save_model(self, request, obj, form, change):
        """A subject that is open to publication no longer takes its complaints off the public pages at once."""
        super().save_model(request, obj, form, change)
        if change and not obj.publishable:
            publishing.unpublish_topic(obj, by=request.user, at=timezone.now())

    def choices_of(self, db_field, request):
        """A category belongs to one of the first level of categories."""
        if db_field.name == "parent":
            return Category.objects.of(request.commune).filter(parent=None)
        return super().choices_of(db_field, request)


audit.record(Category)
