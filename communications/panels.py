"""What communications show on shared pages."""

from . import listing, rules, shown
from .models import Mailing

NEWEST = 4


def newest(commune, user, at):
    """The newest items for the home page, those that stay on top first; None while there are none."""
    if not commune:
        return None
    items = listing.public_items(commune, listing.Chosen(), at=at).order_by("-pinned", "-publish_at", "-pk")
    rows = list(items.prefetch_related("districts")[:NEWEST])
    return ("communications/_newest.html", {"news": [shown.in_line(item) for item in rows]}) if rows else None


def mailings_to_decide(commune, user, at):
    """Mailings that wait for this person to let them go."""
    if not rules.may_approve(user, commune):
        return None
    rows = Mailing.objects.of(commune).waiting().exclude(asked_by=user.pk).select_related("item", "asked_by")
    found = list(rows.order_by("asked_at")[:NEWEST])
    return ("communications/_to_decide.html", {"mailings": found}) if found else None
