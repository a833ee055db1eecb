"""Telling the citizen: one outbox row, in the caller's transaction, in the language of the citizen."""

from portal.notifications import outbox
from portal.notifications.models import Channel, Notification
from portal.notifications.querysets import about

from ..models import Case

CITIZEN = "cases/mail/"


def citizen(case, name, *, key, at, **ids):
    """Queue the message `cases/mail/<name>` to the address of a case, if there is one. `ids`: codes and ids."""
    outbox.to_person(
        case.commune,
        email=case.email,
        phone=case.phone,
        key=f"{name}:{case.pk}:{key}",
        language=case.language,
        template=f"{CITIZEN}{name}",
        about=Case(pk=case.pk),
        context={"to": "citizen", **ids},
        at=at,
    )


def staff(case, name, *, users, key, at, **ids):
    """Queue the staff message `cases/mail/<name>` to members; staff are written to by e-mail."""
    rows = [
        Notification(
            commune=case.commune,
            key=f"{name}:{case.pk}:{key}:{user.pk}",
            channel=Channel.EMAIL,
            recipient=user.email,
            language=user.language,
            template=f"{CITIZEN}{name}",
            about=about(Case(pk=case.pk)),
            context={"to": "staff", **ids},
            queued_at=at,
            next_try_at=at,
        )
        for user in users
        if user.email
    ]
    outbox.queue_many(rows)
