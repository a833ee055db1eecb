"""The filing form as staff fill it in for a citizen: at the counter, on the phone, from a letter or another portal."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal import formats
from portal.cases.fields import TextField
from portal.cases.models import Case
from portal.cases.search import DIGITS
from portal.cases.states import Channel

from .forms import ComplaintForm
from .states import CHIKAYA

CHANNELS = [
    (channel.value, capfirst(channel.label))
    for channel in (Channel.COUNTER, Channel.PHONE, Channel.LETTER, Channel.CHIKAYA)
]
NUMBER = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9/_.-]*")


class DeskForm(ComplaintForm):
    """`existing`: the case that has the number of the national portal already, for a link to it."""

    channel = forms.ChoiceField(label=_("How did it reach us?"), choices=CHANNELS, widget=forms.RadioSelect)
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
        label=_("Number on chikaya.ma"),
        required=False,
        longest=60,
        help_text=_("Only for what came from the national portal. Both registers then agree."),
    )
    existing = None

    def __init__(self, *args, today, **options):
        super().__init__(*args, **options)
        self.today = today
        self.fields["received_on"].widget.attrs["max"] = today.isoformat()
        self.fields["external_reference"].widget.attrs["dir"] = "ltr"
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
            raise ValidationError(_("Copy the number as chikaya.ma shows it: Latin letters, digits and hyphens."))
        return number

    def clean(self):
        data = super().clean()
        channel, number = data.get("channel"), data.get("external_reference")
        if channel == Channel.CHIKAYA and number == "":
            self.add_error("external_reference", _("Write the number that the message has on the national portal."))
        elif channel and channel != Channel.CHIKAYA and number:
            wrong = _("Only a message of the national portal has this number. Choose that channel, or empty the field.")
            self.add_error("external_reference", wrong)
        elif number:
            self._refuse_known(number)
        return data

    def _refuse_known(self, number):
        cases = Case.objects.of(self.commune).filter(external_system=CHIKAYA, external_reference=number)
        self.existing = cases.first()
        if self.existing:
            words = {
                "reference": self.existing.reference,
                "day": formats.day(self.existing.received_on, get_language()),
            }
            sentence = _("This number is in the register already: case %(reference)s, received on %(day)s.")
            self.add_error("external_reference", sentence % words)

    def facts(self):
        data = self.cleaned_data
        elsewhere = {"external_system": CHIKAYA, "external_reference": data["external_reference"]}
        given = {name: data[name] for name in ("channel", "received_on")}
        return super().facts() | given | (elsewhere if data["external_reference"] else {})
