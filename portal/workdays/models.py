"""Public holidays of a commune. Lunar ones are computed, so provisional until a director confirms or moves them."""

from django.conf import settings
from django.db import models
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from portal.communes.models import Commune
from portal.communes.querysets import InCommuneQuerySet
from portal.prepared import Prepared

from .arithmetic import Calendar


class HolidayQuerySet(InCommuneQuerySet):
    def calendar(self, commune):
        """The working calendar of a commune (see workdays.arithmetic.Calendar)."""
        return Calendar(frozenset(self._days(commune)))

    def calendar_to_read(self, commune):
        """The same for pages, read when a holiday matters: not for who compares calendars, or changes one."""
        return Calendar(SimpleLazyObject(lambda: frozenset(self._days(commune))))

    def _days(self, commune):
        return _days_off(commune=getattr(commune, "pk", commune))

    def calendars(self):
        """{commune id: Calendar} of all communes, in one query."""
        days = {}
        for commune_id, on in self.values_list("commune_id", "on"):
            days.setdefault(commune_id, set()).add(on)
        return {commune_id: Calendar(frozenset(on)) for commune_id, on in days.items()}


@Prepared
def _days_off(commune):
    return Holiday.objects.filter(commune=commune).order_by("on").values_list("on", flat=True)


class Holiday(models.Model):
    commune = models.ForeignKey(Commune, models.CASCADE, related_name="holidays", verbose_name=_("commune"))
    code = models.SlugField(_("code"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    on = models.DateField(_("date"), db_index=True)
    name = models.CharField(_("name"), max_length=120)
    provisional = models.BooleanField(_("provisional"), default=False)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = _("public holiday")
        verbose_name_plural = _("public holidays")
        ordering = ["on", "code"]
        constraints = [models.UniqueConstraint(fields=["commune", "code", "year"], name="holiday_once_a_year")]

    def __str__(self):
        return f"{self.name} {self.on}"


class HolidayMove(models.Model):
    """History of a holiday's date: append-only. A confirmation has was == now."""

    holiday = models.ForeignKey(Holiday, models.PROTECT, related_name="moves")
    was = models.DateField()
    now = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
