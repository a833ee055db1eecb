"""The rounds that Celery beat starts. Each may run twice, late or in two workers: it does its work once."""

from celery import shared_task
from django.utils import timezone

from portal.notifications import bounces

from .services import attending, consulting, digests, mailings, reading, signing, subscribing


@shared_task(ignore_result=True)
def send_mailings():
    """Put the next messages of what was let go into the outbox."""
    return mailings.advance(at=timezone.now())


@shared_task(ignore_result=True)
def read_papers():
    """Read the words of PDFs that came in, so that one finds them."""
    return reading.read_waiting(at=timezone.now())


@shared_task(ignore_result=True)
def send_digests():
    return digests.send(at=timezone.now())


@shared_task(ignore_result=True)
def hourly_round():
    """Forget addresses that never said yes or are not written to, old bounces, and who came to what is over."""
    at = timezone.now()
    bounces.forget_old(at=at)
    attending.forget(at=at)
    consulting.forget(at=at)
    signing.forget(at=at)
    return subscribing.forget(at=at)
