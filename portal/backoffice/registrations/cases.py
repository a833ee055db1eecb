from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Role
from portal.cases.models import DeadlineRule, EscalationStep, FileLimit, Ground
from portal.cases.promise import count
from portal.cases.services import steps

from .. import case_page
from ..forms.choices import TopicField, capitalised
from .base import CommuneAdmin, CommuneForm

COPIED_TO_A_NEW_VERSION = (
    "code", "model", "kind", "topic", "name_ar", "name_fr", "legal_reference_ar", "legal_reference_fr", "basis",
    "deadline_kind", "length", "unit", "direction", "full_days", "roll", "pause_within_days", "complete_within_days",
    "max_extension",
)  # fmt: skip


class OfPillarForm(CommuneForm):
    """A row that belongs to one kind of dossier: a choice where there are several, else the only one.

    A rule may also count for something else, such as a request about personal data: it stays what it is for.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "model" in self.fields:
            self._offer_models(case_page.models())
        if "kind" in self.fields:
            label = self.fields["kind"].label
            self.fields["kind"] = forms.ChoiceField(label=label, choices=_kinds(self.instance.kind), required=False)

    def _offer_models(self, models):
        used = self._meta.model.objects.filter(commune=self.commune).values_list("model", flat=True)
        known = {name: _subject(name) or name for name in used.distinct()} | dict(models)
        self.fields["model"] = forms.ChoiceField(label=self.fields["model"].label, choices=list(known.items()))
        if len(models) == 1:
            self.fields["model"].widget = forms.HiddenInput()
            self.initial["model"] = self.initial.get("model") or models[0][0]


def _kinds(current):
    """The kinds that a rule may be for; one that no installed pillar knows stays as it is."""
    known = dict([("", _("All")), *case_page.rule_kinds()])
    known.setdefault(current, current)
    return capitalised(known.items())


class OfTopicAdmin(CommuneAdmin):
    """A page with a choice of topics, drawn as a tree."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name != "topic":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        field = TopicField(label=db_field.verbose_name, required=False)
        field.empty_label = _("All")
        field.offer(request.commune.pk)
        return field


class RuleForm(OfPillarForm):
    def clean(self):
        super().clean()
        if self.cleaned_data.get("pause_within_days") is not None and not self.cleaned_data.get("complete_within_days"):
            self.add_error("complete_within_days", _("Say how many days the person has to complete the case."))


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(OfTopicAdmin):
    """A version that deadlines were counted with is read only; a new law is a new version."""

    form = RuleForm
    group, icon = "deadlines", "clock"
    explains = _("Laws and undertakings: how long, counted how, from when. A version in use never changes.")
    list_display = ("name", "length_in_words", "basis", "valid_from", "to_confirm")
    change_form_template = "admin/cases/deadlinerule/change_form.html"
    fieldsets = [
        (_("What is promised"), {"fields": [("name_ar", "name_fr"), ("basis", "deadline_kind"),
                                            ("legal_reference_ar", "legal_reference_fr")]}),
        (_("For what"), {"fields": ["model", ("kind", "topic"), ("code", "valid_from")]}),
        (_("How it is counted"), {"fields": [("length", "unit"), ("direction", "full_days"), "roll",
                                             ("pause_within_days", "complete_within_days"), "max_extension"]}),
        (None, {"fields": ["to_confirm"]}),
    ]  # fmt: skip

    def words_of(self, name, value):
        if name == "model":
            return dict(case_page.models()).get(value) or _subject(value)
        return dict(_kinds(value)).get(value) if name == "kind" else None

    @admin.display(description=_("length"))
    def length_in_words(self, row):
        return count(row.length, row.unit)

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(deadline_kind="internal")

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.deadlines.exists())

    def get_changeform_initial_data(self, request):
        """A new version starts from the one it replaces (?from=3)."""
        model = self.get_queryset(request).filter(pk=number(request.GET.get("from"))).first()
        return {name: getattr(model, name) for name in COPIED_TO_A_NEW_VERSION} if model else {}

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.get_object(request, unquote(object_id))
        context = {"in_use": bool(row) and row.deadlines.exists(), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)


def number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None


class StepForm(CommuneForm):
    roles = forms.MultipleChoiceField(label=_("Who is told"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = capitalised(Role.choices)


@admin.register(EscalationStep)
class EscalationStepAdmin(CommuneAdmin):
    form = StepForm
    group, icon = "deadlines", "bell"
    explains = _("When somebody is warned before and after a due date, and who.")
    list_display = ("name", "moment_in_words", "told", "active")
    fields = [("name_ar", "name_fr"), ("anchor", "offset_days"), "roles", ("deadline_kind", "code"),
              ("position", "active")]  # fmt: skip

    @admin.display(description=_("when"))
    def moment_in_words(self, row):
        sign = f"{row.offset_days:+d} " if row.offset_days else ""
        return f"{sign}{row.get_anchor_display()}"

    @admin.display(description=_("who is told"))
    def told(self, row):
        return " · ".join(str(name) for name in row.role_names)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        steps.apply_step(obj, at=timezone.now())


@admin.register(Ground)
class GroundAdmin(CommuneAdmin):
    form = OfPillarForm
    group, icon = "answers", "shield"
    explains = _("Why a case is not handled in substance, in the words of the commune's jurist.")
    list_display = ("name", "legal_reference", "active")
    fields = ["model", ("name_ar", "name_fr"), ("legal_reference_ar", "legal_reference_fr"), ("code", "active")]


@admin.register(FileLimit)
class FileLimitAdmin(CommuneAdmin):
    group, icon = "answers", "upload"
    explains = _("How many files people may attach, and how large.")
    list_display = ("kind", "megabytes", "max_files", "max_seconds")
    fields = ["kind", ("max_bytes", "max_files"), ("max_pixels", "max_seconds")]

    @admin.display(description=_("megabytes"))
    def megabytes(self, row):
        return row.max_bytes // (1024 * 1024)

    def get_readonly_fields(self, request, obj=None):
        return ("kind",) if obj else ()

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def _subject(name):
    """What else than a case a rule may count for, in words; None when no such model is installed."""
    try:
        return capfirst(apps.get_model(name)._meta.verbose_name)
    except (LookupError, ValueError):
        return None
