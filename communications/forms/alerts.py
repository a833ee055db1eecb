"""The forms of emergency alerts: short, so that they are filled in quickly."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.backoffice.forms.choices import capitalised
from portal.cases.fields import TextField

from ..states.alerts import AlertKind, Certainty, Severity, Urgency
from ..states.items import LANGUAGES, FileRole
from .events import needed_moment
from .items import DIRECTIONS, ItemForm

NONE: Any = None  # a field of every publication that an alert has not


class AlertForm(ItemForm):
    """What the danger is, what to do, where, and until when. `seen`: the number of the message that it follows."""

    kind = forms.ChoiceField(
        label=_("What the danger is"), choices=lambda: capitalised(AlertKind.choices), widget=forms.RadioSelect
    )
    severity = forms.ChoiceField(label=_("How severe it is"), choices=lambda: capitalised(Severity.choices))
    urgency = forms.ChoiceField(label=_("When people have to act"), choices=lambda: capitalised(Urgency.choices))
    certainty = forms.ChoiceField(label=_("How sure it is"), choices=lambda: capitalised(Certainty.choices))
    title_ar = TextField(label=_("Title in Arabic: in a few words"), longest=160, required=False)
    title_fr = TextField(label=_("Title in French: in a few words"), longest=160, required=False)
    summary_ar = TextField(label=_("Summary in Arabic: what happens"), longest=400, required=False)
    summary_fr = TextField(label=_("Summary in French: what happens"), longest=400, required=False)
    body_ar = TextField(label=_("Text in Arabic: what to do"), longest=4000, lines=True, required=False)
    body_fr = TextField(label=_("Text in French: what to do"), longest=4000, lines=True, required=False)
    lapses_at = needed_moment(_("Holds until"), help_text=_("Then it leaves the pages by itself."))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000)
    themes = expires_at = pinned = picture = attachments = words_ar = words_fr = NONE

    ROLES: ClassVar = {"recording_ar": (FileRole.RECORDING, "ar"), "recording_fr": (FileRole.RECORDING, "fr")}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for code in LANGUAGES:
            self.fields[f"body_{code}"].widget.attrs["rows"] = 4

    def clean_lapses_at(self):
        moment = self.cleaned_data["lapses_at"]
        if moment <= self.at:
            raise forms.ValidationError(_("This moment is over: choose a later one."))
        return moment

    def given(self):
        return {name: value for name, value in super().given().items() if name != "seen"}


class IssueForm(forms.Form):
    """Why it cannot wait for the other language, where that is missing."""

    urgent_reason = TextField(label=_("Why it cannot wait for the other language"), longest=250)

    def __init__(self, *args, item, **options):
        super().__init__(*args, **options)
        if len(item.languages) != 1:
            del self.fields["urgent_reason"]


class EndForm(forms.Form):
    """What people are to know now, in the languages in which the alert went out."""

    summary_ar = TextField(label=_("What people are to know now, in Arabic"), longest=400)
    summary_fr = TextField(label=_("What people are to know now, in French"), longest=400)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000)

    def __init__(self, *args, item, **options):
        super().__init__(*args, **options)
        for code in LANGUAGES:
            self.fields[f"summary_{code}"].required = code in item.languages
            self.fields[f"summary_{code}"].widget.attrs |= {"lang": code, "dir": DIRECTIONS[code]}
