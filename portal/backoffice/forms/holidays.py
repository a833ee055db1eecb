from django import forms
from django.utils.translation import gettext_lazy as _

from portal.cases.fields import TextField
from portal.workdays.models import Holiday

from .base import day_input


class HolidayForm(forms.Form):
    """The date of a holiday, as it was announced. `confirmed` is the date whose effect was shown."""

    on = forms.DateField(label=_("Date as announced"), widget=day_input())

    def __init__(self, *args, holiday, **options):
        super().__init__(*args, **options)
        self.holiday = holiday
        self.initial.setdefault("on", holiday.on)

    def clean_on(self):
        on = self.cleaned_data["on"]
        if abs((on - self.holiday.on).days) > 31:
            raise forms.ValidationError(_("This date is more than a month away from the computed one: check it."))
        return on


class NewHolidayForm(forms.Form):
    """A holiday decreed for once, or the commune's own."""

    on = forms.DateField(label=_("Date"), widget=day_input())
    name_ar = TextField(label=_("Name, in Arabic"), longest=120)
    name_fr = TextField(label=_("Name, in French"), longest=120)

    def __init__(self, *args, commune, today, **options):
        super().__init__(*args, **options)
        self.commune, self.today = commune, today
        self.fields["on"].widget.attrs["min"] = today.isoformat()
        self.fields["name_ar"].widget.attrs |= {"lang": "ar", "dir": "rtl"}
        self.fields["name_fr"].widget.attrs |= {"lang": "fr", "dir": "ltr"}

    def clean_on(self):
        if self.cleaned_data["on"] < self.today:
            raise forms.ValidationError(_("This day has passed: choose today or a later one."))
        if Holiday.objects.of(self.commune).filter(on=self.cleaned_data["on"]).exists():
            raise forms.ValidationError(_("This day is a holiday already."))
        return self.cleaned_data["on"]
