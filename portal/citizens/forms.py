"""What a citizen types on the pages of their cases."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.cases.contacts import Contact
from portal.cases.fields import EmailField, PhoneField, TextField

from . import codes
from .models import LANGUAGES

LONGEST_TEXT = 3000
WAYS = [("email", _("by e-mail")), ("sms", _("by SMS"))]
EXTENTS = [
    ("contacts", _("My name, my phone number and my e-mail address")),
    ("words", _("Also what I wrote, the place, and my photos and recordings")),
]


def sends_sms():
    """Whether this installation has a gateway for SMS (SMS_URL)."""
    return not settings.SMS_URL.startswith("none:")


class ContactField(forms.CharField):
    """An e-mail address or a phone number. Cleans to a Contact, the e-mail in lower case."""

    def __init__(self, **options):
        attrs = {"dir": "ltr", "autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **options)
        self.validators = []

    def clean(self, value):
        typed = super().clean(value).strip()
        if "@" in typed:
            return Contact("email", EmailField().clean(typed).lower())
        if not any(character.isdigit() for character in typed):
            raise ValidationError(
                _("Write an e-mail address, as in name@example.ma, or a phone number, as in 06 12 34 56 78."), "shape"
            )
        number = PhoneField().clean(typed)
        if not sends_sms():
            raise ValidationError(_("The commune sends no SMS: write your e-mail address."), "no_sms")
        return Contact("sms", number)

    bound_data = TextField.bound_data


class ContactForm(forms.Form):
    contact = ContactField(
        label=_("Your e-mail address or your phone number"),
        help_text=_("The one you gave when you filed."),
        error_messages={"required": _("Write your e-mail address or your phone number.")},
    )


class NewContactForm(ContactForm):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["contact"].label = _("New e-mail address or phone number")
        self.fields["contact"].help_text = _("We send a code to it first, to be sure that it is yours.")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("One-time code"),
        widget=forms.TextInput(
            attrs={"dir": "ltr", "inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}
        ),
        help_text=_("Eight digits, in the message we have just sent you."),
        error_messages={"required": _("Write the code that we sent you.")},
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["code"].validators = []

    def clean_code(self):
        digits = codes.clean(self.cleaned_data["code"][:40])
        if len(digits) != codes.LENGTH:
            raise ValidationError(_("The code has eight digits. Some are missing, or there are too many."), "shape")
        return digits


class PreferencesForm(forms.Form):
    """`both`: some open case has an e-mail address and a phone number, so that there is a choice."""

    name = TextField(label=_("Your name"), longest=120, required=False)
    language = forms.ChoiceField(label=_("Language of our messages"), choices=LANGUAGES, widget=forms.RadioSelect)
    reached_by = forms.ChoiceField(label=_("How we write to you"), choices=WAYS, widget=forms.RadioSelect)

    def __init__(self, *args, both, **options):
        super().__init__(*args, **options)
        if not both or not sends_sms():
            del self.fields["reached_by"]


class ErasureForm(forms.Form):
    extent = forms.ChoiceField(
        label=_("What should be erased?"),
        choices=EXTENTS,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose what should be erased.")),
    )
    text = TextField(
        label=_("What should we know?"),
        longest=LONGEST_TEXT,
        lines=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CorrectionForm(forms.Form):
    correction = TextField(
        label=_("What is wrong, and what is right?"),
        longest=LONGEST_TEXT,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what is wrong, and what is right.")},
    )
