from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.communes.models import Department

from ..states import Reason
from .case import Case

BY = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "null": True, "related_name": "+"}


class Message(models.Model):
    """Between the citizen and the commune. A question may pause the clock (decree 2.17.265 art. 11)."""

    class Kind(models.TextChoices):
        MESSAGE = "message", _("message")
        QUESTION = "question", _("question of the commune")
        REPLY = "reply", _("reply of the citizen")
        REVIEW = "review", _("the citizen asks for a review")

    case = models.ForeignKey(Case, models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.MESSAGE)
    inbound = models.BooleanField(_("from the citizen"))
    text = models.TextField(_("text"), blank=True)
    by = models.ForeignKey(**BY)
    at = models.DateTimeField()
    pauses = models.BooleanField(_("stops the clock"), default=False)
    answer_by = models.DateField(_("to be completed by"), null=True, blank=True)
    reminded = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(
                fields=["answer_by"], condition=Q(kind="question", answered_at__isnull=True), name="question_waiting"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="question", inbound=False) | Q(pauses=False), name="only_a_question_pauses"
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(pauses=True), name="paused_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(kind="review"), name="reviewed_once"),
        ]


class Note(models.Model):
    """Between members of staff; no citizen ever reads it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    text = models.TextField(_("note"))
    by = models.ForeignKey(**BY)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]


class Consultation(models.Model):
    """A question to another department. It never pauses the clock."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="consultations")
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="consultations", verbose_name=_("department")
    )
    question = models.TextField(_("question"))
    due_on = models.DateField(_("reply wanted by"))
    by = models.ForeignKey(**BY)
    at = models.DateTimeField()
    reply = models.TextField(_("reply"), blank=True)
    replied_by = models.ForeignKey(**BY)
    replied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["department"], condition=Q(replied_at__isnull=True), name="consultation_waiting")
        ]


class Decision(models.Model):
    """A decision that ends or weakens a promise (another kind, a withdrawal entered by staff, a duplicate).

    Taken by the complaints officer with a reason; the citizen is told and may object until `object_until`.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    code = models.CharField(
        max_length=30,
        choices=[(r.value, r.label) for r in (Reason.DUPLICATE, Reason.WITHDRAWN_BY_STAFF, Reason.KIND_CHANGED)],
    )
    was = models.CharField(max_length=20, blank=True)
    now = models.CharField(max_length=20, blank=True)
    text = models.TextField(_("reason"))
    by = models.ForeignKey(**BY)
    at = models.DateTimeField()
    object_until = models.DateField(_("objection possible until"))
    objection = models.TextField(_("objection"), blank=True)
    objected_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
