"""What is particular to petitions on the staff's case page: they collect, are deposited, answered, put on an agenda."""

from django.utils.translation import gettext_lazy as _

from portal.backoffice import clearing
from portal.backoffice.actions import Action
from portal.backoffice.case_page import CasePage
from portal.backoffice.deciding import WITHDRAW
from portal.cases import rules
from portal.cases.models.case import ForbiddenMove
from portal.cases.states import DONE

from .forms.petitions_staff import AgendaForm, DecidedForm, SheetForm, StrikeForm
from .services import petitioning
from .services.errors import NotPossible
from .states.petitions import PetitionKind

NOT_WHILE_COLLECTING = {"answer", "approve", "ask", "duplicate"}


def _may_deposit(user, case):
    return case.kind == PetitionKind.COLLECTING and case.is_open and rules.works_on(user, case)


def _may_count(user, case):
    return case.is_open and rules.works_on(user, case)


def _may_strike(user, case):
    return _may_count(user, case) and case.concrete().sheets.filter(struck_at=None).exists()


def _may_put_on_agenda(user, case):
    return petitioning.is_admitted(case) and rules.works_on(user, case) and case.concrete().decision_id is None


def _may_link(user, case):
    return rules.works_on(user, case) and case.concrete().session_id is not None


def _deposit(case, by, at, data):
    petitioning.deposit(case.concrete(), by=by, at=at)


def _count(case, by, at, data):
    petitioning.enter_sheet(case.concrete(), by=by, at=at, **data)


def _strike(case, by, at, data):
    try:
        petitioning.strike(data["sheet"], by=by, at=at, why=data["why"])
    except NotPossible as gone:
        raise ForbiddenMove(case, case.state, case.state) from gone


def _put_on_agenda(case, by, at, data):
    petitioning.put_on_agenda(case.concrete(), by=by, at=at, **data)


def _link(case, by, at, data):
    petitioning.decided(case.concrete(), by=by, at=at, **data)


ACTIONS = (
    Action(
        "deposit", _("Enter the deposit"), "inbox", _may_deposit, rules.works_on, _deposit,
        _("The petition is deposited; the time to answer runs."), place="main",
        explains=_("It was handed to the commune with its signatures. The person is told, and the deadline begins."),
    ),
    Action(
        "sheet", _("Enter signatures on paper"), "plus", _may_count, rules.works_on, _count,
        _("The signatures were counted."), form=SheetForm, watchful=False,
    ),
    Action(
        "strike-sheet", _("Strike a count"), "close", _may_strike, rules.works_on, _strike,
        _("The count was struck."), form=StrikeForm, watchful=False,
        explains=_("It stays in the list with the reason, and does not count."),
    ),
    Action(
        "agenda", _("Put it on the agenda"), "calendar", _may_put_on_agenda, rules.works_on, _put_on_agenda,
        _("The petition is on the agenda; the person is told."), form=AgendaForm, watchful=False,
    ),
    Action(
        "decided", _("Enter what was decided"), "building", _may_link, rules.works_on, _link,
        _("The decision was entered."), form=DecidedForm, watchful=False,
    ),
    WITHDRAW,
    *clearing.actions(lambda _case: True),
)  # fmt: skip


class PetitionPage(CasePage):
    title = _("Petitions")
    kinds = tuple(PetitionKind.choices)
    extra_actions = ACTIONS
    without = ("plan", "split", "enter-review")

    def may(self, action, case, user):
        """What is not deposited yet is not answered."""
        if case.kind == PetitionKind.COLLECTING and action.name in NOT_WHILE_COLLECTING:
            return False
        return super().may(action, case, user)

    def next_steps(self, case, user):
        """It is read and shown first; once answered it comes on the agenda, and its answer on the public page."""
        usual = super().next_steps(case, user)
        if case.publish_agreed_at and case.published_at is None and case.is_open:
            return ("publish", *usual)
        if petitioning.is_admitted(case) and case.concrete().session_id is None:
            return ("agenda", *usual)
        if case.published_at and case.state in DONE and not case.publication.answer:
            return ("change-public", *usual)
        return ("decided", *usual) if _is_to_be_decided(case) else usual

    def parts(self, case, user, at):
        petition = case.concrete()
        shown = {"petition": petition, "needed": petitioning.needed(case.commune), "works": rules.works_on(user, case)}
        return [("communications/_petition_facts.html", shown | {"sheets": list(petition.sheets.select_related("by"))})]


def _is_to_be_decided(case):
    petition = case.concrete()
    return petition.session_id is not None and petition.decision_id is None
