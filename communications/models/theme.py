from django.db import models
from django.utils.translation import gettext_lazy as _

from portal import localized
from portal.communes.models import Commune

from ..querysets import RowQuerySet


class Theme(models.Model):
    """What people subscribe to, in their words: works, water, council… `icon`: a drawing of icons.svg."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="themes", verbose_name=_("commune"))
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    icon = models.CharField(_("drawing"), max_length=30, default="megaphone")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)

    objects = RowQuerySet.as_manager()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["commune", "code"], name="theme_code_once")]

    def __str__(self):
        return localized.text(self, "name")
