"""Decisions of the complaints officer: each with its reason, which the citizen reads."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.backoffice.forms.base import ActionForm, text_field
from portal.backoffice.forms.choices import capitalised
from portal.cases import codes
from portal.cases.fields import TextField
from portal.cases.models import Case

from .states import Kind


class DecisionForm(ActionForm):
    text = text_field(_("Reason, as the person will read it"))

    def prepare(self):
        self.fields["text"].widget.attrs["lang"] = self.case.language


class KindForm(DecisionForm):
    kind = forms.ChoiceField(label=_("New kind"), choices=Kind.choices, widget=forms.RadioSelect)
    field_order = ["kind", "text"]

    def prepare(self):
        super().prepare()
        kinds = [(value, label) for value, label in Kind.choices if value != self.case.kind]
        self.fields["kind"].choices = capitalised(kinds)


class DuplicateForm(DecisionForm):
    original = TextField(label=_("Number of the original"), longest=40, help_text=_("As in LAR-2026-000123."))
    field_order = ["original", "text"]

    def prepare(self):
        super().prepare()
        self.fields["original"].widget.attrs["dir"] = "ltr"

    def clean_original(self):
        cases = Case.objects.visible_to(self.user, self.case.commune).filter(model=self.case.model)
        found = cases.filter(reference=codes.clean_reference(self.cleaned_data["original"])).first()
        if found is None:
            raise forms.ValidationError(_("There is no case of this number."))
        original = found.duplicate_of or found
        if original.pk == self.case.pk:
            raise forms.ValidationError(_("A case is no duplicate of itself."))
        if not original.is_open:
            raise forms.ValidationError(_("The original was answered already: answer this case too."))
        return original
