"""Telling those who follow one event, or come to it, that it moves or does not take place: once for each change."""

from portal.notifications import outbox
from portal.notifications.models import Notification

from ..models import Registration, Subscriber, Subscription
from ..states.items import Scope

TEMPLATE = "communications/mail/event_change"


def tell(event, *, at):
    """Write to all of them, in the caller's transaction; `event.sequence` is the change that they are told of."""
    if not event.is_public(at) or event.is_past(at):
        return
    registered = list(event.registrations.held())
    known = {(row.channel, row.address) for row in registered}
    wishes = Subscription.objects.confirmed().filter(scope=Scope.ITEM, item=event.pk)
    followers = Subscriber.objects.of(event.commune_id).reachable(at).following(wishes)
    rows = [_row(event, row, {"to": "registered", "registration": row.pk}, at) for row in registered]
    rows += [
        _row(event, row, {"to": "subscriber", "subscriber": row.pk}, at)
        for row in followers
        if (row.channel, row.address) not in known
    ]
    outbox.queue_many(rows)


def _row(event, person, context, at):
    kind = Registration._meta.model_name if isinstance(person, Registration) else Subscriber._meta.model_name
    return Notification(
        commune_id=event.commune_id,
        key=f"event:{event.pk}:{event.sequence}:{kind}:{person.pk}",
        channel=person.channel,
        recipient=person.address,
        language=person.language,
        template=TEMPLATE,
        context={**context, "event": event.pk},
        about=f"{person._meta.label_lower}:{person.pk}",
        queued_at=at,
        next_try_at=at,
    )
