from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.communes.models import Commune

from ..querysets import InventoryQuerySet


class Inventory(models.Model):
    """The yearly inventory of a pillar's cases (decree 2.17.265 arts 15 and 18), a draft until it is published.

    `tables` are the figures per language, frozen when it is published: what was made public does not move.
    """

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="inventories")
    model = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField(_("year"))
    tables = models.JSONField(default=dict)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = InventoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("yearly inventory")
        verbose_name_plural = _("yearly inventories")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["commune", "model", "year"], name="inventory_once_a_year"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="inventory_published_by_somebody",
            ),
        ]

    def __str__(self):
        return str(self.year)

    @property
    def written(self):
        """The measures in their order; none before the draft is kept."""
        return list(self.measures.all()) if self.pk else []

    @property
    def is_published(self):
        return self.published_at is not None


class Measure(models.Model):
    """Something the commune did because of what people wrote, in both languages."""

    inventory = models.ForeignKey(Inventory, models.CASCADE, related_name="measures")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = models.TextField(_("measure taken"), blank=True)

    class Meta:
        verbose_name = _("measure taken")
        verbose_name_plural = _("measures taken")
        ordering = ["position", "pk"]
