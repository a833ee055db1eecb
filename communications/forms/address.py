"""What the forms of people without an account have alike: an address, and the notice on their data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.cases.fields import EmailField, PhoneField
from portal.notifications.models import Channel


class AddressForm(forms.Form):
    """An e-mail address or a telephone; `ADDRESS_NEEDED`: one of them must be there."""

    ADDRESS_NEEDED = True

    email = EmailField(label=_("E-mail address"), required=False)
    phone = PhoneField(label=_("Phone number"), required=False)
    agree = forms.BooleanField(
        label=_("I have read how the commune uses these data"),
        error_messages={"required": _("Tick the box to say that you have read the notice on your data.")},
    )

    def clean(self):
        data = super().clean()
        wrong = self.errors.keys() & {"phone", "email"}
        if self.ADDRESS_NEEDED and not wrong and not data.get("phone") and not data.get("email"):
            self.add_error("email", _("Write an e-mail address or a phone number: without one we cannot tell you."))
        return data

    def one_address(self):
        """{"channel", "address"}: the e-mail where both are given, "" for both where none is."""
        email, phone = self.cleaned_data["email"], self.cleaned_data["phone"]
        if email:
            return {"channel": Channel.EMAIL, "address": email.lower()}
        return {"channel": Channel.SMS if phone else "", "address": phone}
