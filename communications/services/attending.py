"""Coming to an event: the first have the places, the others wait, and move up when somebody does not come.

The row of the event is the lock: of two who take the last place the second one waits.
"""

from datetime import timedelta

from django.db import transaction

from portal.notifications import outbox

from ..models import Event, Registration
from ..states.attending import HELD, Attending
from .errors import NotPossible

TEMPLATE = "communications/mail/registration"
KEPT_FOR = timedelta(days=30)  # after the event


@transaction.atomic
def register(event, *, at, name, channel, address, language, people):
    """Note that somebody comes, and tell them whether they have a place. Raise NotPossible when it is too late.

    An address that is noted already is told again what stands; nothing changes, and nobody learns that from a page.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    if not event.may_register(at):
        raise NotPossible(event)
    same = event.registrations.held().filter(channel=channel, address=address).first()
    if same is not None:
        _tell(same, at=at, again=True)
        return same
    status = Attending.COMING if _fits(event, people) else Attending.WAITING
    given = {"name": name, "channel": channel, "address": address, "language": language, "people": people}
    row = Registration.objects.create(event=event, status=status, at=at, changed_at=at, **given)
    _tell(row, at=at)
    return row


@transaction.atomic
def cancel(registration, *, at):
    """Somebody does not come; who waits moves up. Return whether that was new."""
    event = Event.objects.select_for_update().get(pk=registration.event_id)
    mine = Registration.objects.filter(pk=registration.pk, status__in=HELD)
    if not mine.update(status=Attending.CANCELLED, changed_at=at):
        return False
    fill(event, at=at)
    return True


def fill(event, *, at):
    """Give free places to those who wait, in their order; the caller holds the event's row."""
    if event.cancelled_at is not None or event.starts_at <= at:
        return
    for row in event.registrations.waiting().order_by("pk"):
        if _fits(event, row.people):
            row.status, row.changed_at = Attending.COMING, at
            row.save(update_fields=["status", "changed_at"])
            _tell(row, at=at)


def free(event):
    """How many places are left; None for as many as want."""
    return None if event.places is None else max(event.places - event.registrations.coming().many(), 0)


def _fits(event, people):
    """Who comes late never passes those who wait: they would have had the place."""
    left = free(event)
    return left is None or people <= left


def _tell(row, *, at, again=False):
    outbox.queue(
        row.event.commune,
        key=f"registration:{row.pk}:{row.status}" + (f":{at:%Y%m%d%H}" if again else ""),
        channel=row.channel,
        recipient=row.address,
        language=row.language,
        template=TEMPLATE,
        context={"to": "registered", "registration": row.pk},
        about=row,
        at=at,
    )


@transaction.atomic
def erase(registration, *, at):
    """Delete a registration and what was written about it; who waits moves up."""
    cancel(registration, at=at)
    outbox.forget_to(registration.event.commune, address=registration.address, models=[Registration])
    Registration.objects.filter(pk=registration.pk).delete()


def forget(*, at):
    """Delete who came to what is long over, and what was written to them. Return how many."""
    old = Registration.objects.filter(event__ends_at__lt=at - KEPT_FOR).select_related("event__commune")
    gone = list(old.order_by("pk")[:1000])
    for row in gone:
        erase(row, at=at)
    return len(gone)
