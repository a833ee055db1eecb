"""The reasoned answer: an outcome, what it rests on, and a text in the citizen's language."""

import re
import uuid

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.cases import procedures, rules, texts
from portal.cases.fields import FilesField, TextField
from portal.cases.models import AnswerTemplate, Ground
from portal.cases.services import approvals
from portal.cases.states import GROUNDED, Outcome

from .base import LONG_TEXT, ActionForm, text_field
from .choices import capitalised

GAP = re.compile(r"\[\s*(?:\.\.\.|…)[^\]]*\]|\{[a-z_]+\}")
LANGUAGES = {"ar": _("Reasoned answer, in Arabic"), "fr": _("Reasoned answer, in French")}


class AnswerForm(ActionForm):
    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    ground = forms.ModelChoiceField(
        Ground.objects.none(), label=_("Ground, if one is needed"), required=False, empty_label="–"
    )
    competent_body = TextField(label=_("Who is competent, if not the commune"), longest=160, required=False)
    template = forms.ModelChoiceField(
        AnswerTemplate.objects.none(), label=_("Start from a template"), required=False, empty_label="–"
    )
    text = text_field("", longest=LONG_TEXT, rows=12)
    files = FilesField(required=False)
    token = forms.UUIDField(widget=forms.HiddenInput)
    fills = ("insert", "discard", "keep")

    @property
    def is_proposed(self):
        """Whether this answer only waits for approval when it is sent."""
        return rules.needs_approval(self.user, self.case)

    @property
    def button_text(self):
        return _("Propose this answer") if self.is_proposed else ""

    def prepare(self):
        language, procedure = self.case.language, procedures.of(self.case)
        self.outcomes = procedure.outcomes
        self.fields["files"].label, self.files_icon = procedure.answer_files
        self.start_from(approvals.sent_back(self.case))
        self.fields["ground"].queryset = Ground.objects.of(self.case.commune_id).active().filter(model=self.case.model)
        self.fields["text"].label = LANGUAGES.get(language, LANGUAGES["ar"])
        self.fields["text"].widget.attrs |= {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
        self.fields["outcome"].choices = capitalised((o.value, o.label) for o in self.outcomes)
        self.offer_templates()
        self.initial.setdefault("token", uuid.uuid4())
        with translation.override(language):
            body = self.case.topic.competent_body if self.case.topic else ""
        self.initial.setdefault("competent_body", body)

    def start_from(self, proposal):
        """Begin with the words of a proposal."""
        self.proposal = proposal
        if proposal:
            words = {name: getattr(proposal, name) for name in ("outcome", "competent_body", "text")}
            for name, value in {**words, "ground": proposal.ground_id}.items():
                self.initial.setdefault(name, value)

    def offer_templates(self):
        """The templates of the citizen's language that lead to one of our outcomes, grouped by outcome."""
        rows = [row for row in texts.templates_for(self.case) if row.outcome in self.outcomes]
        field = self.fields["template"]
        field.queryset = AnswerTemplate.objects.filter(pk__in=[row.pk for row in rows])
        groups = {}
        for row in rows:
            groups.setdefault(row.get_outcome_display().capitalize(), []).append((row.pk, row.title))
        field.choices = [("", "–"), *groups.items()]

    def inserted(self):
        """What was typed, with the chosen template's text filled in, and its outcome where none was chosen."""
        values = self.as_typed()
        self.full_clean()
        chosen = self.cleaned_data.get("template")
        if chosen:
            known = texts.placeholders(
                self.case,
                ground=self.cleaned_data.get("ground"),
                competent_body=self.cleaned_data.get("competent_body", ""),
            )
            values["text"] = texts.fill(chosen.text, known)
            values["outcome"] = values.get("outcome") or chosen.outcome
        return values

    def clean_text(self):
        text = self.cleaned_data["text"]
        gap = GAP.search(text)
        if gap:
            message = _("Fill in what the template left open: %(gap)s")
            raise forms.ValidationError(message, "gap", {"gap": gap[0]})
        return text

    def clean(self):
        outcome = self.cleaned_data.get("outcome")
        if outcome in GROUNDED and not self.cleaned_data.get("ground"):
            self.add_error("ground", self._no_ground(outcome))
        if outcome == Outcome.NOT_COMPETENT and not self.cleaned_data.get("competent_body"):
            self.add_error("competent_body", _("Say who is competent, so that the person knows where to go."))

    def _no_ground(self, outcome):
        if not self.fields["ground"].queryset.exists():
            return _("No ground is entered yet: the commune's jurist words them in the configuration, under Grounds.")
        if outcome == Outcome.INADMISSIBLE:
            return _("Say on which ground the case is inadmissible.")
        return _("Say on which ground the information is withheld.")

    def given(self):
        outcome = self.cleaned_data["outcome"]
        given = {name: self.cleaned_data[name] for name in ("outcome", "text", "token")}
        if outcome in GROUNDED:
            given["ground"] = self.cleaned_data["ground"]
        if outcome == Outcome.NOT_COMPETENT:
            given["competent_body"] = self.cleaned_data["competent_body"]
        return given


class ApproveForm(AnswerForm):
    """The proposed answer, as its reader may change it before it is given."""

    is_proposed = False
    button_text = ""

    def start_from(self, proposal):
        super().start_from(approvals.waiting(self.case))

    @property
    def files_so_far(self):
        return list(self.proposal.attachments.all()) if self.proposal else []


class SendBackForm(ActionForm):
    note = text_field(_("What is to be changed"))
