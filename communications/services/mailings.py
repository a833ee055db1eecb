"""Sending an item to all who want to be told at once: asked for by one person, let go by another, in small batches.

`advance` puts messages into the outbox, some seconds' worth at a time, so that what concerns one person never waits
behind what goes to all. The key of each row, and the guarded cursor, keep anybody from getting it twice, whatever is
killed in between.
"""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Count, F

from portal.notifications import outbox
from portal.notifications.models import Notification

from ..models import Item, Mailing, MailingTerms, Subscriber, Subscription
from ..states.alerts import ALERT
from ..states.items import Frequency, Happening, MailingStatus, Status
from .errors import NotPossible

ADVANCE = "communications.tasks.send_mailings"
TEMPLATE, ALERT_TEMPLATE = "communications/mail/item", "communications/mail/alert"
ROUND = 60  # seconds of sending that one round puts into the outbox
BATCH = 1000  # messages written in one transaction
AT_ONCE = 10**9  # messages a second of an alert: as many as there are


def template_of(item):
    return ALERT_TEMPLATE if item.model == ALERT else TEMPLATE


def terms_of(commune):
    """The commune's terms of mailings, or those that everybody starts with."""
    return MailingTerms.objects.filter(commune=commune).first() or MailingTerms(commune=commune)


def recipients(item, *, at):
    """The subscribers that are told of an item at once; of an alert, however often they want to be told of the rest."""
    wanted = Subscription.objects.confirmed()
    wanted = wanted.warned_of(item) if item.model == ALERT else wanted.told(Frequency.AT_ONCE).about(item)
    return Subscriber.objects.of(item.commune_id).reachable(at).following(wanted)


def count(item, *, at):
    """{"email:ar": how many, …} of its recipients."""
    rows = recipients(item, at=at).values("channel", "language").annotate(many=Count("pk")).order_by()
    return {f"{row['channel']}:{row['language']}": row["many"] for row in rows}


@transaction.atomic
def ask(item, *, by, at):
    """Ask that a published item be sent. Raise NotPossible: it is not public, or was sent already, or is an alert."""
    taken = Mailing.objects.exclude(status=MailingStatus.REFUSED).filter(item_id=item.pk)
    ready = Item.objects.select_for_update().filter(pk=item.pk, status=Status.PUBLISHED).exclude(model=ALERT)
    if not ready.exists() or taken.exists():
        raise NotPossible(item)
    mailing = Mailing.objects.create(
        commune_id=item.commune_id, item_id=item.pk, asked_by=by, asked_at=at, counted=count(item, at=at)
    )
    item.record(Happening.MAILING_ASKED, by=by, at=at)
    return mailing


@transaction.atomic
def warn(message, *, by, at):
    """Send a message of an alert at once to all who follow; what is on its way of the one before it stops."""
    alert = message.alert
    stop_of(alert, by=by, at=at, reason="")
    Mailing.objects.create(
        commune_id=alert.commune_id,
        item_id=alert.pk,
        message=message,
        status=MailingStatus.SENDING,
        asked_by=by,
        asked_at=at,
        decided_at=at,
        counted=count(alert, at=at),
    )
    transaction.on_commit(partial(outbox.wake, ADVANCE))


@transaction.atomic
def approve(mailing, *, by, at):
    """Let it go. Raise NotPossible: it was decided already, or this person asked for it."""
    if mailing.asked_by_id == by.pk:
        raise NotPossible(mailing)
    counted = count(mailing.item, at=at)
    _decide(mailing, MailingStatus.SENDING, by=by, at=at, counted=counted)
    mailing.item.record(Happening.MAILING_APPROVED, by=by, at=at)
    transaction.on_commit(partial(outbox.wake, ADVANCE))


@transaction.atomic
def refuse(mailing, *, by, at, reason):
    """Do not let it go; it may be asked for again. Raise NotPossible."""
    if mailing.asked_by_id == by.pk:
        raise NotPossible(mailing)
    _decide(mailing, MailingStatus.REFUSED, by=by, at=at, reason=reason, ended_at=at)
    mailing.item.record(Happening.MAILING_REFUSED, by=by, at=at, note=reason)


def _decide(mailing, to, *, by, at, **fields):
    mine = Mailing.objects.filter(pk=mailing.pk, status=MailingStatus.ASKED)
    if not mine.update(status=to, decided_by=by, decided_at=at, **fields):
        raise NotPossible(mailing)
    mailing.refresh_from_db()


