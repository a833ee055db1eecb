"""The form of a request for information (law 31.13): what the law's own form asks, and no more."""

import re

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from portal.backoffice.forms.choices import capitalised
from portal.cases.fields import TextField
from portal.cases.forms_desk import DeskFields
from portal.cases.search import DIGITS
from portal.cases.states import Channel, IdentityKind

from ..states.requests import REQUEST, Wanted
from .asking import AskingForm

LONGEST_TITLE = 120
NUMBER = re.compile(r"(?=.*\d)[A-Z0-9]{4,20}")


class RequestForm(AskingForm):
    """A request. The identity number is asked only where the commune may (law 09.08 art. 12)."""

    SERVES = REQUEST

    description = TextField(
        label=_("Which information do you want?"),
        longest=5000,
        lines=True,
        error_messages={"required": _("Say which information you want.")},
        help_text=_("Name the paper, the place and the years as well as you can. You need not say why you want it."),
    )
    wanted_as = forms.ChoiceField(
        label=_("How do you want it?"), choices=Wanted.choices, widget=forms.RadioSelect, initial=Wanted.ELECTRONIC
    )
    urgent = forms.BooleanField(
        label=_("It is urgent: somebody's life, safety or freedom depends on it"), required=False
    )
    urgent_reason = TextField(label=_("Why it is urgent"), longest=500, required=False)
    name = TextField(
        label=_("Full name"), longest=120, error_messages={"required": _("The law asks for your name. Write it.")}
    )
    postal_address = TextField(
        label=_("Postal address"),
        longest=250,
        error_messages={"required": _("The law asks for your address. Write it.")},
    )
    identity_kind = forms.ChoiceField(label=_("Document"), choices=IdentityKind.choices, initial=IdentityKind.CARD)
    identity_number = TextField(
        label=_("Its number"),
        longest=30,
        error_messages={"required": _("The law asks for the number of your document. Write it.")},
        help_text=_("Only those who handle the request can read it; it is kept encrypted."),
    )
    field_order = (
        "submission_token", "subject_row", "description", "wanted_as", "urgent", "urgent_reason", "name",
        "postal_address", "identity_kind", "identity_number",
    )  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["wanted_as"].choices = capitalised(Wanted.choices)
        if not self.commune.cndp_authorisation:
            del self.fields["identity_kind"], self.fields["identity_number"]
        else:
            self.fields["identity_number"].widget.attrs |= {"dir": "ltr", "autocomplete": "off"}
        self.fields["postal_address"].widget.attrs["autocomplete"] = "address-line1"

    def clean_identity_number(self):
        number = re.sub(r"[\s.-]", "", self.cleaned_data["identity_number"].translate(DIGITS)).upper()
        if not NUMBER.fullmatch(number):
            raise forms.ValidationError(_("Copy the number as it stands on the document: Latin letters and digits."))
        return number

    def clean(self):
        data = super().clean()
        if data.get("urgent") and data.get("urgent_reason") == "":
            self.add_error("urgent_reason", _("Say in a few words why it is urgent: the commune has to judge it."))
        return data

    def facts(self):
        """What `requesting.file` takes, from a valid form."""
        data = self.cleaned_data
        facts = self.asked("description", "wanted_as", "postal_address", "urgent")
        facts |= {name: data[name] for name in ("identity_kind", "identity_number") if name in data}
        first_line = data["description"].split("\n")[0]
        return facts | {
            "urgent_reason": data["urgent_reason"] if data["urgent"] else "",
            "subject": Truncator(first_line).chars(LONGEST_TITLE),
        }


class DeskRequestForm(DeskFields, RequestForm):
    """The same as staff fill it in for somebody, with the number it has on the national portal."""

    NATIONAL = Channel.CHAFAFIYA
    SITE = "chafafiya.ma"

    def facts(self):
        return super().facts() | self.elsewhere()
