"""What the public list, its map and its feed are filtered by. A value that is none of ours is left aside, and said."""

from datetime import date

from django import forms
from django.db.models import Min
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal import components, formats
from portal.backoffice.forms.choices import capitalised, grouped
from portal.cases.fields import TextField
from portal.cases.models import Case
from portal.communes.models import District

from .models import Category
from .states import MODEL

MOST_MONTHS = 60


class RowField(forms.ChoiceField):
    """A row of the commune by its number; cleans to the row, None when nothing is chosen."""

    def offer(self, rows):
        self.rows = {str(row.pk): row for row in rows}
        self.choices = [("", _("All")), *grouped(rows)]

    def valid_value(self, value):
        return value in self.rows

    def clean(self, value):
        return self.rows.get(super().clean(value))


class PublishedFilter(forms.Form):
    """The filters of the published complaints of a commune; `categories`: those that may be public."""

    q = TextField(label=_("Search"), longest=200, required=False, drawings=True)
    category = RowField(label=_("Category"), required=False)
    district = RowField(label=_("District"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    month = forms.ChoiceField(label=_("Received in"), required=False)

    def __init__(self, data, *, commune, today):
        super().__init__(data)
        self.commune = commune
        self.categories = list(Category.objects.publishable(commune))
        self.fields["category"].offer(with_parents(commune, self.categories))
        self.fields["district"].offer(list(District.objects.of(commune).active()))
        self.fields["state"].choices = capitalised([("", _("All")), *components.states_for_staff()])
        self.fields["month"].choices = [("", _("All")), *self._months(today)]
        self.full_clean()

    def public(self):
        """The complaints of the commune that everybody may read: category, citizen and clerk agree."""
        cases = Case.objects.of(self.commune).published().filter(model=MODEL)
        return cases.filter(topic__in=[category.pk for category in self.categories])

    def apply(self):
        """The public complaints that pass all filters."""
        chosen, cases = self.chosen, self.public()
        if "category" in chosen:
            cases = cases.filter(topic__in=self._inside(chosen["category"]))
        for name in ("district", "state"):
            if name in chosen:
                cases = cases.filter(**{name: chosen[name]})
        if "month" in chosen:
            first = date.fromisoformat(f"{chosen['month']}-01")
            cases = cases.filter(received_on__gte=first, received_on__lt=_next_month(first))
        return cases.published_matching(chosen["q"]) if "q" in chosen else cases

    @property
    def chosen(self):
        """{name: value} of the filters that are set and make sense."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def has_more(self):
        """Whether one of the folded filters is set."""
        return any(name in self.chosen for name in ("district", "state", "month"))

    @property
    def ignored(self):
        """The labels of the filters whose value is none of ours."""
        return [str(self.fields[name].label) for name in self.errors]

    @property
    def query(self):
        """The filters that make sense, as the query of an address."""
        return {name: str(getattr(value, "pk", value)) for name, value in self.chosen.items()}

    def words(self):
        """The chosen filters in words."""
        for name, value in self.chosen.items():
            yield str(dict(self.fields[name].choices)[value]) if name in ("state", "month") else str(value)

    def _inside(self, category):
        return [row.pk for row in self.categories if category.pk in (row.pk, row.parent_id)]

    def _months(self, today):
        first = self.public().aggregate(first=Min("received_on"))["first"] or today
        month, found = today.replace(day=1), []
        while month >= first.replace(day=1) and len(found) < MOST_MONTHS:
            found.append((f"{month:%Y-%m}", capfirst(formats.month_year(month, get_language()))))
            month = _previous_month(month)
        return found


def with_parents(commune, categories):
    """The categories with the groups they stand in, in the order of the commune."""
    parents = {category.parent_id for category in categories if category.parent_id}
    known = {category.pk for category in categories}
    groups = Category.objects.of(commune).filter(pk__in=parents - known) if parents - known else []
    return sorted([*categories, *groups], key=lambda row: (row.parent_id is not None, row.position, row.pk))


def _next_month(first):
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _previous_month(first):
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
