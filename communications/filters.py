"""What the public list, its feeds and its messages are filtered by; a value that is none of ours is left aside."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.backoffice.forms.choices import capitalised, grouped
from portal.cases.fields import TextField
from portal.communes.models import District

from . import listing
from .states import EventKind, Kind


class ItemFilter(forms.Form):
    """Kind, theme, district and words, from the address of a list."""

    q = TextField(label=_("Search"), longest=200, required=False, drawings=True)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=lambda: [("", _("All")), *capitalised([*Kind.choices, *EventKind.choices])],
        required=False,
    )
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    district = forms.ChoiceField(label=_("District"), required=False)

    def __init__(self, data, *, commune):
        super().__init__(data)
        self.commune = commune
        self.themes = {str(row.code): row for row in listing.themes(commune)}
        self.districts = {str(row.pk): row for row in District.objects.of(commune).active()}
        self.fields["theme"].choices = [("", _("All")), *((code, str(row)) for code, row in self.themes.items())]
        self.fields["district"].choices = [("", _("All")), *grouped(self.districts.values())]
        self.full_clean()

    @property
    def chosen(self):
        data = self.cleaned_data
        return listing.Chosen(
            kind=data.get("kind", ""),
            theme=self.themes.get(data.get("theme", "")),
            district=self.districts.get(data.get("district", "")),
            q=data.get("q", ""),
        )

    @property
    def query(self):
        """The filters that make sense, as the query of an address."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def ignored(self):
        """The labels of the filters whose value is none of ours."""
        return [str(self.fields[name].label) for name in self.errors]

    def words(self):
        """The chosen filters in words."""
        chosen = self.chosen
        if chosen.kind:
            yield str(dict([*Kind.choices, *EventKind.choices])[chosen.kind])
        yield from (str(row) for row in (chosen.theme, chosen.district) if row)
        if chosen.q:
            yield chosen.q
