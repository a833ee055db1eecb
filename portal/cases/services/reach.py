"""When the last message to a citizen is given up, the case stands on the clerk's desk as "not reached"."""

from portal.notifications.models import Notification

from ..models import Case

PREFIX = f"{Case._meta.label_lower}:"


def note_unreached(*, since):
    """Mark the cases whose message to the citizen was given up since a moment. Return how many."""
    lost = Notification.objects.given_up().filter(given_up_at__gte=since, about__startswith=PREFIX)
    first = {}
    for row in lost.order_by("-given_up_at"):
        if row.context.get("to") == "citizen":
            first[int(row.about.removeprefix(PREFIX))] = row.given_up_at
    return sum(
        Case.objects.filter(pk=pk, unreached_at=None).update(unreached_at=given_up_at)
        for pk, given_up_at in first.items()
    )
