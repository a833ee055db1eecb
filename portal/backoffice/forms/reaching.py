"""How a citizen is reached. The form never shows an address: who needs to read it opens it on the case page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.cases.fields import EmailField, PhoneField

from .. import masking
from .base import ActionForm

NOW = _("Now: %(masked)s. Leave empty to keep it.")


class ContactsForm(ActionForm):
    phone = PhoneField(label=_("New phone"), required=False)
    no_phone = forms.BooleanField(label=_("This phone is not the person's: take it away"), required=False)
    email = EmailField(label=_("New e-mail"), required=False)
    no_email = forms.BooleanField(label=_("This e-mail is not the person's: take it away"), required=False)

    def prepare(self):
        for name, mask in (("phone", masking.phone), ("email", masking.email)):
            current = getattr(self.case, name)
            if current:
                self.fields[name].help_text = NOW % {"masked": f"\u2066{mask(current)}\u2069"}
            else:
                del self.fields[f"no_{name}"]

    def clean(self):
        found = self.cleaned_data
        for name in ("phone", "email"):
            if found.get(name) and found.get(f"no_{name}"):
                self.add_error(name, _("Write a new one or take the old one away, not both."))
        if not self.errors and self._new() == (self.case.phone, self.case.email):
            raise forms.ValidationError(_("Nothing was changed."))

    def given(self):
        phone, email = self._new()
        return {"phone": phone, "email": email}

    def _new(self):
        return tuple(self._value(name) for name in ("phone", "email"))

    def _value(self, name):
        if self.cleaned_data.get(f"no_{name}"):
            return ""
        return self.cleaned_data.get(name) or getattr(self.case, name)
