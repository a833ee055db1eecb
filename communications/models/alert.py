from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..querysets import AlertQuerySet
from ..states.alerts import AlertKind, Certainty, MessageType, Severity, Urgency
from ..states.items import LANGUAGES
from .item import Item


class Alert(Item):
    """A danger, and what to do: on every page while it holds, and sent at once to all who follow the commune.

    `title`: what it is in a few words; `summary`: what happens; `body`: what to do. `lapses_at`: exclusive.
    `number`: of its last message, 0 before the first; `ended_at`: when it was called off, NULL while it was not.
    The page stays when the alert is over, and says so.
    """

    severity = models.CharField(_("how severe"), max_length=10, choices=Severity.choices, default=Severity.SEVERE)
    urgency = models.CharField(_("how urgent"), max_length=10, choices=Urgency.choices, default=Urgency.IMMEDIATE)
    certainty = models.CharField(_("how sure"), max_length=10, choices=Certainty.choices, default=Certainty.OBSERVED)
    lapses_at = models.DateTimeField(_("holds until"), null=True, blank=True)
    number = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(_("called off at"), null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("emergency alert")
        verbose_name_plural = _("emergency alerts")
        constraints = [
            models.CheckConstraint(
                condition=Q(number=0) | Q(lapses_at__isnull=False), name="alert_sent_lapses_at_a_moment"
            ),
        ]
        indexes = [models.Index(fields=["lapses_at"], condition=Q(ended_at=None, number__gt=0), name="alert_holds")]

    @property
    def kind_label(self):
        return AlertKind(self.kind).label

    def is_in_force(self, at):
        return self.is_public(at) and self.ended_at is None and self.lapses_at > at


class AlertMessage(models.Model):
    """What was said of an alert, and when: only ever added to. Each takes the place of the one before it.

    The words are those that went out; `place`: the districts by name, "" for the whole commune.
    """

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="messages")
    number = models.PositiveIntegerField()
    type = models.CharField(max_length=10, choices=MessageType.choices)
    kind = models.CharField(max_length=20, choices=AlertKind.choices)
    severity = models.CharField(max_length=10, choices=Severity.choices)
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    certainty = models.CharField(max_length=10, choices=Certainty.choices)
    title = models.CharField(max_length=160, blank=True)
    summary = models.CharField(max_length=400, blank=True)
    body = models.TextField(blank=True)
    contact = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=400, blank=True)
    lapses_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("message of an alert")
        verbose_name_plural = _("messages of an alert")
        ordering = ["alert", "number"]
        constraints = [
            models.UniqueConstraint(fields=["alert", "number"], name="alert_message_once"),
            models.CheckConstraint(condition=Q(type__in=MessageType.values), name="alert_message_type_known"),
        ]
        indexes = [models.Index(fields=["at"], name="alert_message_at")]

    def __str__(self):
        return f"{self.alert_id}-{self.number}"

    @property
    def languages(self):
        """The languages in which it went out."""
        return [code for code in LANGUAGES if getattr(self, f"title_{code}")]
