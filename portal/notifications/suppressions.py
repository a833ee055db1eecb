"""Addresses that get nothing of what many people get: they sent messages back, or asked never to be written to.

Only their digests are kept, and enough to recognise one by. Messages about somebody's own case are not held back.
"""

from datetime import timedelta

from . import addresses
from .models import Suppression

WHILE = timedelta(weeks=5)


def add(commune, *, channel, address, reason, at):
    """Write no more to an address: for good when its owner asked so, else for some weeks."""
    ends_at = at + WHILE if reason == "bounced" else None
    digest = addresses.digest(channel, address)
    row, made = Suppression.objects.get_or_create(
        commune=commune,
        digest=digest,
        defaults={
            "channel": channel,
            "masked": addresses.masked(address),
            "reason": reason,
            "at": at,
            "ends_at": ends_at,
        },
    )
    if not made and row.ends_at is not None:
        Suppression.objects.filter(pk=row.pk).update(reason=reason, at=at, ends_at=ends_at)
    return row


def holds(commune, *, channel, address, at):
    """Whether nothing may be written to an address now."""
    return Suppression.objects.of(commune).holding(at).filter(digest=addresses.digest(channel, address)).exists()


def lift(row):
    """Write to it again, because its owner said so."""
    Suppression.objects.filter(pk=row.pk).delete()


def forget_old(*, at):
    return Suppression.objects.filter(ends_at__lte=at).delete()[0]
