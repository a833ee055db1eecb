"""Writing a message: a row in the caller's transaction, then a nudge to the worker once it is committed."""

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from .models import Channel, Notification
from .querysets import about as subject_of

log = structlog.get_logger(__name__)


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


def wake():
    """Ask the worker to deliver now. A dead broker costs the ten seconds until the next beat, never the message."""
    try:
        current_app.send_task("portal.notifications.tasks.deliver_messages", retry=False, expires=60)
    except (OperationalError, OSError) as error:
        log.warning("broker_unreachable", error=type(error).__name__)
