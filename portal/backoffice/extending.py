"""Extending a deadline, an action of the pillars whose law knows it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.cases import rules
from portal.cases.promise import count
from portal.cases.services import extending

from .actions import Action
from .forms.base import ActionForm, text_field


class ExtendForm(ActionForm):
    days = forms.IntegerField(label=_("By how many days"), min_value=1, widget=forms.NumberInput(attrs={"dir": "ltr"}))
    text = text_field(_("Reason, as the person will read it"))

    def prepare(self):
        self.fields["text"].widget.attrs["lang"] = self.case.language
        deadline = extending.extendable(self.case)
        longest = deadline.rule.max_extension if deadline else 0
        self.fields["days"].max_value = longest
        self.fields["days"].widget.attrs["max"] = longest
        self.initial.setdefault("days", longest)
        if deadline:
            self.longest = count(longest, deadline.rule.unit)
            self.fields["days"].help_text = _("At most %(length)s, and only once.") % {"length": self.longest}

    def clean_days(self):
        days = self.cleaned_data["days"]
        if days > self.fields["days"].max_value:
            raise forms.ValidationError(_("The law allows %(length)s at most."), "long", {"length": self.longest})
        return days


def _may_extend(user, case):
    return rules.may_handle(user, case) and extending.extendable(case) is not None


def _extend(case, by, at, data):
    extending.extend(case, by=by, at=at, **data)


EXTEND = Action(
    "extend", _("Extend the deadline"), "clock", _may_extend, rules.works_on, _extend,
    _("The deadline was extended; the person is told the new day and the reason."), form=ExtendForm,
    explains=_("Once, before the day has passed, and with a reason. The person is told."),
)  # fmt: skip
