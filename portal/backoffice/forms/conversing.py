"""Forms of words: to the citizen, between departments, between colleagues."""

from datetime import timedelta

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal import formats
from portal.cases.models import Consultation
from portal.cases.services import responses
from portal.communes.models import Department
from portal.workdays.arithmetic import local_day

from .base import LONG_TEXT, ActionForm, FutureDayField, day_input, text_field

DAYS_TO_REPLY = 7


class _TextForm(ActionForm):
    text = text_field("")
    label = _("Text")

    def prepare(self):
        self.fields["text"].label = self.label


class AskForm(_TextForm):
    label = _("What is missing")

    def prepare(self):
        super().prepare()
        self.fields["text"].help_text = _("List all that is missing at once: the count can be stopped only once.")
        self.fields["text"].widget.attrs["lang"] = self.case.language


class ReplyOfPersonForm(_TextForm):
    label = _("What the person said")


class ReviewOfPersonForm(_TextForm):
    label = _("Why the answer does not convince")
    on = forms.DateField(label=_("Day on which it was asked, or the letter arrived"), widget=day_input())

    def prepare(self):
        super().prepare()
        self.initial.setdefault("on", self.today)
        self.fields["on"].widget.attrs["max"] = self.today.isoformat()

    def clean_on(self):
        on, last = self.cleaned_data["on"], self.case.answers.last()
        if on > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        if last and on < local_day(last.at):
            raise forms.ValidationError(_("The answer was given after this day."))
        if not responses.may_ask_review(self.case, on=on):
            raise forms.ValidationError(_too_late(self.case))
        return on


def _too_late(case):
    if case.respond_until is None:
        return _("No review can be asked for this case.")
    facts = {"day": formats.day(case.respond_until, get_language())}
    return _("A review could be asked until %(day)s: on this day it was too late.") % facts


class MessageForm(_TextForm):
    label = _("Message")


class NoteForm(_TextForm):
    label = _("Note")


class TranscriptForm(forms.Form):
    """`seen`: when the transcript was last written, as this reader saw it."""

    text = text_field(_("What is said"), longest=LONG_TEXT, rows=10, required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, file, initial=None, **options):
        self.version = file.transcribed_at.isoformat() if file.transcribed_at else ""
        super().__init__(*args, initial={"text": file.transcript, "seen": self.version, **(initial or {})}, **options)

    def is_older(self):
        """Whether somebody wrote it since this form was opened."""
        return self.data.get("seen", "") != self.version


class ConsultForm(ActionForm):
    department = forms.ModelChoiceField(Department.objects.none(), label=_("Department"), empty_label=_("Choose"))
    question = text_field(_("Question"))
    due_on = FutureDayField(label=_("Reply wanted by"))

    def prepare(self):
        departments = Department.objects.of(self.case.commune_id).active()
        self.fields["department"].queryset = departments.exclude(pk=self.case.department_id)
        self.fields["due_on"].not_before(self.today)
        self.initial.setdefault("due_on", self.today + timedelta(days=DAYS_TO_REPLY))


class ReplyForm(ActionForm):
    consultation = forms.ModelChoiceField(Consultation.objects.none(), label=_("Question"), empty_label=None)
    text = text_field(_("Reply"))

    def prepare(self):
        field = self.fields["consultation"]
        departments = self.user.departments_in(self.case.commune)
        field.queryset = self.case.consultations.filter(department__in=departments, replied_at=None)
        field.label_from_instance = lambda row: row.question
        waiting = list(field.queryset[:2])
        if len(waiting) == 1:
            field.widget = forms.HiddenInput()
            self.initial.setdefault("consultation", waiting[0].pk)
            self.question = waiting[0].question
