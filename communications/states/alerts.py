"""Emergency alerts, as data: what CAP 1.2 (OASIS, Common Alerting Protocol) distinguishes, in words of every day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

ALERT = "communications.alert"


class AlertKind(models.TextChoices):
    """What the danger is: the values are CAP's categories in lower case (`CATEGORIES`)."""

    MET = "met", _("weather, flood")
    FIRE = "fire", _("fire")
    HEALTH = "health", _("health")
    INFRA = "infra", _("water, electricity, networks")
    TRANSPORT = "transport", _("roads and transport")
    ENV = "env", _("pollution")
    GEO = "geo", _("earthquake, landslide")
    SAFETY = "safety", _("public safety")
    OTHER = "other", _("other danger")


CATEGORIES = {kind: kind.value.capitalize() for kind in AlertKind}
ALERT_DRAWINGS = {
    AlertKind.MET: "water",
    AlertKind.FIRE: "late",
    AlertKind.HEALTH: "shield",
    AlertKind.INFRA: "electricity",
    AlertKind.TRANSPORT: "road",
    AlertKind.ENV: "hygiene",
    AlertKind.GEO: "rubble",
    AlertKind.SAFETY: "shield",
    AlertKind.OTHER: "late",
}


class Severity(models.TextChoices):
    """How much it threatens life and property."""

    EXTREME = "extreme", _("extreme")
    SEVERE = "severe", _("severe")
    MODERATE = "moderate", _("moderate")
    MINOR = "minor", _("minor")


class Urgency(models.TextChoices):
    """When people have to act."""

    IMMEDIATE = "immediate", _("act now")
    EXPECTED = "expected", _("act within the hour")
    FUTURE = "future", _("act soon")
    PAST = "past", _("nothing to do any more")


class Certainty(models.TextChoices):
    """How sure it is."""

    OBSERVED = "observed", _("it has happened or goes on")
    LIKELY = "likely", _("likely")
    POSSIBLE = "possible", _("possible")
    UNLIKELY = "unlikely", _("not likely")


class MessageType(models.TextChoices):
    """What a message of an alert is: the first one, one that takes its place, or its end."""

    ALERT = "alert", _("alert")
    UPDATE = "update", _("update")
    CANCEL = "cancel", _("end of the alert")
