"""The rounds that Celery beat starts. Each may run twice, late or in two workers: it does its work once."""

from celery import shared_task
from django.utils import timezone

from portal.notifications import bounces

from .services import digests, mailings, subscribing


@shared_task(ignore_result=True)
def send_mailings():
    """Put the next messages of what was let go into the outbox."""
    return mailings.advance(at=timezone.now())


@shared_task(ignore_result=True)
def send_digests():
    return digests.send(at=timezone.now())


@shared_task(ignore_result=True)
def hourly_round():
    """Forget addresses that never said yes, or that are not written to, and bounces of long ago."""
    at = timezone.now()
    bounces.forget_old(at=at)
    return subscribing.forget(at=at)
