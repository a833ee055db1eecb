from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.cases.models import Case
from portal.cases.states import OPEN
from portal.communes.models import Commune
from portal.notifications import addresses
from portal.notifications.models import Channel

from ..querysets import PetitionQuerySet
from ..states.petitions import SIGNATURES, PetitionKind
from .decision import Decision
from .event import Event


class Petition(Case):
    """What people ask the council to put on its agenda (organic law 113.14 arts 121 to 125); its name is that of the
    representative.

    `online`, `on_paper`: how many signed, counted from Signature and SignatureSheet. `deposited_at`: handed to the
    commune with its signatures; the answer is owed from that day. `session`, `decision`: what became of it.
    """

    online = models.PositiveIntegerField(_("signatures on the portal"), default=0)
    on_paper = models.PositiveIntegerField(_("signatures on paper"), default=0)
    deposited_at = models.DateTimeField(_("deposited at"), null=True, blank=True)
    session = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="petitions", verbose_name=_("session")
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="petitions", verbose_name=_("decision")
    )
    agreed_at = models.DateTimeField(_("privacy notice read at"), null=True, blank=True)

    objects = PetitionQuerySet.as_manager()
    OWN_FACTS = ("agreed_at",)

    class Meta:
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")

    @property
    def kind_label(self):
        return PetitionKind(self.kind).label

    @property
    def signed(self):
        return self.online + self.on_paper

    @property
    def is_collecting(self):
        """Whether it can be signed and deposited."""
        return self.deposited_at is None and self.state in OPEN


class Signature(models.Model):
    """Somebody who signed on the portal; counts once its address has said yes. Deleted with the words of the petition.

    `quarter`: where in the commune they live. `digest`: of the address, so that one signs once.
    """

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="signatures")
    name = models.CharField(_("name"), max_length=120, blank=True)
    quarter = models.CharField(_("where they live"), max_length=160, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    address = models.CharField(_("address"), max_length=254, blank=True)
    digest = models.CharField(max_length=64)
    language = models.CharField(_("language"), max_length=5)
    at = models.DateTimeField(_("since"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["petition", "digest"], name="signature_once")]
        indexes = [models.Index(fields=["at"], condition=Q(confirmed_at=None), name="signature_unconfirmed")]

    def __str__(self):
        return addresses.masked(self.address)


class SignatureSheet(models.Model):
    """Signatures on paper, counted by staff. A wrong count is struck with a reason and entered again."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="sheets")
    count = models.PositiveIntegerField(_("signatures"))
    on = models.DateField(_("counted on"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("struck by")
    )
    struck_at = models.DateTimeField(_("struck at"), null=True, blank=True)
    why = models.CharField(_("why it was struck"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("sheet of signatures")
        verbose_name_plural = _("sheets of signatures")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(count__gte=1), name="sheet_has_signatures"),
            models.CheckConstraint(condition=Q(struck_at=None) | Q(struck_at__gte=F("at")), name="sheet_struck_after"),
        ]

    def __str__(self):
        return f"{self.count} ({self.on})"


class PetitionTerms(models.Model):
    """How many signatures a petition needs in a commune (art. 123): 100 below 35,000 inhabitants, else 200."""

    commune = models.OneToOneField(Commune, models.PROTECT, related_name="petition_terms", verbose_name=_("commune"))
    signatures = models.PositiveIntegerField(
        _("signatures needed"),
        default=SIGNATURES,
        help_text=_("100 in a commune of less than 35,000 inhabitants, 200 in others (law 113.14, article 123)."),
    )

    class Meta:
        verbose_name = _("terms of petitions")
        verbose_name_plural = _("terms of petitions")
        constraints = [models.CheckConstraint(condition=Q(signatures__gte=1), name="petition_terms_signatures")]

    def __str__(self):
        return str(self.signatures)
