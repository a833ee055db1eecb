"""What the public list, its feeds and its messages are filtered by; a value that is none of ours is left aside."""

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from portal import formats
from portal.backoffice.forms.choices import capitalised, grouped
from portal.cases.fields import TextField
from portal.communes.models import District

from . import listing
from .states.alerts import AlertKind
from .states.consultations import ConsultationKind
from .states.decisions import DecisionKind, Standing
from .states.items import LANGUAGES, EventKind, Kind
from .states.library import DocumentKind

KINDS = [
    *Kind.choices,
    *EventKind.choices,
    *AlertKind.choices,
    *DecisionKind.choices,
    *DocumentKind.choices,
    *ConsultationKind.choices,
]


class AddressFilter(forms.Form):
    """Filters that stand in the address of a list."""

    @property
    def query(self):
        """The filters that make sense, as the query of an address."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def ignored(self):
        """The labels of the filters whose value is none of ours."""
        return [str(self.fields[name].label) for name in self.errors]

    @property
    def has_more(self):
        """Whether it is filtered by something beside words."""
        return bool(self.errors or set(self.query) - {"q"})

    def address(self, **cursor):
        """The address of another page of the list; "" where there is none."""
        given = {name: value for name, value in cursor.items() if value}
        return f"?{urlencode({**self.query, **given})}" if given else ""


class ItemFilter(AddressFilter):
    """Kind, theme, district and words, from the address of a list."""

    q = TextField(label=_("Search"), longest=200, required=False, drawings=True)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=lambda: [("", _("All")), *capitalised(KINDS)],
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

    def words(self):
        """The chosen filters in words."""
        chosen = self.chosen
        if chosen.kind:
            yield str(dict(KINDS)[chosen.kind])
        yield from (str(row) for row in (chosen.theme, chosen.district) if row)
        if chosen.q:
            yield chosen.q


class RegisterFilter(AddressFilter):
    """Words, kind, year and standing, from the address of the register; what is none of ours is left aside."""

    q = TextField(label=_("Number or words"), longest=200, required=False, drawings=True)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)
    standing = forms.ChoiceField(label=_("Whether it holds"), required=False)

    def __init__(self, data, *, years):
        super().__init__(data)
        every = ("", _("All"))
        self.fields["kind"].choices = [every, *capitalised(DecisionKind.choices)]
        self.fields["year"].choices = [every, *((str(year), str(year)) for year in years)]
        self.fields["standing"].choices = [every, *capitalised(Standing.choices)]
        self.full_clean()


class LibraryFilter(AddressFilter):
    """Words, collection, language and year, from the address of the library."""

    q = TextField(label=_("Words, also of the documents themselves"), longest=200, required=False, drawings=True)
    collection = forms.ChoiceField(label=_("Collection"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)

    def __init__(self, data, *, collections, years):
        super().__init__(data)
        every = ("", _("All"))
        self.fields["collection"].choices = [every, *((row.code, str(row)) for row in collections)]
        self.fields["language"].choices = [every, *((code, formats.language_name(code)) for code in LANGUAGES)]
        self.fields["year"].choices = [every, *((str(year), str(year)) for year in years)]
        self.full_clean()
