"""Delivering the outbox. Rows are claimed some at a time, which also sets when another worker may try them.

Every attempt of a row carries the same Message-ID (SMS: the same idempotency key), and each row is marked as sent
before the next one leaves. A process killed between the server's "accepted" and our commit repeats that one message
after LEASE, in which the rest of what it had claimed goes out too; it never loses one.
"""

from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import F

from portal.prepared import Prepared

from . import rendering
from .channels import Gateways, Undeliverable
from .models import Notification

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=3)
# Waiting after the n-th failed attempt; after the last one the message is given up.
BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440)]
REMEMBERED = timedelta(seconds=5)  # the first message of a mailing, of which the others are copies: `memo` of each row
BATCH = 10  # what a killed process keeps from the others until its lease ends


def deliver_waiting(*, clock):
    """Send all messages whose time has come; `clock` gives the present moment. Return how many were accepted."""
    sent, memo, since = 0, {}, clock()
    with Gateways() as gateways:
        while batch := claim(at=clock()):
            if clock() - since > REMEMBERED:
                memo, since = {}, clock()
            for row in batch:
                row.memo = memo
            sent += _deliver_all(batch, gateways, clock)
    return sent


@transaction.atomic
def claim(*, at):
    """Take the rows that have waited longest: nobody else tries them until LEASE is over.

    They share their communes.
    """
    waiting = Notification.objects.waiting(at).select_for_update(skip_locked=True, of=("self",))
    rows = list(waiting.select_related("commune")[:BATCH])
    until = at + LEASE
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(next_try_at=until, attempts=F("attempts") + 1)
    communes = {row.commune_id: row.commune for row in rows}
    for row in rows:
        row.next_try_at, row.attempts = until, row.attempts + 1
        row.commune = communes[row.commune_id]
    return rows


def _deliver_all(batch, gateways, clock):
    """A server that answers slowly must not outlast the lease: what is left by then is given back."""
    sent = 0
    for number, row in enumerate(batch):
        at = clock()
        if at > row.next_try_at - LEASE / 2:
            _give_back(batch[number:], at)
            break
        sent += _deliver(row, gateways, at)
    return sent


def _give_back(rows, at):
    mine = Notification.objects.filter(pk__in=[row.pk for row in rows], next_try_at=rows[0].next_try_at)
    mine.update(next_try_at=at, attempts=F("attempts") - 1)


def _deliver(row, gateways, at):
    """Send a claimed message, unless it was taken back meanwhile. Return whether it was accepted."""
    if not _still_ours(pk=row.pk, until=row.next_try_at):
        return False
    mine = Notification.objects.filter(pk=row.pk, sent_at=None, next_try_at=row.next_try_at)
    try:
        gateways.of(row.channel).send(row, rendering.render(row))
    except Exception as error:  # whatever a server, a template or a network does, the other messages go on
        gateways.close()
        return _failed(mine, row, error, at)
    mine.update(sent_at=at, next_try_at=None, error="")
    return True


_still_ours = Prepared(
    lambda pk, until: Notification.objects.filter(pk=pk, sent_at=None, next_try_at=until).only("pk").order_by()
)


def _failed(mine, row, error, at):
    reason = f"{type(error).__name__}: {error}"[:300]
    log.warning(
        "message_not_sent", message=row.pk, template=row.template, attempt=row.attempts, error=type(error).__name__
    )
    if row.attempts > len(BACK_OFF) or isinstance(error, Undeliverable):
        mine.update(next_try_at=None, given_up_at=at, error=reason)
    else:
        mine.update(next_try_at=at + BACK_OFF[row.attempts - 1], error=reason)
    return False
