"""How a member of staff is told what is due."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Alerts

from .choices import capitalised


class AlertsForm(forms.Form):
    alerts = forms.ChoiceField(
        label=_("How do you want to be told?"),
        widget=forms.RadioSelect,
        help_text=_("What is urgent, as a promise to a citizen that was broken, is always told at once."),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["alerts"].choices = capitalised(Alerts.choices)
