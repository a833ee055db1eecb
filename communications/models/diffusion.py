from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..states.items import Way
from .item import Item, ItemFile


class Diffusion(models.Model):
    """Proof that an item was said or posted somewhere: how, where, on which day, by whom, with a photo if there is one.

    `agent`: who said or posted it, in words, for it is often no user of the portal. The photo is for staff.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="diffusions")
    way = models.CharField(_("how"), max_length=12, choices=Way.choices)
    place = models.CharField(_("where"), max_length=160)
    on = models.DateField(_("on"))
    agent = models.CharField(_("by whom"), max_length=120)
    photo = models.ForeignKey(ItemFile, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("diffusion")
        verbose_name_plural = _("diffusions")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=Way.values) & ~Q(place="") & ~Q(agent=""), name="diffusion_whole"
            )
        ]

    def __str__(self):
        return f"{self.way} {self.on:%F}"
