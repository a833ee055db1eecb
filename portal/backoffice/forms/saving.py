from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Role
from portal.cases.fields import TextField
from portal.communes.models import Department


class SavedFilterForm(forms.Form):
    """The name of a saved list; a head of department may share it with the department."""

    name = TextField(label=_("Name of the list"), longest=60)
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Share with"), required=False, empty_label=_("Nobody: it is mine"),
        help_text=_("All members of the department see it beside their cases."),
    )  # fmt: skip

    def __init__(self, *args, user, commune, **options):
        super().__init__(*args, **options)
        headed = {m.department_id for m in user.memberships_in(commune) if m.role == Role.HEAD}
        self.fields["department"].queryset = Department.objects.of(commune).filter(pk__in=headed)
        if not headed:
            del self.fields["department"]
