"""Jamaati, the portal of a commune.

Morocco's legal time changed on 20 September 2026 and the time tables of most systems are older, so time zones come
from the pinned `tzdata` package alone: for Python (zoneinfo) and for the C library (TZDIR), whose local time Django
sets and other packages print. This has to happen before Django reads TIME_ZONE.
"""

import os
import zoneinfo
from importlib import resources

zoneinfo.reset_tzpath(to=[])
os.environ["TZDIR"] = str(resources.files("tzdata") / "zoneinfo")

from portal.celery import app as celery_app  # noqa: E402 - after the time tables, see above

__all__ = ["celery_app"]
