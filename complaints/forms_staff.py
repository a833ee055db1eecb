"""Decisions of the complaints officer: each with its reason, which the citizen reads."""

import json

from django import forms
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal import formats
from portal.backoffice import place
from portal.backoffice.deciding import ReasonForm
from portal.cases import codes
from portal.cases.fields import TextField
from portal.cases.models import Case

from . import likeness


class DuplicateForm(ReasonForm):
    """The original is picked among open cases nearby, on the list or on the map, or named by its number."""

    pick = forms.ChoiceField(label=_("Which case is the original?"), widget=forms.RadioSelect, required=False)
    original = TextField(label=_("Or its number"), longest=40, required=False, help_text=_("As in LAR-2026-000123."))
    field_order = ["pick", "original", "text"]

    def prepare(self):
        super().prepare()
        self.fields["original"].widget.attrs["dir"] = "ltr"
        self.similar = likeness.of_case(self.case, self.user)
        self.fields["pick"].choices = [
            (similar.case.reference, f"{number}. {similar.case.reference}")
            for number, similar in enumerate(self.similar, start=1)
        ]
        self.fields["pick"].error_messages["invalid_choice"] = _("This case is not on the list any more. Choose again.")
        if not self.similar:
            self._ask_for_number()
        self.place = place.of(self.case)

    def _ask_for_number(self):
        """Where there is no list to pick from, the number is no alternative but what is asked for."""
        field = self.fields["original"]
        field.label, field.required = _("Number of the original"), True
        field.error_messages["required"] = _("Write the number of the original.")

    @property
    def hints(self):
        """What stands under each number: title, where and when."""
        return {similar.case.reference: _hint(similar) for similar in self.similar}

    @property
    def pins(self):
        """The places of the list for the map, as JSON; "" when there is none."""
        found = [
            {
                "latitude": similar.case.latitude,
                "longitude": similar.case.longitude,
                "number": number,
                "title": f"{similar.case.reference} {similar.case.subject}",
                "choice": f"id_pick_{number - 1}",
            }
            for number, similar in enumerate(self.similar, start=1)
            if similar.case.latitude is not None
        ]
        return json.dumps(found) if found else ""

    def clean_original(self):
        typed = self.cleaned_data["original"]
        if typed and not codes.clean_reference(typed):
            raise forms.ValidationError(_("There is no case of this number."))
        return codes.clean_reference(typed)

    def clean(self):
        data = super().clean()
        if self.errors.keys() & {"pick", "original"}:
            return data
        picked, typed = data.get("pick"), data.get("original")
        if picked and typed and picked != typed:
            self.add_error("original", _("You chose one case and wrote the number of another. Keep one of the two."))
        elif not picked and not typed:
            self.add_error("pick", _("Choose the original on the list, or write its number."))
        else:
            self._find("original" if typed else "pick", typed or picked)
        return data

    def _find(self, field, reference):
        """The open original, never a duplicate itself."""
        cases = Case.objects.visible_to(self.user, self.case.commune).filter(model=self.case.model)
        found = cases.filter(reference=reference).first()
        original = found and (found.duplicate_of or found)
        if original is None:
            self.add_error(field, _("There is no case of this number."))
        elif original.pk == self.case.pk:
            self.add_error(field, _("A case is no duplicate of itself."))
        elif not original.is_open:
            self.add_error(field, _("The original was answered already: answer this case too."))
        self.found = original

    def given(self):
        return {"original": self.found, "text": self.cleaned_data["text"]}


def _hint(similar):
    case, language = similar.case, get_language()
    metres = _("about %(metres)d m away") % {"metres": similar.metres} if similar.metres else ""
    facts = [
        Truncator(case.subject).chars(80),
        case.topic,
        case.district,
        metres,
        formats.day(case.received_on, language),
    ]
    return " · ".join(str(fact) for fact in facts if fact)
