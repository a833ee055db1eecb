"""The forms of those who follow: what, where and how often; and of those who let a mailing go."""

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.backoffice.forms.choices import capitalised, grouped
from portal.cases.fields import RowField, RowsField, TextField
from portal.cases.models import Topic
from portal.communes.models import Department, District

from ..models import Theme
from ..services.subscribing import Wish
from ..states.items import Frequency, Scope
from ..states.requests import Serves
from .address import AddressForm

MOST_WISHES = 40
LANGUAGES = [("ar", "العربية"), ("fr", "Français")]


class WishesForm(forms.Form):
    """What is followed. All of it is optional here; `wishes` says what was chosen."""

    everything = forms.BooleanField(label=_("All news of the commune"), required=False)
    themes = RowsField(Theme.objects.none(), label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple)
    districts = RowsField(District.objects.none(), label=_("Districts"), required=False)
    departments = RowsField(Department.objects.none(), label=_("Departments"), required=False)
    cases = forms.BooleanField(label=_("Published complaints"), required=False)
    cases_topic = RowField(Topic.objects.none(), label=_("About"), required=False, empty_label=_("All subjects"))
    cases_district = RowField(
        District.objects.none(), label=_("In the district"), required=False, empty_label=_("All districts")
    )

    def __init__(self, *args, commune, item=None, **options):
        super().__init__(*args, **options)
        self.commune, self.item = commune, item
        districts = District.objects.of(commune).active()
        self.fields["themes"].queryset = Theme.objects.of(commune).active()
        self.fields["departments"].queryset = Department.objects.of(commune).active()
        self.fields["cases_topic"].queryset = Topic.objects.of(commune).active().exclude(model__in=Serves.values)
        for name in ("districts", "cases_district"):
            self.fields[name].queryset = districts
        self.fields["districts"].choices = list(grouped(districts))

    def wishes(self):
        """The chosen things, as `subscribing` takes them."""
        data = self.cleaned_data
        found = [Wish(Scope.EVERYTHING)] if data.get("everything") else []
        found += [Wish(Scope.ITEM, item=self.item)] if self.item else []
        found += [Wish(Scope.THEME, theme=row) for row in data.get("themes", ())]
        found += [Wish(Scope.DISTRICT, district=row) for row in data.get("districts", ())]
        found += [Wish(Scope.DEPARTMENT, department=row) for row in data.get("departments", ())]
        if data.get("cases"):
            found.append(Wish(Scope.CASES, topic=data.get("cases_topic"), district=data.get("cases_district")))
        return found[:MOST_WISHES]


class SubscribeForm(AddressForm, WishesForm):
    """Following without an account: one address, its language, and how often."""

    frequency = forms.ChoiceField(
        label=_("How often"), choices=lambda: capitalised(Frequency.choices), widget=forms.RadioSelect, required=False
    )
    language = forms.ChoiceField(
        label=_("Language of our messages"), choices=LANGUAGES, widget=forms.RadioSelect, required=False
    )

    def clean_language(self):
        return self.cleaned_data["language"] or translation.get_language()

    def clean_frequency(self):
        return self.cleaned_data["frequency"] or Frequency.AT_ONCE

    def clean(self):
        data = super().clean()
        if not self.wishes():
            self.add_error("themes", _("Choose at least one thing to follow, or all news."))
        return data

    def given(self):
        """What `subscribing.ask` takes: one address, the e-mail where both are given."""
        data = self.cleaned_data
        return {
            **self.one_address(),
            "language": data["language"],
            "frequency": data["frequency"],
            "wishes": self.wishes(),
        }


class SubscriptionsForm(WishesForm):
    """The page of one address: its language, how often each thing, and what else it wants to follow."""

    language = forms.ChoiceField(label=_("Language of our messages"), choices=LANGUAGES, widget=forms.RadioSelect)
    frequency = forms.ChoiceField(label=_("How often"), choices=lambda: capitalised(Frequency.choices), required=False)

    def __init__(self, *args, rows, **options):
        super().__init__(*args, **options)
        self.rows = list(rows)
        for row in self.rows:
            choices = [pair for pair in Frequency.choices if row.scope != Scope.CASES or pair[0] != Frequency.AT_ONCE]
            self.fields[f"often_{row.pk}"] = forms.ChoiceField(
                choices=[*capitalised(choices), ("", _("Not any more"))], initial=row.frequency, required=False
            )

    def clean_frequency(self):
        return self.cleaned_data["frequency"] or Frequency.AT_ONCE

    @property
    def frequencies(self):
        return {row.pk: self.cleaned_data[f"often_{row.pk}"] for row in self.rows}

    def lines(self):
        """(the subscription, its field) of what is followed already."""
        return [(row, self[f"often_{row.pk}"]) for row in self.rows]


class RefusalForm(forms.Form):
    reason = TextField(label=_("Why it does not go out"), longest=250)
