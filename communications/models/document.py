from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal import localized
from portal.communes.models import Commune

from ..querysets import DocumentQuerySet, RowQuerySet
from .item import Item, ItemFile


class Collection(models.Model):
    """A shelf of the library: budgets, plans and reports, forms…"""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="collections", verbose_name=_("commune"))
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    icon = models.CharField(_("drawing"), max_length=30, default="paper")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)

    objects = RowQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection of documents")
        verbose_name_plural = _("collections of documents")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["commune", "code"], name="collection_code_once")]

    def __str__(self):
        return localized.text(self, "name")


class PublicationDuty(models.Model):
    """What the commune has to publish of its own accord (law 31.13 art. 10), for the list that shows what is missing.

    `months`: how old the newest document may be; NULL: it does not grow old. `elsewhere`: where it stands instead, an
    address or a path of the portal; then no document is missing.
    """

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="duties", verbose_name=_("commune"))
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("what is to be published"), max_length=200)
    legal_reference = models.CharField(_("legal reference"), max_length=200, blank=True)
    months = models.PositiveSmallIntegerField(_("out of date after so many months"), null=True, blank=True)
    elsewhere = models.CharField(
        _("where it is published instead"),
        max_length=300,
        blank=True,
        validators=[RegexValidator(r"^(/|https://)", _("Give a path of the portal (/…) or an address (https://…)."))],
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)

    objects = RowQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty to publish")
        verbose_name_plural = _("duties to publish")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["commune", "code"], name="duty_code_once"),
            models.CheckConstraint(
                condition=Q(elsewhere="") | Q(elsewhere__startswith="/") | Q(elsewhere__startswith="https://"),
                name="duty_elsewhere_is_an_address",
            ),
        ]

    def __str__(self):
        return localized.text(self, "name")


class Document(Item):
    """A document of the library, in the version that holds now; earlier ones stay to be read.

    `dated_on`: the day it bears. `version`: the number of the one that holds.
    """

    collection = models.ForeignKey(
        Collection, models.PROTECT, related_name="documents", verbose_name=_("collection of documents")
    )
    dated_on = models.DateField(_("day it bears"))
    version = models.PositiveSmallIntegerField(default=1)
    duties = models.ManyToManyField(
        PublicationDuty, blank=True, related_name="documents", verbose_name=_("duties to publish")
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [models.CheckConstraint(condition=Q(version__gte=1), name="document_has_a_version")]
        indexes = [models.Index(fields=["dated_on", "item_ptr"], name="document_day")]


class DocumentVersion(models.Model):
    """A version of a document: the day it bears, and what it changed."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    dated_on = models.DateField()
    note = models.CharField(max_length=250, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="document_version_once")]

    def __str__(self):
        return f"{self.document_id} v{self.number}"


class PaperText(models.Model):
    """The words of a published PDF, for the search: apart, so that no list reads them."""

    file = models.OneToOneField(ItemFile, models.CASCADE, related_name="paper")
    text = models.TextField()

    class Meta:
        verbose_name = _("words of a PDF")
        verbose_name_plural = _("words of PDFs")
