from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal import localized
from portal.communes.models import LATITUDE, LONGITUDE, Commune, Department

from ..querysets import RowQuerySet
from ..states.items import Weekday
from ..states.people import Office, Season, SeatKind


class Member(models.Model):
    """An elected member of the council. `delegation`: what the president entrusted to them, in words.

    `email` and `phone` are those of the office, which everybody may read. Who has left is not `active` any more.
    """

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="members", verbose_name=_("commune"))
    name = models.CharField(_("name"), max_length=120)
    office = models.CharField(_("office"), max_length=10, choices=Office.choices, default=Office.MEMBER)
    delegation = models.CharField(_("what is entrusted to them"), max_length=250, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)

    objects = RowQuerySet.as_manager()

    class Meta:
        verbose_name = _("elected member")
        verbose_name_plural = _("elected members")
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(office__in=Office.values), name="member_office_known")]

    def __str__(self):
        return localized.text(self, "name")


class Commission(models.Model):
    """A permanent commission of the council, and what it deals with."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="commissions", verbose_name=_("commune"))
    name = models.CharField(_("name"), max_length=160)
    about = models.CharField(_("what it deals with"), max_length=400, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)

    objects = RowQuerySet.as_manager()

    class Meta:
        verbose_name = _("commission")
        verbose_name_plural = _("commissions")
        ordering = ["position", "pk"]

    def __str__(self):
        return localized.text(self, "name")


class Seat(models.Model):
    """A member's place in a commission."""

    commission = models.ForeignKey(Commission, models.CASCADE, related_name="seats")
    member = models.ForeignKey(Member, models.PROTECT, related_name="seats", verbose_name=_("elected member"))
    kind = models.CharField(_("as"), max_length=10, choices=SeatKind.choices, default=SeatKind.MEMBER)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["commission", "member"], name="seat_once"),
            models.UniqueConstraint(fields=["commission"], condition=Q(kind=SeatKind.CHAIR), name="seat_one_chair"),
        ]

    def __str__(self):
        return f"{self.member} · {self.get_kind_display()}"

    @property
    def commune_id(self):
        """For the trail of what is configured."""
        return self.commission.commune_id


class ContactPoint(models.Model):
    """Where people find a department, or the town hall itself: address, telephone, hours, a point on the map."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="contact_points", verbose_name=_("commune"))
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department")
    )
    name = models.CharField(_("name"), max_length=160)
    does = models.CharField(_("what people come for"), max_length=400, blank=True)
    address = models.CharField(_("address"), max_length=250, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True, validators=LATITUDE)
    longitude = models.FloatField(_("longitude"), null=True, blank=True, validators=LONGITUDE)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)

    objects = RowQuerySet.as_manager()

    class Meta:
        verbose_name = _("office open to people")
        verbose_name_plural = _("offices open to people")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__isnull=False, longitude__isnull=False),
                name="contact_point_whole_place",
            )
        ]

    def __str__(self):
        return localized.text(self, "name")

    def clean(self):
        if (self.latitude is None) != (self.longitude is None):
            missing = "latitude" if self.latitude is None else "longitude"
            raise ValidationError({missing: _("A place on the map needs a latitude and a longitude.")})


class Opening(models.Model):
    """Hours of an office, the same from one weekday to another; `closes` on the same day."""

    point = models.ForeignKey(ContactPoint, models.CASCADE, related_name="openings")
    season = models.CharField(_("when in the year"), max_length=10, choices=Season.choices, default=Season.USUAL)
    first_day = models.PositiveSmallIntegerField(_("from"), choices=Weekday.choices, default=Weekday.MONDAY)
    last_day = models.PositiveSmallIntegerField(_("to"), choices=Weekday.choices, default=Weekday.FRIDAY)
    opens = models.TimeField(_("opens at"))
    closes = models.TimeField(_("closes at"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="opening_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="opening_days_in_order"),
        ]

    def __str__(self):
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"

    @property
    def commune_id(self):
        """For the trail of what is configured."""
        return self.point.commune_id
