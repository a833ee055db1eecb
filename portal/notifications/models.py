"""The outbox: one row per message, written in the transaction that gives cause for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.communes.models import Commune

from .querysets import NotificationQuerySet


class Channel(models.TextChoices):
    EMAIL = "email", _("e-mail")
    SMS = "sms", _("SMS")


class Notification(models.Model):
    """A message to one address. `key` makes it unique: the same cause never writes two rows.

    `template` names the pair of texts ("cases/mail/receipt"); its first part names the app whose
    `mail_context(notification)` renders what must not be stored (a tracking code, a name).
    `context` holds codes and ids only. `about` is "app.model:id" of the row it speaks of.
    `next_try_at` is NULL once the message was sent or given up.
    """

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="notifications", verbose_name=_("commune"))
    key = models.CharField(_("cause"), max_length=160, unique=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    recipient = models.CharField(_("recipient"), max_length=254)
    language = models.CharField(_("language"), max_length=5)
    template = models.CharField(_("template"), max_length=100)
    context = models.JSONField(_("context"), default=dict)
    about = models.CharField(_("about"), max_length=80, blank=True)
    queued_at = models.DateTimeField(_("queued at"))
    next_try_at = models.DateTimeField(_("next try at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("given up at"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(next_try_at__isnull=False), name="outbox_waiting"),
            models.Index(fields=["about"], name="outbox_about"),
            models.Index(fields=["queued_at"], condition=~models.Q(recipient=""), name="outbox_with_address"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(next_try_at__isnull=True, given_up_at__isnull=True),
                name="outbox_sent_is_final",
            )
        ]

    def __str__(self):
        return f"{self.template} {self.channel} {self.key}"
