"""Coming to an event, as data."""

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_TOGETHER = 10  # people that one address may bring


class Attending(models.TextChoices):
    """Whether somebody has a place, waits for one, or does not come any more."""

    COMING = "coming", _("has a place")
    WAITING = "waiting", _("on the waiting list")
    CANCELLED = "cancelled", _("does not come")


HELD = (Attending.COMING, Attending.WAITING)
