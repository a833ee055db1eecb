"""What the office keeps for its people: lists that somebody saved."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.communes.models import Commune, Department

from .querysets import SavedFilterQuerySet


class SavedFilter(models.Model):
    """Filters of the list of cases under a name: their owner's, and those of a department when shared with it.

    `query` holds {filter: value} as they stand in an address. A value may be gone meanwhile: it is judged when used.
    """

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="saved_filters")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_filters")
    department = models.ForeignKey(
        Department, models.CASCADE, null=True, blank=True, related_name="saved_filters", verbose_name=_("shared with")
    )
    name = models.CharField(_("name"), max_length=60)
    query = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved list")
        verbose_name_plural = _("saved lists")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["commune", "owner", "name"], name="saved_filter_once")]

    def __str__(self):
        return self.name
