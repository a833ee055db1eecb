"""The questions of a topic, on the topic's own page."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.cases import rules
from portal.cases.models import TopicQuestion
from portal.cases.states import QuestionKind

from ..forms.choices import capitalised
from .base import LANGUAGES, field_label

FEWEST_CHOICES = 2


class QuestionForm(forms.ModelForm):
    class Meta:
        model = TopicQuestion
        fields = (
            "label_ar", "label_fr", "help_ar", "help_fr", "kind", "required", "options_ar", "options_fr", "position",
            "active",
        )  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            label = field_label(TopicQuestion, name)
            if label:
                code, direction, _words = LANGUAGES[name[-3:]]
                field.label, field.required = label, name.startswith("label")
                field.widget.attrs |= {"lang": code, "dir": direction}
        for name in ("options_ar", "options_fr"):
            self.fields[name].widget.attrs["rows"] = 4
        self.fields["kind"].choices = capitalised(self.fields["kind"].choices)

    def clean(self):
        data = super().clean()
        arabic, french = (_lines(data.get(f"options_{code}")) for code in ("ar", "fr"))
        if data.get("kind") != QuestionKind.CHOICE:
            if arabic or french:
                self.add_error("options_ar", _("Only “one of several” has choices. Empty them, or change the kind."))
        elif min(len(arabic), len(french)) < FEWEST_CHOICES:
            self.add_error("options_ar", _("Write at least two choices in each language, one a line."))
        elif len(arabic) != len(french):
            self.add_error("options_fr", _("Write as many choices in French as in Arabic, in the same order."))
        elif len(set(arabic)) < len(arabic) or len(set(french)) < len(french):
            self.add_error("options_ar", _("Two choices are the same. Take one away."))
        return data


def _lines(text):
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


class QuestionFormSet(forms.BaseInlineFormSet):
    """Django leaves the errors of rows that are to be deleted aside: what must stay is told for the whole."""

    def clean(self):
        super().clean()
        for form in self.forms:
            if self._should_delete_form(form) and form.instance.pk and form.instance.details.exists():
                words = {"question": form.instance}
                raise forms.ValidationError(
                    _("People have answered “%(question)s”, so it stays. To ask it no longer, untick “active”.") % words
                )


class QuestionInline(admin.StackedInline):
    """A question with answers is never deleted; a change of words leaves the answers as they are."""

    model, form, formset, extra = TopicQuestion, QuestionForm, QuestionFormSet, 1
    fieldsets = [(None, {"fields": [("label_ar", "label_fr"), ("help_ar", "help_fr"), ("kind", "position"),
                                    ("options_ar", "options_fr"), ("required", "active")]})]  # fmt: skip

    def formfield_for_dbfield(self, db_field, request, **options):
        return db_field.formfield(**options)

    def has_view_permission(self, request, obj=None):
        return rules.may_configure(request.user, request.commune)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request, obj=None):
        return self.has_view_permission(request)
