from django import forms
from django.utils.translation import gettext_lazy as _

from .base import text_field

MOST = 30
EMPTY_ONES = 2


class MeasureForm(forms.Form):
    """A measure taken, in both languages or in none: an emptied one is taken out."""

    ar = text_field(_("In Arabic"), rows=4, required=False)
    fr = text_field(_("In French"), rows=4, required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["ar"].widget.attrs |= {"lang": "ar", "dir": "rtl"}
        self.fields["fr"].widget.attrs |= {"lang": "fr", "dir": "ltr"}

    def clean(self):
        data = super().clean()
        for name, other in (("ar", "fr"), ("fr", "ar")):
            if data.get(other) and name in data and not data[name]:
                self.add_error(name, _("Write it in both languages: the inventory is published in both."))
        return data


MeasureFormSet = forms.formset_factory(MeasureForm, extra=EMPTY_ONES, max_num=MOST, absolute_max=MOST + 10)


def written(formset):
    """The measures of a valid formset, those that say something."""
    return [form.cleaned_data for form in formset.forms if form.cleaned_data.get("ar")]
