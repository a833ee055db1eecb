"""The outbox: one row per message, written in the transaction that gives cause for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.communes.models import Commune

from . import addresses
from .querysets import NotificationQuerySet, SuppressionQuerySet


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
            models.Index(fields=["recipient"], condition=~models.Q(recipient=""), name="outbox_recipient"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(next_try_at__isnull=True, given_up_at__isnull=True),
                name="outbox_sent_is_final",
            )
        ]

    def __str__(self):
        return f"{self.template} {self.channel} {self.key}"

    @property
    def address_digest(self):
        return addresses.digest(self.channel, self.recipient)


class Bounce(models.Model):
    """An e-mail that came back. `hard`: it can never be delivered (RFC 3463, class 5). One row for each message."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="bounces")
    notification = models.OneToOneField(Notification, models.CASCADE, related_name="bounce")
    digest = models.CharField(max_length=40)
    hard = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("message that came back")
        verbose_name_plural = _("messages that came back")
        indexes = [models.Index(fields=["commune", "digest", "at"], name="bounce_of_address")]


class Suppression(models.Model):
    """An address that gets nothing of what many people get, as a digest (addresses.py). `ends_at` NULL: for good."""

    REASONS = [("bounced", _("messages came back")), ("refused", _("wants no messages"))]

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="suppressions", verbose_name=_("commune"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    digest = models.CharField(max_length=40)
    masked = models.CharField(_("address"), max_length=254)
    reason = models.CharField(_("reason"), max_length=10, choices=REASONS)
    at = models.DateTimeField(_("since"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("address that is not written to")
        verbose_name_plural = _("addresses that are not written to")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["commune", "digest"], name="suppression_once")]

    def __str__(self):
        return self.masked
