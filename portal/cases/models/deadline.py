from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Role
from portal.communes.models import Commune, Department

from ..querysets import DeadlineQuerySet
from ..states import FAR, DeadlineEventType, DeadlineKind, DeadlineState
from .case import Case
from .rule import DeadlineRule, EscalationStep


class Deadline(models.Model):
    """One running obligation, frozen to its rule's version, of a case or of another subject (type and id).

    It carries all the sweep needs, so that the engine never loads its subject. `due_at` (exclusive local midnight)
    and `last_on` (the last day in time) are caches of `clock.fold(events)`; FAR and NULL while paused.
    `next_step_at` is when the next escalation step falls; NULL when none does: the sweep's only index.
    """

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="deadlines")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="deadlines")
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    rule = models.ForeignKey(DeadlineRule, models.PROTECT, related_name="deadlines")
    kind = models.CharField(max_length=10, choices=DeadlineKind.choices)
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    title_ar = models.CharField(max_length=200, blank=True)
    title_fr = models.CharField(max_length=200, blank=True)
    link = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=DeadlineState.choices, default=DeadlineState.RUNNING)
    anchor_on = models.DateField(_("counted from"))
    last_on = models.DateField(_("last day"), null=True)
    due_at = models.DateTimeField(_("due at"), default=FAR)
    next_step_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        indexes = [
            models.Index(
                fields=["next_step_at", "id"], condition=Q(next_step_at__isnull=False), name="deadline_next_step"
            ),
            models.Index(fields=["subject_type", "subject_id"], name="deadline_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False, subject_type="", subject_id__isnull=True)
                | (Q(case__isnull=True, subject_id__isnull=False) & ~Q(subject_type="")),
                name="deadline_of_exactly_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=(DeadlineState.RUNNING, DeadlineState.PAUSED), met_at__isnull=True, voided_at__isnull=True
                )
                | Q(state=DeadlineState.MET, met_at__isnull=False, next_step_at__isnull=True)
                | Q(state=DeadlineState.VOIDED, voided_at__isnull=False, next_step_at__isnull=True),
                name="deadline_state_has_its_moment",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def title(self):
        first, second = (self.title_ar, self.title_fr) if get_language() == "ar" else (self.title_fr, self.title_ar)
        return first or second

    @property
    def is_met_in_time(self):
        return self.met_at is not None and self.breached_at is None

    def is_late(self, at):
        """Late and still owed."""
        return self.state == DeadlineState.RUNNING and self.due_at <= at


class DeadlineEvent(models.Model):
    """What happened to a deadline: append-only; `data` holds codes, ids and ISO dates only."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="events")
    type = models.CharField(max_length=10, choices=DeadlineEventType.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["deadline"], condition=Q(type="breached"), name="breached_once"),
            models.UniqueConstraint(fields=["deadline"], condition=Q(type="started"), name="started_once"),
        ]


class Escalation(models.Model):
    """A step that fired, once per deadline: append-only.

    `planned_at` is the step's moment, `at` when it was fired. `late`: overtaken by a later step, nobody was written to.
    `imported`: it lay in the past when the case was brought in. `roles` asked for, `reached` the roles that were told.
    """

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="escalations")
    step = models.ForeignKey(EscalationStep, models.PROTECT, related_name="escalations")
    planned_at = models.DateTimeField()
    at = models.DateTimeField()
    roles = models.JSONField(default=list)
    reached = models.JSONField(default=list)
    late = models.BooleanField(default=False)
    imported = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["deadline", "step"], name="step_fires_once")]

    @property
    def reached_names(self):
        return [Role(role).label for role in self.reached]


class SweepRun(models.Model):
    """The last run of a recurring job, by name ("deadlines"): the backoffice and the health page show its age."""

    name = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    fired = models.PositiveIntegerField(default=0)
