"""The rounds of citizens' affairs. Each may run twice, late or in two workers: it does its work once."""

from importlib import import_module

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from portal.accounts import security
from portal.communes.models import Commune

from .services import proofs, requests


@shared_task(ignore_result=True)
def hourly_round():
    """Go on with granted erasures; forget old requests, codes, and the sessions that have ended."""
    at = timezone.now()
    requests.carry_out_all(at=at)
    for commune in Commune.objects.order_by("pk"):
        requests.forget_old(commune, at=at)
    proofs.remove_old(at=at)
    security.forget_sessions(at=at)
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
