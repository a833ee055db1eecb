"""Proving that one holds an address, by a one-time code sent to it.

Whether any case knows the address is never asked: each address gets a message, and the work is the same.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from portal.notifications import outbox

from .. import codes
from ..models import OneTimeCode

VALID_FOR = timedelta(minutes=10)
MOST_ATTEMPTS = 5
KEPT_FOR = timedelta(days=1)


class CodeSpent(Exception):
    """The code was used, is too old, or was tried too often: a new one is needed."""


@transaction.atomic
def send_code(commune, *, contact, purpose, language, at):
    """Queue a message with a fresh code to an address; return its row. How many may be sent: portal/rates.py."""
    channel, address = contact
    row = OneTimeCode.objects.create(
        commune=commune, purpose=purpose, channel=channel, address=address, at=at, expires_at=at + VALID_FOR
    )
    outbox.queue(
        commune,
        key=f"code:{row.pk}",
        channel=channel,
        recipient=address,
        language=language,
        template="citizens/mail/code",
        about=row,
        context={"to": "citizen"},
        at=at,
    )
    return row


def redeem(row, *, typed, at):
    """Try a code: return None when it was right (and is used up now), else how many attempts are left.

    An attempt is counted before it is judged, so that many at once are no more than many in a row. Raise CodeSpent.
    """
    mine = OneTimeCode.objects.filter(pk=row.pk)
    if not mine.alive(at, attempts=MOST_ATTEMPTS).update(attempts=F("attempts") + 1):
        raise CodeSpent
    if codes.is_code_of(row, typed):
        if not mine.filter(used_at=None).update(used_at=at):
            raise CodeSpent
        return None
    left = MOST_ATTEMPTS - mine.values_list("attempts", flat=True)[0]
    if left <= 0:
        raise CodeSpent
    return left


def remove_old(*, at):
    """Forget codes and their messages after a day: addresses are kept no longer than they serve. Return how many."""
    old = list(OneTimeCode.objects.filter(at__lt=at - KEPT_FOR)[:1000])
    with transaction.atomic():
        for row in old:
            outbox.forget(row, to="citizen")
        OneTimeCode.objects.filter(pk__in=[row.pk for row in old]).delete()
    return len(old)
