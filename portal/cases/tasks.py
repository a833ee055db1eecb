"""The rounds that Celery beat starts. Each may run twice, late or in two workers: it does its work once."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from portal.communes.models import Commune

from .services import (
    calendar,
    correspondence,
    counting,
    digests,
    following,
    inventories,
    reach,
    responses,
    retention,
    sweep,
    uploads,
)
from .texts import not_completed_text

LOOK_BACK = timedelta(days=2)


@shared_task(ignore_result=True)
def enforce_deadlines():
    """Fire warnings, escalations and breaches that are due."""
    return len(sweep.enforce(at=timezone.now()))


@shared_task(ignore_result=True)
def daily_round():
    """Remind, lapse and close what waits for the citizen; note who could not be reached; keep the calendar filled;
    forget addresses that nobody needs."""
    at = timezone.now()
    for commune in Commune.objects.order_by("pk"):
        calendar.add_years(commune, at=at)
        inventories.remind(commune, at=at)
    correspondence.remind_waiting(at=at)
    correspondence.lapse_waiting(at=at, text_for=not_completed_text)
    responses.close_unanswered(at=at)
    reach.note_unreached(since=at - LOOK_BACK)
    following.forget(at=at)


@shared_task(ignore_result=True)
def send_digests():
    """Queue the morning messages of the staff, once a working day."""
    return digests.send_all(at=timezone.now())


@shared_task(ignore_result=True)
def remove_stale_uploads():
    """Remove the files of forms that were never sent."""
    return uploads.remove_stale(at=timezone.now())


@shared_task(ignore_result=True)
def count_figures():
    """Count the figures of the communes in which something happened since they were counted."""
    at = timezone.now()
    return sum(counting.count(commune, at=at) for commune in Commune.objects.order_by("pk"))


@shared_task(ignore_result=True)
def anonymise_closed():
    """Anonymise the closed cases whose time is over, once a day; killed, it goes on the next time it is started."""
    at = timezone.now()
    for commune in Commune.objects.order_by("pk"):
        retention.run_daily(commune, at=at)
    retention.forget_messages(at=at)
