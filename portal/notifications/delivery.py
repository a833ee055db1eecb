"""Delivering the outbox. A row is claimed by a guarded UPDATE that also sets when another may try it.

Every attempt of a row carries the same Message-ID (SMS: the same idempotency key). A process killed between the
server's "accepted" and our commit repeats that one message after LEASE; it never loses one.
"""

from datetime import timedelta

import structlog
from django.db.models import F

from . import rendering
from .channels import Undeliverable, gateway
from .models import Notification

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=3)
# Waiting after the n-th failed attempt; after the last one the message is given up.
BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440)]
BATCH = 50


def deliver_waiting(*, clock):
    """Send all messages whose time has come; `clock` gives the present moment. Return how many were accepted."""
    sent = 0
    while True:
        batch = list(Notification.objects.waiting(clock()).select_related("commune")[:BATCH])
        if not batch:
            return sent
        sent += sum(deliver(row, at=clock()) for row in batch)


def deliver(row, *, at):
    """Send one message if nobody else has claimed it. Return whether it was accepted."""
    claim = Notification.objects.filter(pk=row.pk, next_try_at=row.next_try_at)
    if not claim.update(next_try_at=at + LEASE, attempts=F("attempts") + 1):
        return False
    mine = Notification.objects.filter(pk=row.pk, sent_at=None)
    try:
        gateway(row.channel).send(row, rendering.render(row))
    except Exception as error:  # whatever a server, a template or a network does, the other messages go on
        return _failed(mine, row, error, at)
    mine.update(sent_at=at, next_try_at=None, error="")
    return True


def _failed(mine, row, error, at):
    attempts = row.attempts + 1
    log.warning("message_not_sent", message=row.pk, template=row.template, attempt=attempts, error=type(error).__name__)
    reason = f"{type(error).__name__}: {error}"[:300]
    if attempts > len(BACK_OFF) or isinstance(error, Undeliverable):
        mine.update(next_try_at=None, given_up_at=at, error=reason)
    else:
        mine.update(next_try_at=at + BACK_OFF[attempts - 1], error=reason)
    return False
