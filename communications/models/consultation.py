from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.notifications.models import Channel

from ..querysets import ConsultationQuerySet
from ..states.consultations import Reading, Stage
from .decision import Decision
from .item import Item


class PublicConsultation(Item):
    """A question to everybody, from `opens_at` to `closes_at` (exclusive); `body` asks it.

    It is concluded by what was decided and why (`outcome`), in both languages, and not otherwise. `led_to`: the
    decision of the register that came of it.
    """

    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    outcome = models.TextField(_("what was decided, and why"), blank=True)
    led_to = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decision")
    )
    concluded_at = models.DateTimeField(_("concluded at"), null=True, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("public consultation")
        verbose_name_plural = _("public consultations")
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="consultation_closes_after_it_opens"),
            models.CheckConstraint(
                condition=Q(concluded_at=None)
                | Q(outcome_ar__isnull=False, outcome_fr__isnull=False) & ~Q(outcome_ar="") & ~Q(outcome_fr=""),
                name="consultation_concluded_with_an_outcome",
            ),
        ]
        indexes = [models.Index(fields=["closes_at"], name="consultation_closes")]

    def stage(self, at):
        if self.concluded_at is not None:
            return Stage.CONCLUDED
        if at < self.opens_at:
            return Stage.COMING
        return Stage.OPEN if at < self.closes_at else Stage.WAITING


class Contribution(models.Model):
    """What somebody said to a consultation. Everybody reads its text and `name` once it is shown.

    `address`: where the outcome is told, "" where nobody wants that; deleted a month after it was. `reason`: why staff
    do not show it.
    """

    consultation = models.ForeignKey(PublicConsultation, models.PROTECT, related_name="contributions")
    token = models.UUIDField(unique=True)
    text = models.TextField(_("what you say"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, blank=True)
    address = models.CharField(_("address"), max_length=254, blank=True)
    reading = models.CharField(_("status"), max_length=10, choices=Reading.choices, default=Reading.RECEIVED)
    reason = models.CharField(_("why it is not shown"), max_length=250, blank=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(reading__in=Reading.values), name="contribution_reading_known"),
            models.CheckConstraint(condition=~Q(reading=Reading.HIDDEN) | ~Q(reason=""), name="contribution_reasoned"),
        ]
        indexes = [models.Index(fields=["consultation", "reading", "id"], name="contribution_reading")]

    def __str__(self):
        return self.text[:60]
