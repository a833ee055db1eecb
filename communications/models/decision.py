from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal import localized
from portal.communes.models import Department

from ..querysets import CommitmentQuerySet, DecisionQuerySet
from ..states.decisions import OPEN, DecisionKind, Effect, Organ, Progress, Standing
from .event import Event
from .item import Item


class Decision(Item):
    """An entry of the register: what was decided, by whom, on which day, with the signed paper as it was received.

    `title`: its subject; `summary`: what it changes, in plain words. `number`: as it stands on the paper.
    `key`: commune, kind, year and number, so that none stands twice. `posted_on`: when it was put on the board of the
    commune (law 113.14 art. 273: within eight days). Whether it holds is what later decisions make of it.
    """

    SEARCHED = ("number",)
    is_repealed: bool
    is_amended: bool

    number = models.CharField(_("number"), max_length=40)
    decided_on = models.DateField(_("decided on"))
    organ = models.CharField(_("decided by"), max_length=10, choices=Organ.choices, default=Organ.COUNCIL)
    session = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("session")
    )
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    key = models.CharField(max_length=80, unique=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision of the register")
        verbose_name_plural = _("decisions of the register")
        constraints = [
            models.CheckConstraint(
                condition=Q(posted_on__isnull=True) | Q(posted_on__gte=F("decided_on")),
                name="decision_posted_afterwards",
            ),
            models.CheckConstraint(condition=Q(organ__in=Organ.values), name="decision_organ_known"),
        ]
        indexes = [models.Index(fields=["decided_on", "item_ptr"], name="decision_day")]

    @property
    def kind_label(self):
        return DecisionKind(self.kind).label

    @property
    def standing(self):
        """Of rows read by `with_standing`."""
        if self.is_repealed:
            return Standing.REPEALED
        return Standing.AMENDED if self.is_amended else Standing.IN_FORCE


class DecisionEffect(models.Model):
    """A decision amends, or repeals, an earlier one; it counts from the moment at which the later one is public."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="effects")
    on = models.ForeignKey(Decision, models.PROTECT, related_name="changes")
    what = models.CharField(max_length=10, choices=Effect.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "on"], name="decision_effect_once"),
            models.CheckConstraint(condition=~Q(decision=F("on")), name="decision_effect_on_another"),
            models.CheckConstraint(condition=Q(what__in=Effect.values), name="decision_effect_known"),
        ]

    def __str__(self):
        return f"{self.decision_id} {self.what} {self.on_id}"


class Commitment(models.Model):
    """What a decision promises: by whom, until when, and how far it is. `due_on`: as it was promised last."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="commitments")
    text = models.CharField(_("what is promised"), max_length=300)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department")
    )
    due_on = models.DateField(_("promised for"))
    progress = models.CharField(_("how far"), max_length=10, choices=Progress.choices, default=Progress.PLANNED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["due_on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(progress__in=Progress.values), name="commitment_progress")]
        indexes = [models.Index(fields=["due_on", "id"], name="commitment_due")]

    def __str__(self):
        return localized.text(self, "text")

    @property
    def is_open(self):
        return self.progress in OPEN


class CommitmentStep(models.Model):
    """What was reported of a commitment: only ever added to. `due_on`: the day it is promised for from then on."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="steps")
    progress = models.CharField(_("how far"), max_length=10, choices=Progress.choices)
    text = models.CharField(_("what was done"), max_length=400)
    due_on = models.DateField(_("promised for"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("report on a commitment")
        verbose_name_plural = _("reports on a commitment")
        ordering = ["pk"]
