"""The forms of public consultations: of staff, and of who takes part."""

from uuid import uuid4

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.cases.fields import RowField, TextField

from ..models import Decision
from ..states.items import LANGUAGES
from .address import AddressForm
from .decisions import NONE, NamedDecisions
from .events import needed_moment
from .items import DIRECTIONS, LONGEST_BODY, ItemForm


class ConsultationForm(ItemForm):
    """A consultation: what every publication has, and from when until when people are heard."""

    opens_at = needed_moment(_("Opens"))
    closes_at = needed_moment(_("Closes"))
    kind = expires_at = NONE

    def clean(self):
        data = super().clean()
        if data.get("opens_at") and data.get("closes_at") and data["closes_at"] <= data["opens_at"]:
            self.add_error("closes_at", _("It would close before it opens: choose a later moment."))
        return data


class NamedDecision(RowField):
    label_from_instance = NamedDecisions.label_from_instance


class OutcomeForm(forms.Form):
    """What was decided and why, in both languages."""

    outcome_ar = TextField(label=_("What was decided, and why, in Arabic"), longest=LONGEST_BODY, lines=True)
    outcome_fr = TextField(label=_("What was decided, and why, in French"), longest=LONGEST_BODY, lines=True)
    led_to = NamedDecision(
        Decision.objects.none(), label=_("Decision of the register"), required=False, empty_label=_("None")
    )

    def __init__(self, *args, item, **options):
        super().__init__(*args, **options)
        self.fields["led_to"].queryset = Decision.objects.of(item.commune).order_by("-decided_on", "-pk")
        for code in LANGUAGES:
            self.fields[f"outcome_{code}"].widget.attrs |= {"lang": code, "dir": DIRECTIONS[code], "rows": 6}


class HideForm(forms.Form):
    reason = TextField(label=_("Why it is not shown"), longest=250)


class ContributionForm(AddressForm):
    """What somebody says; name and address only where they want."""

    ADDRESS_NEEDED = False
    field_order = ("token", "text", "name")  # before the address, as on the page

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    text = TextField(label=_("What you say"), longest=4000, lines=True)
    name = TextField(
        label=_("Your name"), longest=120, required=False, help_text=_("Everybody sees it beside what you say.")
    )

    def given(self):
        """What `consulting.contribute` takes: one address, the e-mail where both are given."""
        data = self.cleaned_data
        return {
            "token": data["token"] or uuid4(),
            "text": data["text"],
            "name": data["name"],
            "language": translation.get_language(),
            **self.one_address(),
        }
