"""Giving ticked cases of a list to a colleague."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import DEPARTMENTAL

MOST = 100  # a page of the list holds fewer


class DistributeForm(forms.Form):
    """`case`: keys of the ticked rows; with `all`, every row of `page`. `seen_at`: when the list was read."""

    assignee = forms.ChoiceField(label=_("Give the ticked cases to"))
    case = forms.MultipleChoiceField(required=False)
    page = forms.MultipleChoiceField(required=False)
    all = forms.BooleanField(required=False)
    seen_at = forms.DateTimeField()

    def __init__(self, data=None, *, members, user, commune, at):
        super().__init__(data, initial={"seen_at": at.isoformat()})
        everywhere = any(member.role not in DEPARTMENTAL for member in user.memberships_in(commune))
        departments = user.departments_in(commune)
        offered = [m for m in members if m.there and (everywhere or m.department_id in departments)]
        self.people = {str(member.user_id): member.user for member in offered}
        self.fields["assignee"].choices = [("", _("Choose")), *_by_department(offered)]
        for name in ("case", "page"):
            self.fields[name].valid_value = _is_key

    def chosen(self):
        """The keys of the cases that are meant, in the order of the page."""
        keys = self.cleaned_data["page"] if self.cleaned_data["all"] else self.cleaned_data["case"]
        return [int(key) for key in dict.fromkeys(keys)][:MOST]

    @property
    def colleague(self):
        return self.people[self.cleaned_data["assignee"]]


def _is_key(value):
    return value.isascii() and value.isdigit() and len(value) < 18


def _by_department(members):
    """(department, its people) as groups of a select; who works everywhere stands under their role."""
    groups = {}
    for member in members:
        group = str(member.department or member.get_role_display().capitalize())
        groups.setdefault(group, {})[member.user_id] = str(member.user)
    return [(group, list(people.items())) for group, people in sorted(groups.items())]
