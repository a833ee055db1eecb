"""The register of decisions, as data: what is decided by whom, whether it holds, and how far a promise has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _

DECISION = "communications.decision"
COMMITMENT = "communications.commitment"
POSTING, KEEPING = "posting", "commitment"  # kinds of the deadline rules of a decision, and of what it promises
NEWS_DAYS = 60  # what is older when it is entered is put on record, and announced to nobody


class DecisionKind(models.TextChoices):
    """What is decided: by the council, or by its president (law 113.14)."""

    DELIBERATION = "delib", _("deliberation")
    REGULATION = "rule", _("regulatory decision")


DECISION_DRAWINGS = {DecisionKind.DELIBERATION: "building", DecisionKind.REGULATION: "paper"}


class Organ(models.TextChoices):
    COUNCIL = "council", _("the council of the commune")
    PRESIDENT = "president", _("the president of the council")
    BUREAU = "bureau", _("the bureau of the council")


class Effect(models.TextChoices):
    """What a decision does to an earlier one."""

    AMENDS = "amends", _("amends")
    REPEALS = "repeals", _("repeals")


UNDERGONE = {Effect.AMENDS: _("amended by"), Effect.REPEALS: _("repealed by")}


class Standing(models.TextChoices):
    """Whether a decision holds: what later ones that are public made of it."""

    IN_FORCE = "force", _("in force")
    AMENDED = "amended", _("in force, amended")
    REPEALED = "repealed", _("no longer in force")


class Progress(models.TextChoices):
    """How far what was promised has come."""

    PLANNED = "planned", _("not begun")
    UNDER_WAY = "going", _("under way")
    DONE = "done", _("done")
    DROPPED = "dropped", _("given up")


OPEN = (Progress.PLANNED, Progress.UNDER_WAY)
