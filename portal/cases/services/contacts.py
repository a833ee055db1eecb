"""How a citizen is reached: read by staff on the record only, corrected when wrong, with a new code where needed."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from portal.notifications import outbox
from portal.notifications.models import Channel, Notification

from ..models import Case, ContactEvent
from ..models.case import ForbiddenMove
from ..states import State
from . import finding, telling

SHOWN_FOR = timedelta(minutes=15)
FAREWELL = f"{telling.CITIZEN}contact_gone"
What = ContactEvent.What


def show(case, *, by, at):
    """A member of staff reads telephone and e-mail: written down, then open to them for SHOWN_FOR."""
    _write(case, What.SHOWN, by=by, at=at)


def are_shown(events, *, by, at):
    """Whether a person has opened the contacts of a case just now; `events`: its ContactEvents."""
    mine = (event for event in events if event.by_id == by.pk and event.what == What.SHOWN)
    return any(at - SHOWN_FOR < event.at <= at for event in mine)


@transaction.atomic
def correct(case, *, by, at, phone, email):
    """Correct telephone (E.164) and e-mail of a case. Raise ForbiddenMove when somebody else did meanwhile.

    Where an address is taken away or replaced, whoever read there may know the code: it is made anew. The old address
    is told that it is no longer used, without a word of the case; the new one gets number and code, and once more what
    it must not miss: messages that still wait, an open question, the answer.
    """
    was, now = {"phone": case.phone, "email": case.email}, {"phone": phone, "email": email}
    changed = [name for name in was if was[name] != now[name]]
    if not changed:
        return
    if not Case.objects.filter(pk=case.pk, **was).update(**now, unreached_at=None):
        raise ForbiddenMove(case, case.state, case.state)
    case.phone, case.email, case.unreached_at = phone, email, None
    finding.refresh(case)
    for name in changed:
        _write(case, What(f"{name}_corrected"), by=by, at=at)
    gone = {name: was[name] for name in changed if was[name]}
    if gone:
        _new_code(case, by=by, at=at)
        _tell_old(case, gone, at=at)
    waited = _readdress(case, gone.values(), at=at)
    _tell_new(case, waited, at=at)


@transaction.atomic
def renew_code(case, *, by, at):
    """Make a new tracking code: the old one, on paper or in a browser, opens the case no more. The citizen is told."""
    _new_code(case, by=by, at=at)
    telling.citizen(case, "new_code", key=str(case.code_version), at=at)


def _new_code(case, *, by, at):
    Case.objects.filter(pk=case.pk).update(code_version=F("code_version") + 1)
    case.refresh_from_db(fields=["code_version"])
    _write(case, What.CODE_RENEWED, by=by, at=at)


def _readdress(case, addresses, *, at):
    """Messages that wait for an old address go to the new one; without one they are given up. Return templates."""
    waiting = Notification.objects.about(Case(pk=case.pk)).filter(recipient__in=addresses, next_try_at__isnull=False)
    waiting = waiting.filter(context__to="citizen")
    names = set(waiting.values_list("template", flat=True))
    if case.contact:
        now = {"recipient": case.contact.address, "channel": case.contact.channel}
        waiting.update(**now, next_try_at=at, attempts=0)
    else:
        waiting.update(next_try_at=None, given_up_at=at, error="address corrected")
    return names


def _tell_old(case, gone, *, at):
    """To the old addresses: somebody who did not ask for it has to know, and a stranger must learn nothing."""
    for name, address in gone.items():
        outbox.queue(
            case.commune,
            key=f"contact_gone:{case.pk}:{case.code_version}",
            channel=Channel.EMAIL if name == "email" else Channel.SMS,
            recipient=address,
            language=case.language,
            template=FAREWELL,
            about=Case(pk=case.pk),
            context={"to": "former"},
            at=at,
        )


def _tell_new(case, waited, *, at):
    """The number and the code; and what was sent to the wrong address and must not be missed."""
    key = f"{case.code_version}:{at.isoformat()}"
    telling.citizen(case, "contact_corrected", key=key, at=at)
    question = case.messages.filter(kind="question", pauses=True, answered_at=None).last()
    if case.state == State.INCOMPLETE and question and f"{telling.CITIZEN}question" not in waited:
        telling.citizen(case, "question", key=f"{question.pk}:{key}", at=at, message=question.pk)
    answer = case.answers.last()
    if case.state in (State.ANSWERED, State.CLOSED) and answer and f"{telling.CITIZEN}answer" not in waited:
        telling.citizen(case, "answer", key=f"{answer.number}:{key}", at=at, answer=answer.pk)


def _write(case, what, *, by, at):
    ContactEvent.objects.create(case_id=case.pk, what=what, by=by, at=at)
