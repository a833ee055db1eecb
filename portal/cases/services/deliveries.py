"""How an answer reaches the citizen. Without e-mail or phone it counts as given when its delivery is entered;
who filed on the portal without any contact was told to read the answer with the code: there it is given at once."""

from datetime import timedelta

from django.db import transaction

from portal.workdays.arithmetic import local_day

from ..models import Case, Delivery
from ..states import CONTEST, Channel, Means, State
from . import deadlines, rules_in_force


def deliver_at_once(case, answer, *, by, at):
    """The delivery that needs nobody: a message, or the tracking page. Nothing when someone must hand it over."""
    means = _means(case)
    if means:
        _reached(case, answer, means=means, on=local_day(at), by=by, at=at)


@transaction.atomic
def enter(answer, *, by, at, means, on, post_number=""):
    """Enter that an answer was handed over or posted on a local date: the deadline is met by it."""
    case = answer.case
    delivery = _reached(case, answer, means=means, on=on, post_number=post_number, by=by, at=at)
    Case.objects.filter(pk=case.pk).update(unreached_at=None)
    return delivery


def read_online(case, *, at):
    """Whoever responds to an answer that nobody handed over yet has read it on the tracking page: it is delivered."""
    answer = case.answers.last()
    if not answer.deliveries.exists():
        _reached(case, answer, means=Means.PORTAL, on=local_day(at), by=None, at=at)


def _reached(case, answer, *, means, on, by, at, **number):
    """The answer reached the citizen on a local date: the deadline is met, and the days to respond run from then."""
    delivery = Delivery.objects.create(answer=answer, means=means, on=on, by=by, at=at, **number)
    deadlines.meet(case, by=by, at=at)
    until = _respond_until(case, on)
    if (
        Case.objects.filter(pk=case.pk, state=State.ANSWERED)
        .exclude(respond_until__gte=until)
        .update(respond_until=until)
    ):
        case.respond_until = until
    return delivery


def _respond_until(case, on):
    """The last local day to say a word about an answer that arrived on a local date: by a rule, else the commune's."""
    rule = rules_in_force.by_kind(case, on=on).get(CONTEST)
    return rules_in_force.last_day(rule, on) if rule else on + timedelta(days=case.commune.review_days)


def _means(case):
    if case.contact:
        return Means(case.contact.channel)
    return Means.PORTAL if case.channel == Channel.WEB else None