@transaction.atomic
def stop(mailing, *, by, at, reason=""):
    """Send no more of it: what waits in the outbox goes. Raise NotPossible when it has ended."""
    mine = Mailing.objects.filter(pk=mailing.pk, status__in=[MailingStatus.ASKED, MailingStatus.SENDING])
    if not mine.update(status=MailingStatus.STOPPED, reason=reason, ended_at=at):
        raise NotPossible(mailing)
    Notification.objects.about(mailing).filter(next_try_at__isnull=False).delete()
    mailing.refresh_from_db()
    mailing.item.record(Happening.MAILING_STOPPED, by=by, at=at, note=reason)


def stop_of(item, *, by, at, reason):
    """Stop what is on its way of an item that is taken away."""
    for mailing in Mailing.objects.filter(item_id=item.pk, status__in=[MailingStatus.ASKED, MailingStatus.SENDING]):
        stop(mailing, by=by, at=at, reason=reason)


def test(item, *, by, language, at):
    """Send it to the person who looks at it, and to nobody else."""
    outbox.queue(
        item.commune,
        key=f"item:{item.pk}:test:{language}:{at.isoformat()}",
        channel="email",
        recipient=by.email,
        language=language,
        template=template_of(item),
        context={"to": "staff"},
        about=item,
        at=at,
    )


def advance(*, at):
    """Put the next messages of all mailings that are on their way into the outbox. Return how many."""
    sending = Mailing.objects.sending().filter(item__in=Item.objects.public(at)).select_related("item", "commune")
    alerts_first = sending.order_by(F("message").desc(nulls_last=True), "pk")
    return sum(_advance(mailing, at) for mailing in alerts_first)


def _advance(mailing, at):
    """What is still waiting counts into this round, so that a slow server is not buried. An alert waits for nothing."""
    rate = terms_of(mailing.commune).per_second
    if mailing.message_id:
        rate = room = AT_ONCE
    else:
        room = rate * ROUND - Notification.objects.about(mailing).filter(next_try_at__lte=at).count()
    queued = 0
    while room > queued:
        made = _queue(mailing, at, most=min(BATCH, room - queued), start=queued, rate=rate)
        queued += made
        if made == 0:
            break
    return queued


@transaction.atomic
def _queue(mailing, at, *, most, start, rate):
    """The next messages, spread over the seconds to come; none left: the mailing is sent. Return how many.

    The row of the mailing is locked: of two workers the second goes on where the first one ended.
    """
    current = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if current.status != MailingStatus.SENDING:
        return 0
    rest = recipients(mailing.item, at=at).filter(pk__gt=current.cursor).order_by("pk")[:most]
    found = list(rest.values_list("pk", "channel", "address", "language"))
    if not found:
        _end(mailing, at)
        return 0
    rows = [_row(mailing, person, at + timedelta(seconds=(start + n) / rate), at) for n, person in enumerate(found)]
    outbox.queue_many(rows)
    Mailing.objects.filter(pk=mailing.pk).update(cursor=found[-1][0], queued=F("queued") + len(found))
    return len(found)


def _end(mailing, at):
    """It is sent when each of its messages was tried once; what a server refused for now goes on by itself."""
    if not Notification.objects.about(mailing).filter(next_try_at__isnull=False, attempts=0).exists():
        Mailing.objects.filter(pk=mailing.pk).update(status=MailingStatus.SENT, ended_at=at)


def _row(mailing, person, moment, at):
    pk, channel, address, language = person
    return Notification(
        commune_id=mailing.commune_id,
        key=f"mailing:{mailing.pk}:{pk}",
        channel=channel,
        recipient=address,
        language=language,
        template=template_of(mailing.item),
        context={"to": "subscriber", "subscriber": pk},
        about=f"{Mailing._meta.label_lower}:{mailing.pk}",
        queued_at=at,
        next_try_at=moment,
    )


def progress(mailing):
    """{"queued", "sent", "failed", "total", "percent"} of a mailing."""
    rows = Notification.objects.about(mailing)
    sent, failed = rows.filter(sent_at__isnull=False).count(), rows.given_up().count()
    total = mailing.queued if mailing.status == MailingStatus.SENT else max(mailing.total, mailing.queued)
    done = sent + failed
    percent = 100 if total == 0 else min(100, done * 100 // total)
    return {"queued": mailing.queued, "sent": sent, "failed": failed, "total": total, "percent": percent}
