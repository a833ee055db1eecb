"""The codes of a second factor: in any digits, with or without spaces, and counted by our limits."""

import unicodedata

from allauth.core import context
from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from portal import rates

from . import devices

ACTION = "second_factor"


class SecondFactorField(forms.CharField):
    """Six digits of an app, or eight of a recovery code."""

    def __init__(self, **options):
        attrs = {"dir": "ltr", "autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        words = {"required": _("Type the code.")}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=60, error_messages=words, **options)

    def to_python(self, value):
        typed = super().to_python(value)
        return "".join(str(unicodedata.digit(letter, letter)) for letter in typed if not letter.isspace())


class Counted:
    """Refuses a code while the account must wait; only wrong ones are counted."""

    def clean_code(self):
        target = devices.target(context.request, self.user)[0] or str(self.user.pk)
        wait = rates.waiting(context.request, ACTION, target=target)
        if wait:
            raise forms.ValidationError(wait.sentence, "wait")
        try:
            return super().clean_code()
        except forms.ValidationError:
            rates.spend(context.request, ACTION, target=target)
            raise


class CodeForm(Counted, base.AuthenticateForm):
    code = SecondFactorField(
        label=_("Code"), help_text=_("Six digits from the app on your phone, or a recovery code that you kept.")
    )


class CodeAgainForm(Counted, base.ReauthenticateForm):
    code = SecondFactorField(
        label=_("Code"), help_text=_("Six digits from the app on your phone, or a recovery code that you kept.")
    )


class AppForm(Counted, totp.ActivateTOTPForm):
    code = SecondFactorField(label=_("Code"), help_text=_("The six digits that the app shows now."))


class PasskeyForm(webauthn.AddWebAuthnForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        required=False,
        help_text=_("By which you know it again, such as the name of the phone or the colour of the key."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def clean_name(self):
        return self.cleaned_data["name"] or str(_("Passkey"))
