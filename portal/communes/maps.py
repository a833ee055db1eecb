"""Where a public map begins, and where its pictures come from."""

import json

from django.conf import settings


def map_of(commune):
    """What templates/components/map.html needs, or None for a commune without bounds on a portal without tiles."""
    if not (commune.bounds or settings.TILE_URL):
        return None
    return {
        "bounds": commune.bounds,
        "centre": (commune.latitude, commune.longitude) if commune.latitude is not None else None,
        "outline": json.dumps(commune.outline) if commune.outline else "",
        "tiles": settings.TILE_URL,
    }
