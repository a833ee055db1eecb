"""Writing a message: a row in the caller's transaction, then a nudge to the worker once it is committed."""

from datetime import timedelta
from functools import reduce
from operator import or_

import structlog
from celery import current_app
from django.db import transaction
from django.db.models import Q
from kombu.exceptions import OperationalError

from portal import pauses

from .models import Channel, Notification
from .querysets import about as subject_of

log = structlog.get_logger(__name__)
DELIVER = "portal.notifications.tasks.deliver_messages"
KEPT_FOR = timedelta(days=365)  # an address in a message that has left
MOST_AT_ONCE = 1000
PAUSE = 10  # seconds until the next round of the beat, which needs no nudge


def queue(commune, *, key, channel, recipient, language, template, at, about=None, context=None):
    """One outbox row for one message; the same key again writes nothing.

    `template` is "<app>/mail/<name>" without ending; `context` holds codes and ids only, no personal text.
    """
    row = Notification(
        commune=commune,
        key=f"{key}:{channel}:{recipient}"[:160],
        channel=channel,
        recipient=recipient,
        language=language,
        template=template,
        context=context or {},
        about=subject_of(about) if about is not None else "",
        queued_at=at,
        next_try_at=at,
    )
    queue_many([row])


def queue_many(rows):
    """Several outbox rows in one statement; rows whose key exists are left out. The worker is woken after commit."""
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    transaction.on_commit(wake)


def to_person(commune, *, email, phone, **message):
    """A message to the addresses a person gave: e-mail where there is one, else SMS."""
    if email:
        queue(commune, channel=Channel.EMAIL, recipient=email, **message)
    elif phone:
        queue(commune, channel=Channel.SMS, recipient=phone, **message)


def forget(about, **context):
    """Take the addresses out of the messages about a row to a kind of person (`to` and ids, as in their context).

    What still waits is not sent. The cause and the error go too, for they may hold the address. Return how many.
    """
    wanted = {f"context__{name}": value for name, value in context.items()}
    return _forget(Notification.objects.about(about).filter(**wanted))


def forget_address(commune, *, address, keep=()):
    """The same for all that a commune wrote to an address, but about the rows of `keep`, and but what went to staff."""
    rows = Notification.objects.of(commune).filter(recipient__iexact=address).exclude(context__to="staff")
    return _forget(rows.exclude(about__in=[subject_of(row) for row in keep]))


def forget_to(commune, *, address, models):
    """The same for what went to an address about rows of these models."""
    about = reduce(or_, (Q(about__startswith=f"{model._meta.label_lower}:") for model in models))
    return _forget(Notification.objects.of(commune).filter(about, recipient=address))


def forget_old(*, at, about, keep):
    """The same for messages that left or were given up longer ago than KEPT_FOR, some at a time; return how many.

    But for those about rows of a model to a kind of person in `keep`: these are forgotten together with their row.
    """
    old = Notification.objects.filter(queued_at__lt=at - KEPT_FOR, next_try_at=None).exclude(recipient="")
    prefix = f"{about._meta.label_lower}:"
    rows = old.exclude(about__startswith=prefix, context__to__in=keep).order_by("pk")
    return _forget(Notification.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[:MOST_AT_ONCE])))


def _forget(rows):
    rows = rows.exclude(recipient="")
    waiting = rows.filter(next_try_at__isnull=False).delete()[0]
    sent = list(rows.values_list("pk", flat=True))
    for pk in sent:
        Notification.objects.filter(pk=pk).update(recipient="", key=f"erased:{pk}", error="")
    return waiting + len(sent)


def wake(task=DELIVER):
    """Ask the worker to deliver now, or to do another task. A dead broker costs the time until the next beat.

    A citizen waits for it here, so a broker that did not answer is left alone until then.
    """
    broker = current_app.conf.broker_url
    if pauses.is_left_alone(broker):
        return
    try:
        current_app.send_task(task, retry=False, expires=60)
    except (OperationalError, OSError) as error:
        log.warning("broker_unreachable", error=type(error).__name__)
        pauses.leave_alone(broker, seconds=PAUSE)
