"""The form of who comes to an event."""

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.cases.fields import TextField

from ..states.attending import MOST_TOGETHER
from .address import AddressForm
from .following import LANGUAGES


class RegisterForm(AddressForm):
    """Name, how many people, and one address at which we tell."""

    field_order = ("name", "people", "email", "phone", "language", "agree")  # that of the page, and of what is wrong

    name = TextField(label=_("Your name"), longest=120)
    people = forms.IntegerField(label=_("How many people come"), min_value=1, max_value=MOST_TOGETHER, initial=1)
    language = forms.ChoiceField(
        label=_("Language of our messages"), choices=LANGUAGES, widget=forms.RadioSelect, required=False
    )

    def clean_language(self):
        return self.cleaned_data["language"] or translation.get_language()

    def given(self):
        """What `attending.register` takes: one address, the e-mail where both are given."""
        data = self.cleaned_data
        return {**self.one_address(), **{name: data[name] for name in ("name", "people", "language")}}
