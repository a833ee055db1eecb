from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.communes.models import Commune


class RetentionRun(models.Model):
    """The anonymising of a commune's closed cases on a local day. `finished_at` is NULL while it goes on or was killed.

    `failed`: cases that could not be anonymised; the log says why, and the next day tries again.
    """

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="retention_runs")
    on = models.DateField(_("day"))
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    anonymised = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commune", "on"], name="retention_once_a_day")]
