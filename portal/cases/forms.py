"""What a citizen types on the tracking pages."""

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import LANGUAGES

from . import codes
from .fields import EitherTextarea, EmailField, FilesField, PhoneField, TextField

LONGEST_TEXT = 5000
CODE_LENGTH = 16


class CodeField(forms.CharField):
    """A reference or a code as people type it: any case, digits of any script, with or without hyphens."""

    def __init__(self, *, clean_with, message, **options):
        attrs = {"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(widget=forms.TextInput(attrs={**attrs, **options.pop("attrs", {})}), **options)
        self.clean_with, self.message, self.validators = clean_with, message, []

    def clean(self, value):
        cleaned = self.clean_with(super().clean(value)[:200])
        if not cleaned:
            raise forms.ValidationError(self.message, "shape")
        return cleaned

    def bound_data(self, data, initial):
        return data.replace("\x00", "") if isinstance(data, str) else data


def whole_code(typed):
    """The code that was typed, or "" when it has not all its characters."""
    code = codes.clean_code(typed)
    return code if len(code) == CODE_LENGTH else ""


class TrackForm(forms.Form):
    reference = CodeField(
        label=_("Case number"),
        clean_with=codes.clean_reference,
        message=_("A case number has letters, a year and a number, as in LAR-2026-000123."),
        help_text=_("It stands at the top of your receipt and in our messages."),
        error_messages={"required": _("Write the number of your case.")},
    )
    code = CodeField(
        label=_("Tracking code"),
        clean_with=whole_code,
        message=_("A tracking code has 16 letters and digits in four groups. Some are missing, or there are too many."),
        help_text=_("16 letters and digits, under the number. Capitals and hyphens do not matter."),
        error_messages={"required": _("Write the code of your receipt.")},
        attrs={"data-code": ""},
    )


class ReplyForm(forms.Form):
    """A message with files. `kept`: those already checked; `refusals`: sentences about those that were refused."""

    submission_token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    text = TextField(
        label=_("Your message"),
        longest=LONGEST_TEXT,
        lines=True,
        widget=EitherTextarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a message, or add a photo or a recording.")},
    )
    files = FilesField(label=_("Photos, a document or a recording"), required=False)

    def __init__(self, *args, kept=(), refusals=(), answers_question=False, **options):
        super().__init__(*args, **options)
        self.kept, self.refusals = list(kept), list(dict.fromkeys(refusals))
        self.fields["text"].required = not self.kept
        if answers_question:
            self.fields["text"].label = _("Your answer")

    def clean(self):
        data = super().clean()
        for refusal in self.refusals:
            self.add_error("files", refusal)
        return data


class ReviewForm(ReplyForm):
    """Why the answer does not convince: words are needed, files may go along."""

    def __init__(self, *args, answered=True, **options):
        super().__init__(*args, **options)
        text = self.fields["text"]
        text.label, text.required = _("Why does the answer not convince you?"), True
        text.error_messages["required"] = _("Say in a few words why the answer does not convince you.")
        if not answered:
            text.label = _("What do you want to say?")
            text.error_messages["required"] = _("Say in a few words what you complain about.")


class ObjectionForm(forms.Form):
    objection = TextField(
        label=_("Why do you object?"),
        longest=LONGEST_TEXT,
        lines=True,
        error_messages={"required": _("Say in a few words why you object.")},
    )


class FollowForm(forms.Form):
    """Where somebody who has the same problem wants to be told. One address is enough, and only one is kept."""

    phone = PhoneField(label=_("Phone number"), required=False)
    email = EmailField(label=_("E-mail address"), required=False)
    name = TextField(label=_("Name, as we should address you"), required=False, longest=120)
    language = forms.ChoiceField(
        label=_("Language of our messages"), choices=LANGUAGES, widget=forms.RadioSelect, required=False
    )
    agree = forms.BooleanField(
        label=_("I have read how the commune uses these data"),
        error_messages={"required": _("Tick the box to say that you have read the notice on your data.")},
    )

    def clean_language(self):
        return self.cleaned_data["language"] or translation.get_language()

    def clean(self):
        data = super().clean()
        if not self.errors.keys() & {"phone", "email"} and not data.get("phone") and not data.get("email"):
            self.add_error("phone", _("Write a phone number or an e-mail address: without one we cannot tell you."))
        return data

    def given(self):
        """What `following.add` takes."""
        return {name: self.cleaned_data[name] for name in ("phone", "email", "name", "language")}
