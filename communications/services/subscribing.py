"""Following what the commune says, without an account. Nothing is sent before the address itself has said yes.

Leaving deletes the row, and the address in whatever was sent to it or waits to be sent.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from portal.notifications import addresses, outbox, suppressions
from portal.workdays.arithmetic import local_day

from ..models import Mailing, Subscriber, Subscription
from ..states.items import Frequency, Scope

UNCONFIRMED_FOR = timedelta(days=7)
CONFIRM = "communications/mail/confirm"


@dataclass(frozen=True)
class Wish:
    """What somebody wants to follow; the rows that its scope names."""

    scope: str
    theme: object = None
    district: object = None
    department: object = None
    item: object = None
    topic: object = None

    @property
    def rows(self):
        named = {name: getattr(self, name) for name in ("theme", "district", "department", "item", "topic")}
        return {name: row for name, row in named.items() if row is not None}

    @property
    def target(self):
        return ":".join([self.scope, *(f"{name}{row.pk}" for name, row in self.rows.items())])


@transaction.atomic
def ask(commune, *, channel, address, language, wishes, frequency, at):
    """Note what an address is to follow, and ask it whether that was its own wish. Return the Subscriber, or None.

    None: this address is not written to. The same address again is the same row, and at most one question a day.
    What was confirmed before goes on as it is; what is new waits for its own yes.
    """
    if suppressions.holds(commune, channel=channel, address=address, at=at):
        return None
    row, _made = Subscriber.objects.get_or_create(
        commune=commune,
        channel=channel,
        address=address,
        defaults={"language": language, "at": at, "digest": addresses.digest(channel, address)},
    )
    known = set(row.subscriptions.values_list("target", flat=True))
    new = [wish for wish in wishes if wish.target not in known]
    Subscription.objects.bulk_create([_row(row, wish, frequency, at) for wish in new], ignore_conflicts=True)
    if row.subscriptions.filter(confirmed_at=None).exists():
        _question(row, language=language, at=at)
    return row


def _row(subscriber, wish, frequency, at, confirmed_at=None):
    """Published complaints are told in a digest: each of them alone would be a flood."""
    if wish.scope == Scope.CASES and frequency == Frequency.AT_ONCE:
        frequency = Frequency.DAILY
    return Subscription(
        subscriber=subscriber,
        scope=wish.scope,
        target=wish.target,
        frequency=frequency,
        at=at,
        confirmed_at=confirmed_at,
        **wish.rows,
    )


def _question(subscriber, *, language, at):
    """In the language of who asked: the address has not said yet which one it reads."""
    outbox.queue(
        subscriber.commune,
        key=f"subscriber:{subscriber.pk}:confirm:{local_day(at).isoformat()}",
        channel=subscriber.channel,
        recipient=subscriber.address,
        language=subscriber.language if subscriber.confirmed_at else language,
        template=CONFIRM,
        context={"to": "subscriber", "subscriber": subscriber.pk},
        about=subscriber,
        at=at,
    )


@transaction.atomic
def confirm(subscriber, *, at):
    """The address says yes to all that waits for it. Return how much that was."""
    Subscriber.objects.filter(pk=subscriber.pk, confirmed_at=None).update(confirmed_at=at)
    return subscriber.subscriptions.filter(confirmed_at=None).update(confirmed_at=at)


@transaction.atomic
def change(subscriber, *, language, frequencies, wishes=(), frequency=Frequency.AT_ONCE, at):
    """What the address itself sets on its page: `frequencies`: {pk of a subscription: how often, or "" for no more}.

    `wishes` are added, already confirmed. When nothing is left, the address is deleted; then False is returned.
    """
    Subscriber.objects.filter(pk=subscriber.pk).update(language=language)
    for row in subscriber.subscriptions.select_for_update():
        wanted = frequencies.get(row.pk, row.frequency)
        if not wanted:
            row.delete()
        elif wanted != row.frequency and not (row.scope == Scope.CASES and wanted == Frequency.AT_ONCE):
            Subscription.objects.filter(pk=row.pk).update(frequency=wanted)
    rows = [_row(subscriber, wish, frequency, at, confirmed_at=at) for wish in wishes]
    Subscription.objects.bulk_create(rows, ignore_conflicts=True)
    if subscriber.subscriptions.exists():
        return True
    leave(subscriber)
    return False


@transaction.atomic
def leave(subscriber):
    """One step, no question asked: nothing of this address is kept, in what was sent or waits to be sent neither."""
    outbox.forget_to(subscriber.commune, address=subscriber.address, models=[Subscriber, Mailing])
    Subscriber.objects.filter(pk=subscriber.pk).delete()


@transaction.atomic
def refuse(subscriber, *, at):
    """Leave, and never be asked again, whoever gives this address."""
    suppressions.add(
        subscriber.commune, channel=subscriber.channel, address=subscriber.address, reason="refused", at=at
    )
    leave(subscriber)


def forget(*, at):
    """Delete what never was confirmed, and addresses that are not written to. Return how many addresses went."""
    late = at - UNCONFIRMED_FOR
    Subscription.objects.filter(confirmed_at=None, at__lt=late, subscriber__confirmed_at__isnull=False).delete()
    silent = Subscriber.objects.filter(confirmed_at=None, at__lt=late)
    held = Subscriber.objects.filter(confirmed_at__isnull=False).exclude(
        pk__in=Subscriber.objects.reachable(at).values("pk")
    )
    gone = [*silent.select_related("commune"), *held.select_related("commune")]
    for subscriber in gone:
        leave(subscriber)
    return len(gone)
