from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Role
from portal.communes.models import Commune
from portal.communes.querysets import InCommuneQuerySet

from ..clock import Terms
from ..querysets import RuleQuerySet
from ..states import Basis, DeadlineKind, Direction, Half, Roll, Unit
from .topic import Topic


class DeadlineRule(models.Model):
    """A law or an undertaking as data. A version in use is never edited: a new law is a new row with its valid_from.

    Found by (commune, model, kind, topic or none), the most specific first, the newest valid first.
    `pause_within_days`: a pause is possible until that calendar day after receipt; NULL: never.
    `complete_within_days`: how long the citizen has to complete. `max_extension` in `unit`.
    """

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="deadline_rules", verbose_name=_("commune"))
    code = models.SlugField(_("code"), max_length=60)
    model = models.CharField(_("used by"), max_length=60)
    kind = models.CharField(_("kind of case"), max_length=20, blank=True)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, verbose_name=_("topic"))
    name = models.CharField(_("name"), max_length=160)
    legal_reference = models.CharField(_("legal reference"), max_length=200, blank=True)
    basis = models.CharField(_("basis"), max_length=10, choices=Basis.choices)
    deadline_kind = models.CharField(_("kind of deadline"), max_length=10, choices=DeadlineKind.choices)
    length = models.PositiveSmallIntegerField(_("length"))
    unit = models.CharField(_("unit"), max_length=15, choices=Unit.choices, default=Unit.CALENDAR_DAYS)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices, default=Direction.AFTER)
    full_days = models.BooleanField(_("full days"), default=False)
    roll = models.CharField(_("if the last day is not worked"), max_length=20, choices=Roll.choices, default=Roll.NONE)
    pause_within_days = models.PositiveSmallIntegerField(_("suspension possible within, days"), null=True, blank=True)
    complete_within_days = models.PositiveSmallIntegerField(_("days to complete"), null=True, blank=True)
    max_extension = models.PositiveSmallIntegerField(_("longest extension"), default=0)
    valid_from = models.DateField(_("valid from"))
    to_confirm = models.BooleanField(_("to be confirmed by the commune"), default=False)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline rule")
        verbose_name_plural = _("deadline rules")
        ordering = ["code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["commune", "code", "valid_from"], name="rule_version_once"),
            models.CheckConstraint(
                condition=Q(unit__in=Unit.values, direction__in=Direction.values), name="rule_counts_known_units"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def terms(self):
        """What the pure clock needs of this rule."""
        return Terms(
            length=self.length, unit=self.unit, direction=self.direction, full_days=self.full_days, roll=self.roll
        )


class EscalationStep(models.Model):
    """A rung of the ladder: when (half-way, or days from the due moment) and who is told."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="escalation_steps", verbose_name=_("commune"))
    deadline_kind = models.CharField(
        _("kind of deadline"), max_length=10, choices=DeadlineKind.choices, default=DeadlineKind.POLICY
    )
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    anchor = models.CharField(_("counts from"), max_length=5, choices=Half.choices, default=Half.DUE)
    offset_days = models.SmallIntegerField(_("days"), default=0)
    roles = models.JSONField(_("who is told"), default=list)
    position = models.PositiveSmallIntegerField(_("position"))
    active = models.BooleanField(_("active"), default=True)

    objects = InCommuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("escalation step")
        verbose_name_plural = _("escalation steps")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["commune", "deadline_kind", "code"], name="step_code_once"),
        ]

    def __str__(self):
        return self.name

    @property
    def role_names(self):
        return [Role(role).label for role in self.roles]
