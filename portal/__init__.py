"""Jamaati, the portal of a commune.

Morocco's legal time changed on 20 September 2026 and the time tables of most systems are older, so time zones come
from the pinned `tzdata` package alone. This has to happen before Django reads TIME_ZONE.
"""

import zoneinfo

zoneinfo.reset_tzpath(to=[])

from portal.celery import app as celery_app  # noqa: E402 - after the time tables, see above

__all__ = ["celery_app"]
