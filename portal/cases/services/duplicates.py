"""The duplicates of a case that ends without an answer: each goes on by itself, with the promise it had at first."""

from django.db import transaction

from ..models import Case
from ..states import DeadlineEventType, Reason
from . import deadlines, following, telling


@transaction.atomic
def let_go(original, *, at):
    """Nothing comes for those who wait for this case: they are at work again, and told so. Return how many."""
    waiting = Case.objects.of(original.commune_id).open().filter(duplicate_of_id=original.pk)
    return sum(_go_on(case, original, at=at) for case in waiting.select_related("commune").order_by("pk"))


def _go_on(case, original, *, at):
    if not Case.objects.open().filter(pk=case.pk, duplicate_of_id=original.pk).update(duplicate_of=None):
        return False
    case.duplicate_of = None
    case.record(case.state, case.state, by=None, at=at, reason=Reason.REOPENED)
    following.move_back(case)
    joined = case.decisions.filter(code=Reason.DUPLICATE).order_by("-pk").first()
    promise_again(case, voided_at=joined.at if joined else None, at=at)
    telling.citizen(case, "goes_on", key=f"{original.pk}:{at.isoformat()}", at=at)
    return True


def promise_again(case, *, voided_at, at):
    """Start what a case owes anew, never before the day that was promised when its deadline was voided."""
    promised = case.deadlines.filter(voided_at=voided_at).order_by("pk").values_list("last_on", flat=True).first()
    for deadline in deadlines.start_all(case, by=None, at=at):
        if promised and deadline.last_on and deadline.last_on < promised:  # days it had been suspended before
            data = {"not_before": promised.isoformat()}
            deadlines.apply(deadline, DeadlineEventType.MOVED, by=None, at=at, data=data)
    deadlines.refresh_due(case)
