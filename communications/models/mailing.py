from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.communes.models import Commune

from ..querysets import MailingQuerySet
from ..states.items import MailingStatus, Weekday
from .alert import AlertMessage
from .item import Item


class Mailing(models.Model):
    """An item on its way to everybody who wants to be told at once: asked for by one person, let go by another.

    `counted`: {"email:ar": 120, …} when it was asked for. `cursor`: the last subscriber whose message is in the outbox;
    `queued`: how many are. An item goes out once; what was stopped half-way does not begin again. `message`: the one
    of an alert, which nobody has to let go.
    """

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="mailings", verbose_name=_("commune"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="mailings", verbose_name=_("publication"))
    message = models.OneToOneField(
        AlertMessage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mailing",
        verbose_name=_("message of an alert"),
    )
    status = models.CharField(_("status"), max_length=10, choices=MailingStatus.choices, default=MailingStatus.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    counted = models.JSONField(default=dict)
    cursor = models.BigIntegerField(default=0)
    queued = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=MailingStatus.values), name="mailing_status_known"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")) | Q(status=MailingStatus.STOPPED),
                name="mailing_let_go_by_another",
            ),
            models.UniqueConstraint(
                fields=["item"], condition=~Q(status=MailingStatus.REFUSED) & Q(message=None), name="mailing_once"
            ),
        ]

    def __str__(self):
        return f"{self.item_id} {self.status}"

    @property
    def total(self):
        return sum(self.counted.values())


class MailingTerms(models.Model):
    """How a commune sends to many. `per_second`: messages, at most. `sms_price`: of one part, in dirhams; NULL unknown.

    `digest_hour`, `digest_weekday`: local time from which the daily, and the weekly, digests go out.
    """

    commune = models.OneToOneField(Commune, models.PROTECT, related_name="mailing_terms", verbose_name=_("commune"))
    per_second = models.PositiveSmallIntegerField(_("messages a second, at most"), default=10)
    sms_price = models.DecimalField(
        _("price of an SMS part in dirhams"), max_digits=6, decimal_places=3, null=True, blank=True
    )
    digest_hour = models.PositiveSmallIntegerField(_("hour of the digests"), default=8)
    digest_weekday = models.PositiveSmallIntegerField(
        _("day of the weekly digest"), choices=Weekday.choices, default=Weekday.MONDAY
    )

    class Meta:
        verbose_name = _("terms of mailings")
        verbose_name_plural = _("terms of mailings")
        constraints = [
            models.CheckConstraint(condition=Q(per_second__gte=1), name="mailing_terms_send_something"),
            models.CheckConstraint(condition=Q(digest_hour__lte=23), name="mailing_terms_hour"),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)


class DigestRun(models.Model):
    """A digest that went out: what became public after `from_at`, up to `to_at`, to those who want it this often."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="digest_runs")
    frequency = models.CharField(max_length=10)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commune", "frequency", "from_at"], name="digest_once"),
            models.CheckConstraint(condition=Q(to_at__gt=F("from_at")), name="digest_has_a_length"),
        ]
        indexes = [models.Index(fields=["commune", "frequency", "to_at"], name="digest_last")]

    def __str__(self):
        return f"{self.frequency} {self.to_at:%F}"
