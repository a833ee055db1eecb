"""E-mails that came back. Two that never can be delivered, or five that could not now, in five weeks: no more of what
many people get goes to that address for a while. What concerns a person's own case is still tried.

Only a bounce to the return path of a message of ours counts (return_path.py): its text can be made up by anybody.
"""

import structlog
from django.db import transaction
from flufl.bounce import all_failures

from . import return_path, suppressions
from .models import Bounce, Notification

log = structlog.get_logger(__name__)
HARD_MOST, SOFT_MOST = 2, 5
FULL = "5.2.2"
ADDRESSED = ("To", "Delivered-To", "X-Original-To", "Envelope-To")


@transaction.atomic
def record(message, *, at):
    """Take in a message (email.message.Message) that came to the bounce mailbox. Return the Bounce, or None.

    None: it is no bounce, or of no message of ours. The same one again, or a second one of a message, is counted once;
    of two about a message the harder one stays.
    """
    hard = _is_hard(message)
    row = None if hard is None else _row_of(message)
    if row is None:
        log.info("bounce_of_nothing", is_bounce=hard is not None)
        return None
    digest = row.address_digest
    found, _made = Bounce.objects.get_or_create(
        notification=row, defaults={"commune_id": row.commune_id, "digest": digest, "hard": hard, "at": at}
    )
    if hard and not found.hard:
        Bounce.objects.filter(pk=found.pk).update(hard=True)
        found.hard = True
    if _too_many(row, digest, at):
        suppressions.add(row.commune, channel=row.channel, address=row.recipient, reason="bounced", at=at)
    return found


def _is_hard(message):
    """Whether it can never be delivered; None: this is no bounce, or only says that it takes longer."""
    temporary, permanent = all_failures(message)
    fields = [part for part in message.walk() if part.get("Action") and part.get("Status")]
    failed = [part["Status"].strip() for part in fields if part["Action"].strip().lower() == "failed"]
    if failed:  # RFC 3463: class 4 may work later, and so may a mailbox that is full
        return any(status.startswith("5") and status != FULL for status in failed)
    return bool(permanent) if (temporary or permanent) and not fields else None


def _row_of(message):
    """The outbox row whose return path this message was sent to, while its address is still known."""
    texts = [str(value) for name in ADDRESSED for value in message.get_all(name, [])]
    pks = [pk for pk in map(return_path.row_in, texts) if pk is not None]
    return Notification.objects.filter(pk__in=pks[:1]).exclude(recipient="").select_related("commune").first()


def _too_many(row, digest, at):
    lately = Bounce.objects.filter(commune_id=row.commune_id, digest=digest, at__gt=at - suppressions.WHILE)
    hard = sum(lately.values_list("hard", flat=True))
    return hard >= HARD_MOST or lately.count() - hard >= SOFT_MOST


def forget_old(*, at):
    """Delete what counts no longer, bounces and suppressions. Return how many."""
    old = Bounce.objects.filter(at__lte=at - suppressions.WHILE).delete()[0]
    return old + suppressions.forget_old(at=at)
