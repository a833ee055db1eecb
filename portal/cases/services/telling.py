"""Telling the citizen: one outbox row, in the caller's transaction, in the language of the citizen."""

from portal.notifications import outbox
from portal.notifications.models import Channel, Notification
from portal.notifications.querysets import about

from ..models import Case, Follower

CITIZEN = "cases/mail/"


def citizen(case, name, *, key, at, **ids):
    """Queue the message `cases/mail/<name>` to the address of a case, if there is one. `ids`: codes and ids."""
    if case.contact is None:
        return
    outbox.queue(
        case.commune,
        channel=case.contact.channel,
        recipient=case.contact.address,
        key=f"{name}:{case.pk}:{key}",
        language=case.language,
        template=f"{CITIZEN}{name}",
        about=Case(pk=case.pk),
        context={"to": "citizen", **ids},
        at=at,
    )


def followers(case, name, *, key, at, **ids):
    """Queue `cases/mail/<name>` for all who follow a case and said that they want to: what the citizen is told too."""
    for row in Follower.objects.confirmed().filter(case_id=case.pk):
        follower(row, name, case=case, key=key, at=at, **ids)


def follower(row, name, *, case, key, at, **ids):
    """Queue `cases/mail/<name>` to the address of one follower."""
    outbox.to_person(
        case.commune,
        email=row.email,
        phone=row.phone,
        key=f"{name}:{case.pk}:{key}:{row.pk}",
        language=row.language,
        template=f"{CITIZEN}{name}",
        about=Case(pk=case.pk),
        context={"to": "follower", "follower": row.pk, **ids},
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
