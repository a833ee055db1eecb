from django import forms
from django.contrib.contenttypes.models import ContentType
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal import audit
from portal.accounts.models import Membership
from portal.workdays.arithmetic import end_of, start_of

from .base import day_input

ALL = [("", _("All"))]


class TrailFilter(forms.Form):
    """Which changes are shown. A value that is none is left out, never an error."""

    what = forms.ChoiceField(label=_("What"), required=False)
    who = forms.ChoiceField(label=_("Who"), required=False)
    from_on = forms.DateField(label=_("From"), required=False, widget=day_input(**{"class": "form-control"}))
    to_on = forms.DateField(label=_("Until"), required=False, widget=day_input(**{"class": "form-control"}))

    def __init__(self, data, *, commune):
        super().__init__(data)
        types = ContentType.objects.get_for_models(*audit.recorded())
        models = {str(kind.pk): capfirst(str(model._meta.verbose_name)) for model, kind in types.items()}
        self.fields["what"].choices = [*ALL, *sorted(models.items(), key=lambda pair: pair[1])]
        members = Membership.objects.of(commune).select_related("user").order_by("user_id")
        self.fields["who"].choices = [*ALL, *{str(m.user_id): str(m.user) for m in members}.items()]
        self.full_clean()

    @property
    def days(self):
        return [self["from_on"], self["to_on"]]

    def apply(self, entries):
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        if "what" in chosen:
            entries = entries.filter(content_type=int(chosen["what"]))
        if "who" in chosen:
            entries = entries.filter(actor=int(chosen["who"]))
        if "from_on" in chosen:
            entries = entries.filter(timestamp__gte=start_of(chosen["from_on"]))
        return entries.filter(timestamp__lt=end_of(chosen["to_on"])) if "to_on" in chosen else entries
