"""Where a case is, for the small map of its page."""

import json

from django.conf import settings


def of(case):
    """What the map needs: the pin and the commune's limits in degrees, and where its pictures come from."""
    return {
        "latitude": case.latitude,
        "longitude": case.longitude,
        "bounds": case.commune.bounds,
        "outline": json.dumps(case.commune.outline or []),
        "tiles": settings.TILE_URL,
        "credit": getattr(settings, "TILE_CREDIT", ""),
    }
