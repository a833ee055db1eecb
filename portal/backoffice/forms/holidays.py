from django import forms
from django.utils.translation import gettext_lazy as _

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
