"""The forms of petitions: begun by a representative or entered by staff, and signed."""

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.cases.fields import TextField
from portal.cases.forms_desk import DeskFields

from ..states.requests import PETITION
from .address import AddressForm
from .asking import AskingForm
from .following import LANGUAGES

MOST = 1_000_000


class PetitionForm(AskingForm):
    """A petition, with its representative: the commune must be able to tell them what becomes of it."""

    SERVES = PETITION
    REACHED = True  # a telephone or an e-mail address is needed

    subject = TextField(
        label=_("What do you ask of the council, in one line?"),
        longest=140,
        error_messages={"required": _("Write in one line what you ask of the council.")},
    )
    description = TextField(
        label=_("What the council should decide, and why"),
        longest=5000,
        lines=True,
        error_messages={"required": _("Say what the council should decide, and why.")},
        help_text=_("Everybody who signs reads this. Name nobody."),
    )
    public = forms.BooleanField(
        label=_("Everybody may read and sign the petition on the portal, without seeing my name"),
        required=False,
        initial=True,
        help_text=_("An employee reads it first. Without this, signatures are collected on paper alone."),
    )
    name = TextField(
        label=_("Full name of the representative"),
        longest=120,
        error_messages={"required": _("A petition has a representative. Write the name.")},
    )
    field_order = ("submission_token", "subject_row", "subject", "description", "public", "name", "phone", "email")

    def clean(self):
        data = super().clean()
        wrong = self.errors.keys() & {"phone", "email"}
        if self.REACHED and not wrong and not data.get("phone") and not data.get("email"):
            self.add_error("phone", _("Write a phone number or an e-mail address: we must be able to answer you."))
        return data

    def facts(self):
        """What `petitioning.file` takes, from a valid form."""
        return self.asked("subject", "description", "public")


class DeskPetitionForm(DeskFields, PetitionForm):
    """The same as staff enter it, with the signatures on paper that it comes with."""

    NATIONAL = None
    REACHED = False

    on_paper = forms.IntegerField(
        label=_("Signatures on paper that come with it"),
        required=False,
        min_value=1,
        max_value=MOST,
        help_text=_("Count them. With a number here the petition is deposited now; without one it goes on collecting."),
    )

    def facts(self):
        return super().facts() | self.elsewhere() | {"on_paper": self.cleaned_data["on_paper"] or 0}


class SignForm(AddressForm):
    """A signature: a name, where one lives, one address that says yes."""

    name = TextField(label=_("Full name"), longest=120, error_messages={"required": _("Write your full name.")})
    quarter = TextField(
        label=_("Where you live in the commune"),
        longest=160,
        error_messages={"required": _("Write your quarter or your street: only people of the commune sign.")},
    )
    resident = forms.BooleanField(
        label=_("I live in this commune and am of age"),
        error_messages={"required": _("Only people of the commune who are of age can sign.")},
    )
    language = forms.ChoiceField(
        label=_("Language of our messages"), choices=LANGUAGES, widget=forms.RadioSelect, required=False
    )
    field_order = ("name", "quarter", "resident", "email", "phone", "language", "agree")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["name"].widget.attrs["autocomplete"] = "name"

    def clean_language(self):
        return self.cleaned_data["language"] or translation.get_language()

    def given(self):
        """What `signing.sign` takes."""
        data = self.cleaned_data
        return {**self.one_address(), **{name: data[name] for name in ("name", "quarter", "language")}}
