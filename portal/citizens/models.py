"""What a citizen does without a password: one-time codes, and requests about the data that are kept of them."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.cases.contacts import Contact
from portal.communes.models import Commune
from portal.notifications.models import Channel

from .querysets import DataRequestQuerySet, OneTimeCodeQuerySet

LANGUAGES = [("ar", "العربية"), ("fr", "Français")]


def new_nonce():
    return secrets.token_hex(16)


class OneTimeCode(models.Model):
    """A code sent to an address to prove that who asks holds it. The code is derived (codes.py), never stored."""

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in", _("sign-in")
        CHANGE = "change", _("change of address")

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.CharField(max_length=254)
    nonce = models.CharField(max_length=32, default=new_nonce)
    attempts = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = OneTimeCodeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["at"], name="code_age")]

    @property
    def contact(self):
        return Contact(self.channel, self.address)


class DataRequest(models.Model):
    """What the holder of an address asks about the data kept of them (law 09.08): to be decided by staff, in time.

    `words`: the texts and files of the cases go too, not only name and contacts. Once an erasure
    is carried out to the end (`finished_at`; open cases wait until they close) address, text and reason are emptied.
    """

    class Kind(models.TextChoices):
        ERASURE = "erasure", _("erasure")
        CORRECTION = "correction", _("correction")

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        PARTLY = "partly", _("accepted for name and contacts only")
        REFUSED = "refused", _("refused")
        TAKEN_BACK = "taken_back", _("taken back")

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="data_requests", verbose_name=_("commune"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.CharField(_("address"), max_length=254)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES)
    words = models.BooleanField(_("texts and files too"), default=False)
    text = models.TextField(_("what is asked"), blank=True)
    at = models.DateTimeField(_("received at"))
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    finished_at = models.DateTimeField(_("carried out at"), null=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["commune", "address"], name="request_of_address")]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "address", "kind"], condition=Q(outcome=""), name="request_waiting_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="request_decided_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["partly", "refused"]) | ~Q(reason="") | Q(address=""),
                name="request_refused_with_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def contact(self):
        return Contact(self.channel, self.address)

    @property
    def is_waiting(self):
        return not self.outcome

    @property
    def is_granted(self):
        return self.outcome in (self.Outcome.ACCEPTED, self.Outcome.PARTLY)

    @property
    def erases_words(self):
        """Whether texts and files go too: asked for, and granted in full."""
        return self.words and self.outcome == self.Outcome.ACCEPTED
