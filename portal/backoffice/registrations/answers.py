"""Answer templates: by outcome, language and topic; read as a person would receive them before they are kept."""

import re

from django import forms
from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from portal import formats
from portal.accounts.models import LANGUAGES
from portal.cases import texts
from portal.cases.fields import TextField
from portal.cases.models import AnswerTemplate, Topic
from portal.workdays.arithmetic import local_day

from .cases import OfPillarForm, OfTopicAdmin, number

# What portal.cases.texts fills in: (name, its words on the page, an example)
PLACEHOLDERS = (
    ("name", _("name of the person"), _("Fatima Example")),
    ("reference", _("number of the case"), "LAR-2026-000123"),
    ("subject", _("subject, as the person wrote it"), _("Street light out of order")),
    ("received_on", _("day of receipt"), ""),
    ("department", _("department that answers"), _("Public lighting")),
    ("competent_body", _("who is competent, if not the commune"), _("the water and electricity company")),
    ("ground", _("ground of inadmissibility"), _("the matter is before a court")),
    ("original_reference", _("number of the original of a duplicate"), "LAR-2026-000119"),
    ("commune", _("name of the commune"), ""),
)
KNOWN = tuple(name for name, _words, _example in PLACEHOLDERS)
PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


class TemplateForm(OfPillarForm):
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    title = TextField(label=_("Name of the template"), longest=120)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs |= {"dir": "auto", "rows": 14}

    def is_valid(self):
        """What is only to be looked at is never saved."""
        return super().is_valid() and "_preview" not in self.data

    def clean_text(self):
        text = self.cleaned_data["text"]
        unknown = [f"{{{name}}}" for name in PLACEHOLDER.findall(text) if name not in KNOWN]
        if unknown:
            known = " ".join(f"{{{name}}}" for name in KNOWN)
            facts = {"unknown": " ".join(dict.fromkeys(unknown)), "known": known}
            message = _("Nothing is filled in for %(unknown)s. What can be filled in: %(known)s")
            raise forms.ValidationError(message, "unknown", facts)
        return text

    @property
    def preview(self):
        """The text with examples in its places, in its language."""
        language = self["language"].value()
        with translation.override(language if language in dict(LANGUAGES) else translation.get_language()):
            values = {name: str(example) for name, _words, example in PLACEHOLDERS}
            values |= {"received_on": formats.day(self.today, translation.get_language()), "commune": str(self.commune)}
            return texts.fill(self["text"].value() or "", values)


class LanguageFilter(SimpleListFilter):
    title, parameter_name = _("language"), "language"

    def lookups(self, request, model_admin):
        return LANGUAGES

    def queryset(self, request, queryset):
        return queryset.filter(language=self.value()) if self.value() in dict(LANGUAGES) else queryset


class TopicFilter(SimpleListFilter):
    """The topics of the commune that have templates of their own; "none": templates for all topics."""

    title, parameter_name = _("topic"), "topic"

    def lookups(self, request, model_admin):
        used = AnswerTemplate.objects.of(request.commune).values("topic")
        topics = Topic.objects.of(request.commune).filter(pk__in=used)
        return [("none", _("for all topics")), *((str(row.pk), str(row)) for row in topics)]

    def queryset(self, request, queryset):
        if self.value() == "none":
            return queryset.filter(topic=None)
        topic = number(self.value())
        return queryset.filter(topic=topic) if topic else queryset


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(OfTopicAdmin):
    form = TemplateForm
    group, icon = "answers", "paper"
    explains = _("Texts to start an answer from, by outcome and language. An inactive one is kept, and never offered.")
    list_display = ("title", "outcome", "language_in_words", "topic", "active")
    list_filter = ("outcome", LanguageFilter, TopicFilter, "active")
    list_select_related = ("topic",)
    search_fields = ("title", "text")
    change_form_template = "admin/cases/answertemplate/change_form.html"
    fields = ["model", ("outcome", "language"), ("topic", "title"), "text", ("code", "active")]

    @admin.display(description=_("language"))
    def language_in_words(self, row):
        return dict(LANGUAGES).get(row.language, row.language)

    def get_changeform_initial_data(self, request):
        """A duplicate starts from the template it is made of (?from=3), with a code of its own."""
        model = self.get_queryset(request).filter(pk=number(request.GET.get("from"))).first()
        if model is None:
            return {}
        copied = ("model", "outcome", "language", "topic", "title", "text")
        return {**{name: getattr(model, name) for name in copied}, "code": self._free_code(model)}

    def _free_code(self, model):
        stem = re.sub(r"-\d+$", "", model.code)[:50]
        same = AnswerTemplate.objects.of(model.commune_id).filter(Q(code=stem) | Q(code__startswith=f"{stem}-"))
        taken = set(same.values_list("code", flat=True))
        return next(code for n in range(2, len(taken) + 3) if (code := f"{stem}-{n}") not in taken)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        known = [(f"{{{name}}}", words) for name, words, _example in PLACEHOLDERS]
        return super().changeform_view(request, object_id, form_url, {"placeholders": known, **(extra_context or {})})

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.today = local_day(timezone.now())
        return form
