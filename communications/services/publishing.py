"""Putting an item before everybody, now or later, and taking it away again."""

from django.db import transaction

from portal.workdays.arithmetic import DAY, local_day

from ..models import Item
from ..states.alerts import ALERT
from ..states.consultations import CONSULTATION
from ..states.decisions import DECISION, NEWS_DAYS
from ..states.items import LANGUAGES, Happening, Status
from ..states.library import DOCUMENT
from . import banner, consulting, mailings, owing, translating
from .editing import keep_whole
from .errors import Heard, NotPossible

DATED = {DECISION: "decided_on", DOCUMENT: "dated_on"}  # the day that such an item bears


@transaction.atomic
def publish(item, *, by, at, publish_at=None, urgent_reason=""):
    """Make an item public from `publish_at` on, or at once. Raise Incomplete for what it lacks, NotPossible.

    `urgent_reason`: why it goes out in one language; the other one is then owed, with a deadline that reminds.
    An alert is not published but sent (services.alerting), which publishes it.
    """
    if item.model == ALERT:
        raise NotPossible(item)
    return go_out(item, by=by, at=at, publish_at=publish_at, urgent_reason=urgent_reason)


def go_out(item, *, by, at, publish_at=None, urgent_reason=""):
    """Make an item public, within the caller's transaction; the same as `publish`, for whatever the item is."""
    both = len(item.languages) == len(LANGUAGES)
    item.urgent_reason = "" if both else urgent_reason
    keep_whole(item)
    moment = max(publish_at or at, at)
    mine = Item.objects.filter(pk=item.pk).exclude(status=Status.PUBLISHED)
    news_at = item.news_at if item.news_at and item.news_at <= at else _news_at(item, moment)
    words = {"publish_at": moment, "news_at": news_at, "urgent_reason": item.urgent_reason, "changed_at": at}
    if not mine.update(status=Status.PUBLISHED, **words):
        raise NotPossible(item)
    item.status, item.publish_at, item.news_at = Status.PUBLISHED, moment, news_at
    item.record(Happening.PUBLISHED, by=by, at=at, note=item.urgent_reason)
    if not both:
        translating.owe(item, by=by, at=at)
    return item


def _news_at(item, moment):
    """The moment from which it is news; None for a decision or a document of long ago, which is put on record."""
    if item.model not in DATED:
        return moment
    old = local_day(moment) - getattr(item.concrete(), DATED[item.model]) > NEWS_DAYS * DAY
    return None if old else moment


@transaction.atomic
def withdraw(item, *, by, at, reason):
    """Take an item away from everybody; what is owed for it falls away, what is on its way stops.

    Raise NotPossible; Heard for a consultation to which somebody has said something and that has no outcome yet.
    """
    if item.model == CONSULTATION and not consulting.may_be_taken_away(item.concrete()):
        raise Heard(item)
    if not Item.objects.filter(pk=item.pk, status=Status.PUBLISHED).update(status=Status.WITHDRAWN, changed_at=at):
        raise NotPossible(item)
    item.status = Status.WITHDRAWN
    item.record(Happening.WITHDRAWN, by=by, at=at, note=reason)
    mailings.stop_of(item, by=by, at=at, reason=reason)
    if item.model == ALERT:
        banner.keep_until(item.commune, at=at)
    owing.fall_away(translating.SUBJECT, item.pk, by=by, at=at, reason="withdrawn")
