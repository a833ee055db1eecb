"""Making a case public, as pillars offer it whose cases may be: the person agreed, and somebody reads it first."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.cases import rules
from portal.cases.files.content import Unfit
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import publishing

from .actions import Action
from .forms.publishing import PublishForm


def actions(allowed):
    """Publish, change what is public, take it off; `allowed(case)`: whether the pillar lets such cases be public."""

    def may_publish(user, case):
        return case.published_at is None and rules.may_publish(user, case) and allowed(case)

    def may_change(user, case):
        return case.published_at is not None and rules.may_publish(user, case) and allowed(case)

    form: dict[str, Any] = {"form": PublishForm, "template": "backoffice/_publish_fields.html"}
    form |= {"place": "words", "watchful": False, "button": _("Make this public")}
    return (
        Action(
            "publish", _("Publish"), "globe", may_publish, rules.clears, _publish, _("The case is public now."), **form,
            explains=_("The person agreed. Everybody can read this text and see these photos, without a name."),
        ),
        Action(
            "change-public", _("Change what is public"), "edit", may_change, rules.clears, _publish,
            _("The public page was changed."), **form, explains=_("The public page shows exactly this from now on."),
        ),
        Action(
            "unpublish", _("Take off the public pages"), "lock", rules.may_unpublish, rules.works_on, _unpublish,
            _("The case is not public any more."), place="words", instant=True, watchful=False,
        ),
    )  # fmt: skip


def _publish(case, by, at, data):
    try:
        publishing.publish(case, by=by, at=at, **data)
    except Unfit as unfit:
        raise ForbiddenMove(case, case.state, case.state) from unfit


def _unpublish(case, by, at, data):
    publishing.unpublish(case, by=by, at=at)
