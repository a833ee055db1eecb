"""The commune, its hosts, its districts and its departments: every other row belongs to one of these."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal import localized

from . import networks
from .querysets import CommuneQuerySet, InCommuneQuerySet

LATITUDE = [MinValueValidator(-90), MaxValueValidator(90)]
MONTHS_KEPT = [MinValueValidator(1), MaxValueValidator(600)]
LONGITUDE = [MinValueValidator(-180), MaxValueValidator(180)]


class Commune(models.Model):
    """A Moroccan commune. Bounds and outline are degrees (WGS 84); the outline is one GeoJSON ring.

    `banner_ends_at`: until when an app has something for the top of every page; NULL or past: no page asks for it.
    """

    code = models.CharField(_("official code"), max_length=20, unique=True)
    prefix = models.CharField(
        _("prefix of references"),
        max_length=5,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2,5}$", _("Two to five capital Latin letters."))],
    )
    name = models.CharField(_("name"), max_length=120)
    province = models.CharField(_("province"), max_length=120, blank=True)
    region = models.CharField(_("region"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=250, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    opening_hours = models.CharField(_("opening hours"), max_length=250, blank=True)
    signatory = models.CharField(_("signs the letters"), max_length=120, blank=True)
    signatory_title = models.CharField(_("title of who signs"), max_length=120, blank=True)
    latitude = models.FloatField(_("latitude of the centre"), null=True, blank=True, validators=LATITUDE)
    longitude = models.FloatField(_("longitude of the centre"), null=True, blank=True, validators=LONGITUDE)
    south = models.FloatField(_("southern bound"), null=True, blank=True, validators=LATITUDE)
    west = models.FloatField(_("western bound"), null=True, blank=True, validators=LONGITUDE)
    north = models.FloatField(_("northern bound"), null=True, blank=True, validators=LATITUDE)
    east = models.FloatField(_("eastern bound"), null=True, blank=True, validators=LONGITUDE)
    outline = models.JSONField(_("outline"), default=list, blank=True)
    cndp_declaration = models.CharField(_("CNDP declaration number"), max_length=60, blank=True)
    cndp_authorisation = models.CharField(_("CNDP authorisation number"), max_length=60, blank=True)
    privacy_contact = models.CharField(_("data-protection contact"), max_length=200, blank=True)
    remedy = models.TextField(_("next remedy, printed on receipts and answers"), blank=True)
    objection_days = models.PositiveSmallIntegerField(_("days to object to a decision"), default=15)
    review_days = models.PositiveSmallIntegerField(
        _("days to ask for a review of an answer"), default=15, db_default=15
    )
    retention_months = models.PositiveSmallIntegerField(
        _("closed cases keep names and texts for, months"), default=24, db_default=24, validators=MONTHS_KEPT
    )
    retention_confirmed = models.BooleanField(
        _("this period is confirmed"),
        default=False,
        db_default=False,
        help_text=_("From then on closed cases are anonymised each day when their time is over. There is no way back."),
    )
    banner_ends_at = models.DateTimeField(null=True, blank=True, editable=False)
    networks = models.TextField(
        _("internet addresses of the town hall"),
        blank=True,
        validators=[networks.validate],
        help_text=_("One per line. Many people write from there, so that more is taken from them in a short time."),
    )

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(south__isnull=True)
                | models.Q(south__lt=models.F("north"), west__lt=models.F("east")),
                name="commune_bounds_in_order",
            )
        ]

    def __str__(self):
        return self.name or self.code

    @cached_property
    def first_host(self):
        """The host that its full addresses name, or None."""
        return self.hosts.order_by("pk").first()

    @property
    def bounds(self):
        """(south, west, north, east) in degrees, or None when the commune has not drawn them."""
        corners = (self.south, self.west, self.north, self.east)
        return None if None in corners else corners

    def is_at_town_hall(self, address):
        """Whether an internet address is one that the commune lists as its own."""
        return networks.holds(self.networks, address)

    def contains(self, latitude, longitude):
        """Whether a point (degrees) lies inside the bounds; True when there are none."""
        if self.bounds is None:
            return True
        south, west, north, east = self.bounds
        return south <= latitude <= north and west <= longitude <= east


class Host(models.Model):
    """A host name under which a commune is served, without port, in lower case."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="hosts", verbose_name=_("commune"))
    name = models.CharField(_("host name"), max_length=253, unique=True)

    class Meta:
        verbose_name = _("host name")
        verbose_name_plural = _("host names")

    def __str__(self):
        return self.name


class EmergencyNumber(models.Model):
    """Whom to call at once; shown beside subjects that carry a stop notice."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="emergency_numbers", verbose_name=_("commune"))
    label = models.CharField(_("who answers"), max_length=80)
    number = models.CharField(_("number"), max_length=20)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("emergency number")
        verbose_name_plural = _("emergency numbers")
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.label} {self.number}"


class District(models.Model):
    """A part of the commune: an administrative annex, or a neighbourhood of one."""

    class Kind(models.TextChoices):
        ANNEX = "annex", _("administrative annex")
        NEIGHBOURHOOD = "neighbourhood", _("neighbourhood")

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="districts", verbose_name=_("commune"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.NEIGHBOURHOOD)
    name = models.CharField(_("name"), max_length=120)
    latitude = models.FloatField(_("latitude"), null=True, blank=True, validators=LATITUDE)
    longitude = models.FloatField(_("longitude"), null=True, blank=True, validators=LONGITUDE)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)

    objects = InCommuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["position", "pk"]

    def __str__(self):
        return localized.text(self, "name")


class Department(models.Model):
    """A unit of the commune's administration that answers for cases."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="departments", verbose_name=_("commune"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)
    four_eyes = models.BooleanField(_("answers of clerks are approved by the head"), default=False, db_default=False)

    objects = InCommuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["commune", "code"], name="department_code_once")]

    def __str__(self):
        return localized.text(self, "name")
