from django import forms
from django.utils.translation import gettext_lazy as _

from portal.citizens.models import DataRequest

from .base import SHORT_TEXT, text_field

Outcome = DataRequest.Outcome
WORDS = {
    Outcome.ACCEPTED: _("Grant it"),
    Outcome.PARTLY: _("Grant it for name and contacts only; texts and files stay"),
    Outcome.REFUSED: _("Refuse it"),
}


class DecisionForm(forms.Form):
    """The decision on a request about personal data, and its reason in the language of who asked."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose a decision.")),
    )
    reason = text_field(_("Reason, read by the person"), longest=SHORT_TEXT, rows=4, required=False)

    def __init__(self, *args, row, **options):
        super().__init__(*args, **options)
        possible = [Outcome.ACCEPTED, Outcome.REFUSED]
        if row.words:
            possible.insert(1, Outcome.PARTLY)
        self.fields["outcome"].choices = [(outcome.value, WORDS[outcome]) for outcome in possible]
        self.fields["reason"].widget.attrs["lang"] = row.language

    def clean(self):
        data = super().clean()
        given = data.get("reason") or "reason" in self.errors
        if data.get("outcome") in (Outcome.PARTLY, Outcome.REFUSED) and not given:
            self.add_error("reason", _("Say why not all of it is granted: the person reads it."))
        return data
