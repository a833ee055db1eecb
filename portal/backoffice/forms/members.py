"""Forms about the commune's staff."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import LANGUAGES, Membership
from portal.accounts.roles import DEPARTMENTAL, Role
from portal.cases.fields import EmailField, TextField
from portal.communes.models import Department

from .base import day_input


class InviteForm(forms.Form):
    email = EmailField(label=_("E-mail"))
    name_ar = TextField(label=_("Name in Arabic letters"), longest=120, required=False)
    name_latin = TextField(label=_("Name in Latin letters"), longest=120, required=False)
    language = forms.ChoiceField(label=_("Language of messages"), choices=LANGUAGES)
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose")), *Role.choices])
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False, empty_label=_("The whole commune"),
        help_text=_("Clerks and heads belong to a department."),
    )  # fmt: skip
    title = TextField(label=_("Title, as it stands under letters"), longest=120, required=False)

    def __init__(self, *args, commune, **options):
        super().__init__(*args, **options)
        self.fields["department"].queryset = Department.objects.of(commune).active()
        self.fields["name_ar"].widget.attrs |= {"lang": "ar", "dir": "rtl"}
        self.fields["name_latin"].widget.attrs |= {"dir": "ltr"}

    def clean(self):
        given = self.cleaned_data
        if not given.get("name_ar") and not given.get("name_latin"):
            self.add_error("name_ar", _("Write the name in Arabic or in Latin letters."))
        if given.get("role") in DEPARTMENTAL and not given.get("department"):
            self.add_error("department", _("A clerk and a head belong to a department: choose it."))


class AbsenceForm(forms.Form):
    from_on = forms.DateField(label=_("First day away"), widget=day_input())
    to_on = forms.DateField(label=_("Last day away"), widget=day_input())
    substitute = forms.ModelChoiceField(
        Membership.objects.none(), label=_("Substitute"), required=False, empty_label=_("Nobody: the next role up"),
        help_text=_("Receives the alerts meanwhile."),
    )  # fmt: skip

    def __init__(self, *args, member, **options):
        super().__init__(*args, **options)
        others = Membership.objects.of(member.commune_id).active().exclude(user=member.user_id)
        self.fields["substitute"].queryset = others.select_related("user", "department").order_by("pk")

    def clean(self):
        first, last = self.cleaned_data.get("from_on"), self.cleaned_data.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", _("The last day is not before the first one."))
