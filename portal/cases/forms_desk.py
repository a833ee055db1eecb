"""What a filing form asks besides when staff fill it in for a citizen: at the counter, on the phone, from a letter or
from a national portal."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal import formats

from .fields import TextField
from .models import Case
from .search import DIGITS
from .states import Channel

AT_HAND = (Channel.COUNTER, Channel.PHONE, Channel.LETTER)
NUMBER = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9/_.-]*")


class DeskFields(forms.Form):
    """Goes in front of a filing form. `existing`: the case that has the number of the national portal already.

    `NATIONAL`: the channel of the national portal from which such cases come, if there is one; it is
    Case.external_system too.
    """

    NATIONAL: Any = Channel.CHIKAYA
    SITE = "chikaya.ma"
    commune: Any

    channel = forms.ChoiceField(label=_("How did it reach us?"), widget=forms.RadioSelect)
    received_on = forms.DateField(
        label=_("Received on"),
        widget=forms.DateInput(attrs={"type": "date", "dir": "ltr"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        help_text=_(
            "The day of arrival, on the national portal the day it was filed there: the deadline counts from it."
        ),
        error_messages={"invalid": _("Write the date as day/month/year, for example 23/11/2026.")},
    )
    external_reference = TextField(
        label=_("Number there"),
        required=False,
        longest=60,
        help_text=_("Only for what came from the national portal. Both registers then agree."),
    )
    existing = None

    def __init__(self, *args, today, **options):
        super().__init__(*args, **options)
        self.today = today
        national = [self.NATIONAL] if self.NATIONAL else []
        channels = [(channel.value, capfirst(channel.label)) for channel in (*AT_HAND, *national)]
        self.fields["channel"].choices = channels
        self.fields["received_on"].widget.attrs["max"] = today.isoformat()
        if self.NATIONAL:
            self.fields["external_reference"].label = _("Number on %(site)s") % {"site": self.SITE}
            self.fields["external_reference"].widget.attrs["dir"] = "ltr"
        else:
            del self.fields["external_reference"]
        self.fields["agree"].label = _("I have read the notice on personal data to the person")

    def clean_received_on(self):
        on = self.cleaned_data["received_on"]
        if on > self.today:
            raise ValidationError(_("A message cannot have arrived in the future. Correct the date."))
        if (self.today - on).days > 366:
            raise ValidationError(_("This day is more than a year ago. Correct the date."))
        return on

    def clean_external_reference(self):
        number = self.cleaned_data["external_reference"].translate(DIGITS).upper().replace(" ", "")
        if number and not NUMBER.fullmatch(number):
            sentence = _("Copy the number as %(site)s shows it: Latin letters, digits and hyphens.")
            raise ValidationError(sentence % {"site": self.SITE})
        return number

    def clean(self):
        data = super().clean()
        channel, number = data.get("channel"), data.get("external_reference")
        if channel == self.NATIONAL and number == "":
            self.add_error("external_reference", _("Write the number that the message has on the national portal."))
        elif channel and channel != self.NATIONAL and number:
            wrong = _("Only a message of the national portal has this number. Choose that channel, or empty the field.")
            self.add_error("external_reference", wrong)
        elif number:
            self._refuse_known(number)
        return data

    def _refuse_known(self, number):
        cases = Case.objects.of(self.commune).filter(external_system=self.NATIONAL, external_reference=number)
        self.existing = cases.first()
        if self.existing:
            words = {
                "reference": self.existing.reference,
                "day": formats.day(self.existing.received_on, get_language()),
            }
            sentence = _("This number is in the register already: case %(reference)s, received on %(day)s.")
            self.add_error("external_reference", sentence % words)

    def elsewhere(self):
        """What the desk knows besides: channel, local day of arrival, and the number of a national portal."""
        data = self.cleaned_data
        given = {name: data[name] for name in ("channel", "received_on")}
        number = data.get("external_reference", "")
        return given | ({"external_system": str(self.NATIONAL), "external_reference": number} if number else {})
