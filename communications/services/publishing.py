"""Putting an item before everybody, now or later, and taking it away again."""

from django.db import transaction

from portal.cases.services import deadlines
from portal.cases.states import DeadlineEventType

from ..models import Item
from ..states import LANGUAGES, Happening, Status
from . import mailings, translating
from .editing import keep_whole
from .errors import NotPossible


@transaction.atomic
def publish(item, *, by, at, publish_at=None, urgent_reason=""):
    """Make an item public from `publish_at` on, or at once. Raise Incomplete for what it lacks, NotPossible.

    `urgent_reason`: why it goes out in one language; the other one is then owed, with a deadline that reminds.
    """
    both = len(item.languages) == len(LANGUAGES)
    item.urgent_reason = "" if both else urgent_reason
    keep_whole(item)
    moment = max(publish_at or at, at)
    mine = Item.objects.filter(pk=item.pk).exclude(status=Status.PUBLISHED)
    news_at = item.news_at if item.news_at and item.news_at <= at else moment
    words = {"publish_at": moment, "news_at": news_at, "urgent_reason": item.urgent_reason, "changed_at": at}
    if not mine.update(status=Status.PUBLISHED, **words):
        raise NotPossible(item)
    item.status, item.publish_at, item.news_at = Status.PUBLISHED, moment, news_at
    item.record(Happening.PUBLISHED, by=by, at=at, note=item.urgent_reason)
    if not both:
        translating.owe(item, by=by, at=at)
    return item


@transaction.atomic
def withdraw(item, *, by, at, reason):
    """Take an item away from everybody; what is owed for it falls away, what is on its way stops. Raise NotPossible."""
    if not Item.objects.filter(pk=item.pk, status=Status.PUBLISHED).update(status=Status.WITHDRAWN, changed_at=at):
        raise NotPossible(item)
    item.status = Status.WITHDRAWN
    item.record(Happening.WITHDRAWN, by=by, at=at, note=reason)
    mailings.stop_of(item, by=by, at=at, reason=reason)
    for deadline in translating.owed(item):
        deadlines.apply(deadline, DeadlineEventType.VOIDED, by=by, at=at, data={"reason": "withdrawn"})
