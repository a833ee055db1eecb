"""What is particular to complaints on the staff's case page: remarks are noted, and decisions that weaken a promise."""

from django.utils.translation import gettext_lazy as _

from portal.backoffice.actions import Action
from portal.backoffice.case_page import CasePage
from portal.cases import rules
from portal.cases.services import decisions, lifecycle

from .forms_staff import DecisionForm, DuplicateForm, KindForm
from .states import Kind


def _reads_remarks(user, case):
    return case.kind == Kind.REMARK and rules.works_on(user, case)


def _may_note(user, case):
    return case.kind == Kind.REMARK and rules.may_handle(user, case)


def _is_no_duplicate(user, case):
    return case.duplicate_of_id is None and not case.is_under_review and rules.may_decide(user, case)


def _note_remark(case, by, at, data):
    lifecycle.note_remark(case, by=by, at=at)


def _change_kind(case, by, at, data):
    decisions.change_kind(case, by=by, at=at, **data)


def _withdraw(case, by, at, data):
    decisions.withdraw_for(case, by=by, at=at, **data)


def _mark_duplicate(case, by, at, data):
    decisions.mark_duplicate(case, by=by, at=at, **data)


TOLD = _("The person is told the reason and can object for some days.")
ACTIONS = (
    Action(
        "note-remark", _("Note the remark"), "check", _may_note, _reads_remarks, _note_remark,
        _("The remark was noted."), place="main", instant=True,
    ),
    Action(
        "change-kind", _("Change the kind"), "edit", rules.may_decide, rules.decides, _change_kind,
        _("The kind was changed; the person is told."), form=KindForm, place="decision", explains=TOLD,
    ),
    Action(
        "duplicate", _("Mark as duplicate"), "copy", _is_no_duplicate, rules.decides, _mark_duplicate,
        _("The case was marked as a duplicate; the person is told."), form=DuplicateForm, place="decision",
        template="complaints/_duplicate_fields.html",
        explains=_("It is answered when its original is. The person is told and can object for some days."),
    ),
    Action(
        "withdraw", _("Enter a withdrawal"), "close", rules.may_decide, rules.decides, _withdraw,
        _("The withdrawal was entered; the person is told."), form=DecisionForm, place="decision",
        explains=_("Only when the person declared it. They are told and can object for some days."),
    ),
)  # fmt: skip


class ComplaintPage(CasePage):
    title = _("Complaints")
    kinds = tuple(Kind.choices)
    extra_actions = ACTIONS
