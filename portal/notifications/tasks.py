from celery import shared_task
from django.utils import timezone

from . import delivery


@shared_task(ignore_result=True)
def deliver_messages():
    """Send what waits. Running it twice, or in two workers, is running it once."""
    delivery.deliver_waiting(clock=timezone.now)
