"""Decisions of the complaints officer that weaken a promise, as pillars offer them: each with a reason that is read."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.cases import rules
from portal.cases.services import decisions

from .actions import Action
from .case_page import page_of
from .forms.base import ActionForm, text_field
from .forms.choices import capitalised

TOLD = _("The person is told the reason and can object for some days.")


class ReasonForm(ActionForm):
    text = text_field(_("Reason, as the person will read it"))

    def prepare(self):
        self.fields["text"].widget.attrs["lang"] = self.case.language


class KindForm(ReasonForm):
    kind = forms.ChoiceField(label=_("New kind"), widget=forms.RadioSelect)
    field_order = ("kind", "text")

    def prepare(self):
        super().prepare()
        kinds = [(value, label) for value, label in page_of(self.case).kinds if value != self.case.kind]
        self.fields["kind"].choices = capitalised(kinds)


def _withdraw(case, by, at, data):
    decisions.withdraw_for(case, by=by, at=at, **data)


def _change_kind(case, by, at, data):
    decisions.change_kind(case, by=by, at=at, **data)


CHANGE_KIND = Action(
    "change-kind", _("Change the kind"), "edit", rules.may_decide, rules.decides, _change_kind,
    _("The kind was changed; the person is told."), form=KindForm, place="decision", explains=TOLD,
)  # fmt: skip
WITHDRAW = Action(
    "withdraw", _("Enter a withdrawal"), "close", rules.may_decide, rules.decides, _withdraw,
    _("The withdrawal was entered; the person is told."), form=ReasonForm, place="decision",
    explains=_("Only when the person declared it. They are told and can object for some days."),
)  # fmt: skip
