"""The form of a question to an elected member or to a commission."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.cases import personal
from portal.cases.fields import TextField
from portal.cases.forms_desk import DeskFields

from ..models import Commission, Member
from ..states.requests import QUESTION
from .asking import AskingForm

KINDS = {"member": Member, "commission": Commission}


class QuestionForm(AskingForm):
    SERVES = QUESTION

    to = forms.ChoiceField(
        label=_("Whom do you ask?"),
        error_messages={
            "required": _("Choose a member or a commission of the council."),
            "invalid_choice": _("Choose a member or a commission of the council."),
        },
    )
    subject = TextField(
        label=_("Your question in one line"),
        longest=140,
        error_messages={"required": _("Write your question in one line.")},
    )
    description = TextField(
        label=_("More about it"), longest=3000, lines=True, required=False, help_text=_("What made you ask, and where.")
    )
    public = forms.BooleanField(
        label=_("Everybody may read the question and the answer, without my name"),
        required=False,
        initial=True,
        help_text=_("An employee reads it first. Without this, only you read the answer."),
    )
    field_order = ("submission_token", "subject_row", "to", "subject", "description", "public", "name")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.rows = {
            f"{name}-{row.pk}": (name, row)
            for name, model in KINDS.items()
            for row in model.objects.of(self.commune).active()
        }
        groups = {"member": _("Members of the council"), "commission": _("Commissions")}
        offered = [
            (label, [(key, _named(row)) for key, (name, row) in self.rows.items() if name == kind])
            for kind, label in groups.items()
        ]
        self.fields["to"].choices = [("", _("Choose")), *(group for group in offered if group[1])]

    def facts(self):
        """What `questioning.file` takes, from a valid form."""
        kind, row = self.rows[self.cleaned_data["to"]]
        return self.asked("subject", "description", "public") | {kind: row}


def _named(row):
    delegation = getattr(row, "delegation", "")
    return f"{row} ({delegation})" if delegation else str(row)


class LiveQuestionForm(forms.Form):
    """A question to those at a meeting: nothing is asked about who asks."""

    submission_token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    subject = TextField(
        label=_("Your question"),
        longest=140,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write your question.")},
        help_text=_("Everybody reads it, once somebody has read it first. Name nobody."),
    )


class HallField(TextField):
    """Words that a hall reads at once: what names or reaches anybody is refused; there is no time to confirm it."""

    def validate(self, value):
        super().validate(value)
        passages = [finding.passage for finding in personal.find(value) if finding.grave]
        if passages:
            raise forms.ValidationError(
                _("Everybody reads this. Take out what reaches a person: %(passages)s"),
                "personal",
                {"passages": " · ".join(passages)},
            )


class ShowForm(forms.Form):
    """The words of a question as the hall reads them."""

    words = HallField(
        label=_("As everybody reads it"), longest=140, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the words that everybody reads.")},
    )  # fmt: skip


class AnsweredForm(forms.Form):
    said = HallField(
        label=_("What was answered, in a few words"), longest=1000, lines=True, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For those who were not there, and for who asked."),
    )  # fmt: skip


class DeskQuestionForm(DeskFields, QuestionForm):
    """The same as staff fill it in for somebody who asks at a meeting, at the counter or by letter."""

    NATIONAL = None

    def facts(self):
        return super().facts() | self.elsewhere()
