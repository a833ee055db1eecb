"""Following somebody else's case: told of the answer, without a case of one's own. Nothing is sent before "it was me".

A follower filed nothing: there is no receipt, no right of objection, no register entry. Leaving deletes the row.
"""

from datetime import timedelta

from django.db import transaction

from portal.notifications import outbox
from portal.workdays.arithmetic import local_day

from ..models import Case, Follower
from ..models.case import ForbiddenMove
from ..states import State
from . import telling

UNCONFIRMED_MOST = 5  # questions "was it you?" that one address may have open in a commune
UNCONFIRMED_FOR = timedelta(days=7)
KEPT_AFTER_CLOSING = timedelta(days=90)  # the case may be taken up again until then


@transaction.atomic
def add(case, *, at, email, phone, language, name=""):
    """Ask an address whether it wants to follow an open case; the e-mail where both are given. Return the Follower.

    The same address again is the same row and at most one more question a day. None: too many are open for this
    address. Raise ForbiddenMove when the case is no longer open.
    """
    if not Case.objects.open().filter(pk=case.pk).exists():
        raise ForbiddenMove(case, case.state, case.state)
    address = {"email": email.lower(), "phone": ""} if email else {"email": "", "phone": phone}
    known = Follower.objects.filter(case_id=case.pk, **address).first()
    if known is None:
        waiting = Follower.objects.of(case.commune_id).filter(confirmed_at=None, **address)
        if waiting.count() >= UNCONFIRMED_MOST:
            return None
        words = {"name": name, "language": language, "at": at}
        known, _made = Follower.objects.get_or_create(case_id=case.pk, **address, defaults=words)
    if known.confirmed_at is None:
        telling.follower(known, "follow_confirm", case=case, key=local_day(at).isoformat(), at=at)
    return known


@transaction.atomic
def confirm(follower, *, at):
    """The address says that it was its own wish. Return whether it had not said so before.

    Its receipt goes out; where the answer or the end came first, that does, as to those who were quicker.
    """
    if not Follower.objects.filter(pk=follower.pk, confirmed_at=None).update(confirmed_at=at):
        return False
    follower.confirmed_at = at
    case = follower.case
    answer = None if case.is_open else case.answers.last()
    if answer:
        telling.follower(follower, "follow_answer", case=case, key=str(answer.number), at=at, answer=answer.pk)
    elif not case.is_open:
        telling.follower(follower, "follow_closed", case=case, key="1", at=at)
    else:
        telling.follower(follower, "follow_receipt", case=case, key="1", at=at)
    return True


@transaction.atomic
def leave(follower):
    """One step, no question asked: nothing of this address is kept, in what was sent or waits to be sent neither."""
    for case in filter(None, (follower.case_id, follower.came_from_id)):
        _forget_messages(follower, case)
    Follower.objects.filter(pk=follower.pk).delete()


def move_to_original(case, *, original):
    """The followers of a duplicate follow its original from now on; an address that does so already stays once."""
    there = set(Follower.objects.filter(case_id=original.pk).values_list("email", "phone"))
    for follower in Follower.objects.filter(case_id=case.pk):
        if (follower.email, follower.phone) in there:
            follower.delete()
        else:
            if follower.came_from_id:  # of three cases only two stand on the row: what was sent about this one goes
                _forget_messages(follower, case.pk)
            source = follower.came_from_id or case.pk
            Follower.objects.filter(pk=follower.pk).update(case_id=original.pk, came_from_id=source)


def move_back(case):
    """A duplicate goes on by itself: who had followed this case follows it again, and the other one no longer."""
    there = Follower.objects.filter(case_id=case.pk).values_list("email", "phone")
    for follower in Follower.objects.filter(came_from_id=case.pk):
        if (follower.email, follower.phone) not in set(there):
            _forget_messages(follower, follower.case_id)
            Follower.objects.filter(pk=follower.pk).update(case_id=case.pk, came_from_id=None)


def _forget_messages(follower, case_id):
    outbox.forget(Case(pk=case_id), to="follower", follower=follower.pk)


def forget(*, at):
    """Delete addresses that never said yes, and those of cases closed long ago. Return how many."""
    silent = Follower.objects.filter(confirmed_at=None, at__lt=at - UNCONFIRMED_FOR)
    done = Follower.objects.filter(case__state=State.CLOSED, case__closed_at__lt=at - KEPT_AFTER_CLOSING)
    gone = [*silent, *done]
    for follower in gone:
        leave(follower)
    return len(gone)
