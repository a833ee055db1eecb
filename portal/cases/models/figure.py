from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.communes.models import Commune

from ..querysets import MonthFigureQuerySet
from ..states import ExportFormat, Group


class MonthFigure(models.Model):
    """What became of the cases of one kind received in a month, for one value of what they share (`group`, `key`).

    Counted anew by services/counting.py, read by figures/. Every case is in exactly one of in_time, late, owed (not
    answered, the deadline has ended), running (it has not), free (nothing is promised) and voided.
    `days`: {calendar days from receipt to the answer: how many}. `voided`: {code of the reason: how many}.
    """

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="+")
    model = models.CharField(max_length=60)
    month_on = models.DateField(_("month"))
    kind = models.CharField(max_length=20)
    group = models.CharField(max_length=12, choices=Group.choices)
    key = models.CharField(max_length=20, blank=True)
    received = models.PositiveIntegerField(default=0)
    in_time = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    owed = models.PositiveIntegerField(default=0)
    running = models.PositiveIntegerField(default=0)
    free = models.PositiveIntegerField(default=0)
    reviewed = models.PositiveIntegerField(default=0)
    voided = models.JSONField(default=dict)
    days = models.JSONField(default=dict)

    objects = MonthFigureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "model", "month_on", "kind", "group", "key"], name="month_figure_once"
            )
        ]


class FigureCount(models.Model):
    """When the figures of a commune were counted, and the last rows of history they know of."""

    commune = models.OneToOneField(Commune, models.CASCADE, related_name="figure_count")
    counted_at = models.DateTimeField(null=True)
    seen_move = models.BigIntegerField(default=0)
    seen_event = models.BigIntegerField(default=0)


class Export(models.Model):
    """A table that left the house, append-only: who took it, when, and with what filter (codes, ids and dates)."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="exports")
    what = models.CharField(_("table"), max_length=40)
    format = models.CharField(_("format"), max_length=4, choices=ExportFormat.choices)
    filter = models.JSONField(default=dict)
    named = models.BooleanField(_("with names"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
