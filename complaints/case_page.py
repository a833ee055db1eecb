"""What is particular to complaints on the staff's case page: remarks are noted, and decisions that weaken a promise."""

from django.utils.translation import gettext_lazy as _

from portal.backoffice.actions import Action
from portal.backoffice.case_page import CasePage
from portal.backoffice.forms.publishing import PublishForm
from portal.cases import rules
from portal.cases.files.content import Unfit
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import decisions, lifecycle, publishing

from .forms_staff import DecisionForm, DuplicateForm, KindForm
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


def _change_kind(case, by, at, data):
    decisions.change_kind(case, by=by, at=at, **data)


def _withdraw(case, by, at, data):
    decisions.withdraw_for(case, by=by, at=at, **data)


def _mark_duplicate(case, by, at, data):
    decisions.mark_duplicate(case, by=by, at=at, **data)


def _may_publish(user, case):
    return case.published_at is None and _publishes(user, case)


def _may_change_public(user, case):
    return case.published_at is not None and _publishes(user, case)


def _publishes(user, case):
    """Category, citizen and clerk: all three."""
    return rules.may_publish(user, case) and Category.objects.publishable(case.commune_id).has(case.topic_id)


def _publish(case, by, at, data):
    try:
        publishing.publish(case, by=by, at=at, **data)
    except Unfit as unfit:
        raise ForbiddenMove(case, case.state, case.state) from unfit


def _unpublish(case, by, at, data):
    publishing.unpublish(case, by=by, at=at)


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
    Action(
        "publish", _("Publish"), "globe", _may_publish, rules.clears, _publish, _("The case is public now."),
        form=PublishForm, template="backoffice/_publish_fields.html", place="words", watchful=False,
        button=_("Make this public"),
        explains=_("The person agreed. Everybody can read this text and see these photos, without a name."),
    ),
    Action(
        "change-public", _("Change what is public"), "edit", _may_change_public, rules.clears, _publish,
        _("The public page was changed."), form=PublishForm, template="backoffice/_publish_fields.html",
        place="words", watchful=False, button=_("Make this public"),
        explains=_("The public page shows exactly this from now on."),
    ),
    Action(
        "unpublish", _("Take off the public pages"), "lock", rules.may_unpublish, rules.works_on, _unpublish,
        _("The case is not public any more."), place="words", instant=True, watchful=False,
    ),
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
