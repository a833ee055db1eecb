import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.communes.models import Commune

from ..states import FileKind
from .answer import Answer, Proposal
from .case import Case
from .correspondence import Message


def new_key():
    """An unguessable storage key: 160 bits."""
    return secrets.token_hex(20)


class StoredFile(models.Model):
    """A checked file. `path` and `thumbnail` are names in the default storage; `key` is its public address."""

    key = models.CharField(max_length=40, unique=True, default=new_key)
    kind = models.CharField(_("kind"), max_length=10, choices=FileKind.choices)
    content_type = models.CharField(max_length=60)
    name = models.CharField(_("file name"), max_length=120)
    path = models.CharField(max_length=200)
    thumbnail = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    seconds = models.FloatField(null=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


class Upload(StoredFile):
    """A file of a form that is not filed yet, kept 24 hours under the form's token."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="+")
    token = models.UUIDField(db_index=True)
    at = models.DateTimeField(db_index=True)


class Attachment(StoredFile):
    """A file of a case: of the filing itself, of a message, or of an answer. Served through a permission check only.

    `transcript`: what a recording says, written down by staff and read by staff only.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="attachments")
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, related_name="attachments")
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, related_name="attachments")
    internal = models.BooleanField(_("staff only"), default=False)
    transcript = models.TextField(_("transcript"), blank=True)
    transcribed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    transcribed_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(message__isnull=True) | Q(answer__isnull=True), name="attachment_of_one_thing"
            )
        ]


class FileLimit(models.Model):
    """What may be attached: bytes, pixels, seconds per kind; the row "total" holds number of files and their sum."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="file_limits", verbose_name=_("commune"))
    kind = models.CharField(_("kind"), max_length=10, choices=FileKind.choices)
    max_bytes = models.PositiveIntegerField(_("bytes at most"))
    max_pixels = models.PositiveIntegerField(_("pixels at most"), null=True, blank=True)
    max_seconds = models.PositiveIntegerField(_("seconds at most"), null=True, blank=True)
    max_files = models.PositiveSmallIntegerField(_("files at most"), null=True, blank=True)

    class Meta:
        verbose_name = _("file limit")
        verbose_name_plural = _("file limits")
        constraints = [models.UniqueConstraint(fields=["commune", "kind"], name="file_limit_once")]

    def __str__(self):
        return self.get_kind_display()
