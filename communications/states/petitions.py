"""Petitions to the council, as data (organic law 113.14 arts 121 to 125)."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

SIGNATURES = 200  # of a commune of 35,000 inhabitants or more (art. 123); a commune says its own
UNCONFIRMED_FOR = timedelta(days=7)


class PetitionKind(models.TextChoices):
    """Nothing is owed while signatures are collected; the law's three months begin when it is deposited (art. 125)."""

    COLLECTING = "petition_collecting", _("petition that collects signatures")
    DEPOSITED = "petition", _("petition to the council")


class Stage(models.TextChoices):
    """Which published petitions a list shows."""

    ALL = "", _("All")
    COLLECTING = "collecting", _("Collecting signatures")
    DEPOSITED = "deposited", _("Before the commune")
    ANSWERED = "answered", _("Answered")
