"""What staff can do with a case: each action is a form on an address of its own and calls one service."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.cases import rules
from portal.cases.models import Proposal
from portal.cases.models.case import ForbiddenMove
from portal.cases.services import approvals, contacts, correspondence, deliveries, lifecycle, responses, splitting

from .forms import answering, conversing, handling, reaching
from .forms.base import ActionForm

PLACES = ("main", "other", "words", "decision", "person")


@dataclass(frozen=True)
class Action:
    """`may`: possible for this person now; `who`: would be, were the case in another state.

    `run(case, by, at, data)` calls the service with the form's data. `watchful`: what somebody else did since the
    form was opened is shown before anything is done. `instant`: needs no words, one button does it.
    """

    name: str
    title: Any
    icon: str
    may: Callable[..., bool]
    who: Callable[..., bool]
    run: Callable[..., Any]
    done: Any
    form: type[ActionForm] = ActionForm
    explains: Any = ""
    button: Any = ""
    template: str = "backoffice/_action_fields.html"
    place: str = "other"  # one of PLACES
    watchful: bool = True
    instant: bool = False

    @property
    def button_text(self):
        return self.button or self.title

    def told(self, made):
        """The sentence after it was done; `made`: what the service returned."""
        return self.done(made) if callable(self.done) else self.done


def _take(case, by, at, data):
    lifecycle.take(case, by=by, at=at)


def _assign(case, by, at, data):
    lifecycle.assign(case, by=by, at=at, **data)


def _transfer(case, by, at, data):
    lifecycle.transfer(case, by=by, at=at, **data)


def _plan(case, by, at, data):
    lifecycle.plan(case, by=by, at=at, **data)


def _ask(case, by, at, data):
    correspondence.ask(case, by=by, at=at, **data)


def _enter_reply(case, by, at, data):
    correspondence.reply(case, by=by, at=at, **data)


def _answer(case, by, at, data):
    return approvals.answer(case, by=by, at=at, **data)


def _told_of_answer(made):
    if isinstance(made, Proposal):
        return _("The answer was proposed; it is given when it is approved.")
    return _("The answer was given.")


def _approve(case, by, at, data):
    approvals.approve(_waiting(case), by=by, at=at, **data)


def _send_back(case, by, at, data):
    approvals.send_back(_waiting(case), by=by, at=at, **data)


def _waiting(case):
    proposal = approvals.waiting(case)
    if proposal is None:  # somebody decided while the form was open
        raise ForbiddenMove(case, case.state, case.state)
    proposal.case = case
    return proposal


def _deliver(case, by, at, data):
    deliveries.enter(case.answers.last(), by=by, at=at, **data)


def _close(case, by, at, data):
    lifecycle.close(case, by=by, at=at)


def _enter_review(case, by, at, data):
    responses.ask_review(case, by=by, at=at, **data)


def _correct(case, by, at, data):
    lifecycle.correct(case, by=by, at=at, **data)


def _split(case, by, at, data):
    return splitting.split(case, by=by, at=at, **data)


def _show_contacts(case, by, at, data):
    contacts.show(case, by=by, at=at)


def _correct_contacts(case, by, at, data):
    contacts.correct(case, by=by, at=at, **data)


def _renew_code(case, by, at, data):
    contacts.renew_code(case, by=by, at=at)


def _message(case, by, at, data):
    correspondence.write(case, by=by, at=at, **data)


def _note(case, by, at, data):
    correspondence.note(case, by=by, at=at, **data)


def _consult(case, by, at, data):
    correspondence.consult(case, by=by, at=at, **data)


def _reply(case, by, at, data):
    if not correspondence.reply_to_consultation(data["consultation"], by=by, at=at, text=data["text"]):
        raise ForbiddenMove(case, case.state, case.state)


KERNEL = (
    Action(
        "approve", _("Approve the answer"), "check", rules.may_approve, rules.decides_on_proposals, _approve,
        _("The answer was approved and given."), form=answering.ApproveForm, place="main",
        template="backoffice/_approve_fields.html", button=_("Approve and give this answer"),
        explains=_("Read it as the person will. What you change here is given as you leave it."),
    ),
    Action(
        "send-back", _("Send the answer back"), "back", rules.may_approve, rules.decides_on_proposals, _send_back,
        _("The answer was sent back to its author."), form=answering.SendBackForm, place="main",
        explains=_("Its author reads your note and proposes again. The deadline runs on."),
    ),
    Action(
        "answer", _("Answer the person"), "reply", rules.may_answer, rules.works_on, _answer,
        _told_of_answer, form=answering.AnswerForm, template="backoffice/_answer_fields.html",
        place="main", button=_("Give this answer"),
        explains=_("The person receives this text as it stands, with the commune's address and the next remedy."),
    ),
    Action(
        "deliver", _("Enter the delivery"), "envelope", rules.may_deliver, rules.works_on, _deliver,
        _("The delivery was entered."), form=handling.DeliverForm, place="other", watchful=False,
        explains=_("Without e-mail or phone, the case counts as answered when its answer is handed over or posted."),
    ),
    Action(
        "enter-review", _("Enter a request for review"), "chat", rules.may_enter_review, rules.works_on, _enter_review,
        _("The review was entered; it goes to somebody who did not answer."), form=conversing.ReviewOfPersonForm,
        explains=_("For what was asked at the counter or by letter. Somebody who did not answer looks at it again."),
    ),
    Action(
        "take", _("Take in hand"), "hands", rules.may_take, rules.works_on, _take, _("The case is yours now."),
        place="main", instant=True,
    ),
    Action(
        "ask", _("Ask the person"), "ask", rules.may_ask, rules.works_on, _ask, _("The question was sent."),
        form=conversing.AskForm, template="backoffice/_ask_fields.html", button=_("Send the question"),
    ),
    Action(
        "enter-reply", _("Enter what the person answered"), "chat", rules.may_enter_reply, rules.works_on,
        _enter_reply, _("The reply was entered."), form=conversing.ReplyOfPersonForm,
        explains=_("For what was said at the counter or on the phone. A count that was stopped runs again."),
    ),
    Action(
        "plan", _("Plan an intervention"), "calendar", rules.may_plan, rules.works_on, _plan,
        _("The intervention was planned; the person is told."), form=handling.PlanForm,
        explains=_("The person is told the date. The deadline runs on."),
    ),
    Action(
        "assign", _("Assign to a colleague"), "person", rules.may_assign, rules.assigns, _assign,
        _("The case was assigned."), form=handling.AssignForm,
    ),
    Action(
        "transfer", _("Transfer to another department"), "next", rules.may_transfer, rules.works_on, _transfer,
        _("The case was transferred."), form=handling.TransferForm,
        explains=_("That department answers for the case from now on. The deadline runs on."),
    ),
    Action(
        "consult", _("Consult a department"), "consult", rules.may_handle, rules.works_on, _consult,
        _("The department was asked."), form=conversing.ConsultForm, watchful=False,
        explains=_("Your department keeps the case and its deadline, which runs on."),
    ),
    Action(
        "reply", _("Reply to the consultation"), "consult", rules.was_asked, rules.is_consulted, _reply,
        _("The reply was sent."), form=conversing.ReplyForm, template="backoffice/_reply_fields.html",
        place="main", watchful=False,
    ),
    Action(
        "message", _("Write to the person"), "envelope", rules.may_write, rules.works_on, _message,
        _("The message was sent."), form=conversing.MessageForm, place="words", watchful=False,
        explains=_("A message that asks for nothing. To ask for something, use “Ask the person”."),
    ),
    Action(
        "note", _("Write a note"), "edit", rules.may_note, rules.may_note, _note, _("The note was kept."),
        form=conversing.NoteForm, place="words", watchful=False,
        explains=_("Only staff read notes."),
    ),
    Action(
        "correct", _("Correct topic or place"), "edit", rules.may_handle, rules.works_on, _correct,
        _("The case was corrected."), form=handling.CorrectForm,
        explains=_("The day of receipt and the deadline stay as they are."),
    ),
    Action(
        "split", _("Split in two"), "split", rules.may_split, rules.works_on, _split,
        _("A second case was opened."), form=handling.SplitForm,
        explains=_("A second matter becomes a case of its own, with the same day of receipt. The person is told."),
    ),
    Action(
        "show-contacts", _("Show phone and e-mail"), "eye", rules.may_show_contacts, rules.works_on, _show_contacts,
        _("Shown to you for 15 minutes; it was written down."), place="person", watchful=False, instant=True,
    ),
    Action(
        "contacts", _("Correct phone or e-mail"), "phone", rules.may_correct_contacts, rules.works_on,
        _correct_contacts, _("The address was corrected; the person is told."), form=reaching.ContactsForm,
        place="person", watchful=False,
        explains=_("The new address gets the number and a new code; the old one learns only that it is used no more."),
    ),
    Action(
        "new-code", _("Make a new tracking code"), "key", rules.may_correct_contacts, rules.works_on, _renew_code,
        _("A new code was made; the old one no longer opens the case."), place="person", watchful=False,
        explains=_("For a code that was lost or given away. The person is sent the new one; without phone or e-mail,"
                   " print the receipt again and hand it over."),
    ),
    Action(
        "close", _("Close"), "lock", rules.may_close, rules.works_on, _close, _("The case was closed."),
        place="main", explains=_("A case that was never completed is filed away."),
    ),
)  # fmt: skip
