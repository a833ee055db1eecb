"""What the forms of people who ask the commune something have alike: the subject, the person, the notice."""

from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import LANGUAGES
from portal.cases.fields import EmailField, PhoneField, RowField, TextField

from ..models import AskedSubject


class AskingForm(forms.Form):
    """`SERVES`: the model of the cases that it files; the subject is only asked where there are several."""

    SERVES: Any

    submission_token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    subject_row = RowField(
        AskedSubject.objects.none(),
        label=_("What is it about?"),
        empty_label=None,
        error_messages={"required": _("Choose what it is about.")},
    )
    name = TextField(label=_("Full name"), longest=120, required=False)
    phone = PhoneField(label=_("Phone number"), required=False)
    email = EmailField(label=_("E-mail address"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the answer"), choices=LANGUAGES, widget=forms.RadioSelect, required=False
    )
    agree = forms.BooleanField(
        label=_("I have read how the commune uses these data"),
        error_messages={"required": _("Tick the box to say that you have read the notice on your data.")},
    )

    def __init__(self, *args, commune, **options):
        super().__init__(*args, **options)
        self.commune = commune
        rows = AskedSubject.objects.of(commune).active().filter(model=self.SERVES).select_related("department")
        self.fields["subject_row"].queryset = rows
        self.only = rows[0] if len(rows) == 1 else None
        if len(rows) < 2:
            del self.fields["subject_row"]
        self.fields["name"].widget.attrs["autocomplete"] = "name"

    def clean_language(self):
        return self.cleaned_data["language"] or translation.get_language()

    def asked(self, *names):
        """These fields of a valid form, with what all have alike: the person, the language and the subject's row."""
        data = self.cleaned_data
        return {name: data[name] for name in (*names, "name", "phone", "email", "language")} | {
            "subject_row": data.get("subject_row", self.only)
        }
