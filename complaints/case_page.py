"""What is particular to complaints on the staff's case page: remarks are noted, duplicates joined, some made public."""

from django.utils.translation import gettext_lazy as _

from portal.backoffice import clearing
from portal.backoffice.actions import Action
from portal.backoffice.case_page import CasePage
from portal.backoffice.deciding import CHANGE_KIND, WITHDRAW
from portal.cases import rules
from portal.cases.services import decisions, lifecycle

from .forms_staff import DuplicateForm
from .models import Category
from .states import Kind


def _reads_remarks(user, case):
    return case.kind == Kind.REMARK and rules.works_on(user, case)


def _may_note(user, case):
    return case.kind == Kind.REMARK and rules.may_handle(user, case)


def _is_no_duplicate(user, case):
    return case.duplicate_of_id is None and not case.is_under_review and rules.may_decide(user, case)


def _note_remark(case, by, at, data):
    lifecycle.note_remark(case, by=by, at=at)


def _mark_duplicate(case, by, at, data):
    decisions.mark_duplicate(case, by=by, at=at, **data)


def _is_publishable(case):
    """Category, citizen and clerk: all three must agree."""
    return Category.objects.publishable(case.commune_id).has(case.topic_id)


ACTIONS = (
    Action(
        "note-remark", _("Note the remark"), "check", _may_note, _reads_remarks, _note_remark,
        _("The remark was noted."), place="main", instant=True,
    ),
    CHANGE_KIND,
    Action(
        "duplicate", _("Mark as duplicate"), "copy", _is_no_duplicate, rules.decides, _mark_duplicate,
        _("The case was marked as a duplicate; the person is told."), form=DuplicateForm, place="decision",
        template="complaints/_duplicate_fields.html",
        explains=_("It is answered when its original is. The person is told and can object for some days."),
    ),
    WITHDRAW,
    *clearing.actions(_is_publishable),
)  # fmt: skip


class ComplaintPage(CasePage):
    title = _("Complaints")
    kinds = tuple(Kind.choices)
    extra_actions = ACTIONS

    def parts(self, case, user, at):
        """Whether the case is public, for a case whose citizen agreed."""
        if case.publish_agreed_at is None:
            return []
        allowed = Category.objects.publishable(case.commune_id).has(case.topic_id)
        return [("complaints/_publicity.html", {"allowed": allowed})]
