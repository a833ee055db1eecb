"""What communications show on shared pages."""

from . import listing, shown

NEWEST = 4


def newest(commune, user, at):
    """The newest items for the home page, those that stay on top first; None while there are none."""
    if not commune:
        return None
    items = listing.public_items(commune, listing.Chosen(), at=at).order_by("-pinned", "-publish_at", "-pk")
    rows = list(items.prefetch_related("districts")[:NEWEST])
    return ("communications/_newest.html", {"news": [shown.in_line(item) for item in rows]}) if rows else None
