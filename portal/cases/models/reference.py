from django.db import models

from portal.communes.models import Commune


class ReferenceCounter(models.Model):
    """The last number given in a commune and year: one row, the last write before commit, so gapless."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commune", "year"], name="counter_once_a_year")]
