"""Who is who, as data: offices of the council, seats of a commission, seasons of opening hours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Office(models.TextChoices):
    """What an elected member is in the council; the order is that of the page (law 113.14: the bureau first)."""

    PRESIDENT = "president", _("president of the council")
    VICE = "vice", _("vice-president")
    SECRETARY = "secretary", _("secretary of the council")
    DEPUTY_SECRETARY = "deputy", _("deputy secretary of the council")
    MEMBER = "member", _("member of the council")


BUREAU = (Office.PRESIDENT, Office.VICE)


class SeatKind(models.TextChoices):
    CHAIR = "chair", _("chair")
    DEPUTY = "deputy", _("deputy chair")
    MEMBER = "member", _("member")


class Season(models.TextChoices):
    USUAL = "usual", _("usual hours")
    RAMADAN = "ramadan", _("in Ramadan")
    SUMMER = "summer", _("in summer")
