"""What is particular to requests for information on the staff's case page."""

from django.utils.translation import gettext_lazy as _

from portal.backoffice.actions import Action
from portal.backoffice.case_page import CasePage
from portal.backoffice.deciding import CHANGE_KIND, WITHDRAW
from portal.backoffice.extending import EXTEND
from portal.cases import rules
from portal.cases.services import contacts, identities
from portal.cases.states import COURT, DONE, OTHER_BODY

from .forms.requests_staff import PublishAnswerForm
from .requests import GIVEN
from .services import requesting
from .states.requests import NATIONAL_PORTAL, RequestKind


def _may_publish(user, case):
    """Once, what was given; a publisher then reads and publishes it."""
    if case.state not in DONE or not rules.clears(user, case):
        return False
    last = case.answers.last()
    return last is not None and last.outcome in GIVEN and case.concrete().document_id is None


def _publish(case, by, at, data):
    requesting.publish_answer(case, by=by, at=at, **data)


ACTIONS = (
    EXTEND,
    CHANGE_KIND,
    WITHDRAW,
    Action(
        "publish-answer", _("Put it into the library"), "paper", _may_publish, rules.clears, _publish,
        _("A draft was made in the library: a publisher completes and publishes it."), form=PublishAnswerForm,
        template="communications/_publish_answer_fields.html", place="words", watchful=False,
        explains=_("What one person was given may serve everybody. Take out what names anybody first."),
    ),
)  # fmt: skip


class RequestPage(CasePage):
    title = _("Requests for information")
    kinds = tuple(RequestKind.choices)
    further_rule_kinds = (
        *CasePage.further_rule_kinds,
        (OTHER_BODY, _("time to turn to another body")),
        (COURT, _("time to go to court")),
    )
    extra_actions = ACTIONS
    without = ("plan", "split")

    def parts(self, case, user, at):
        """How the information is wanted, where the person lives and who they are, for those who work on it."""
        works = rules.works_on(user, case)
        whole = works and contacts.are_shown(case.contact_events.all(), by=user, at=at)
        shown = {"request": case.concrete(), "works": works, "national": NATIONAL_PORTAL}
        shown["identity"] = identities.of(case, whole=whole) if works else None
        return [("communications/_request_facts.html", shown)]
