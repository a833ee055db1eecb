from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal import localized
from portal.cases.models.attachment import StoredFile
from portal.communes.models import Commune, Department, District

from ..querysets import ItemQuerySet
from ..states.items import LANGUAGES, MEDIA, FileRole, Happening, Medium, Status
from ..words import needed
from .theme import Theme


class Item(models.Model):
    """Anything the commune publishes; a child (an announcement, an event…) extends it by multi-table inheritance.

    Whatever lists, feeds, messages and papers show stands here, in one field per language. `body` is Markdown.
    `model` names the child ("communications.announcement"), `kind` what it is there.
    `news_at`: when it was public for the first time, of which its subscribers are told once; NULL for what is not
    news: a draft, or what is put on record long after its day.
    `publish_at`: from when it is public; NULL until it is published. `expires_at`: until when, exclusive.
    `urgent_reason`: why it went out in one language; "" for all others.
    `everywhere`: it concerns the whole commune, not `districts` of it.
    `SEARCHED`: fields of a child in which one searches too.
    """

    SEARCHED: tuple[str, ...] = ()

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="items", verbose_name=_("commune"))
    model = models.CharField(max_length=60)
    kind = models.CharField(_("kind"), max_length=20)
    title = models.CharField(_("title"), max_length=160, blank=True)
    summary = models.CharField(_("summary"), max_length=400, blank=True)
    body = models.TextField(_("text"), blank=True)
    contact = models.CharField(_("whom to ask"), max_length=200, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="items", verbose_name=_("department")
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="items", verbose_name=_("themes"))
    everywhere = models.BooleanField(_("concerns the whole commune"), default=True)
    districts = models.ManyToManyField(District, blank=True, related_name="items", verbose_name=_("districts"))
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.DRAFT)
    publish_at = models.DateTimeField(_("public from"), null=True, blank=True)
    expires_at = models.DateTimeField(_("public until"), null=True, blank=True)
    news_at = models.DateTimeField(null=True, blank=True, editable=False)
    pinned = models.BooleanField(_("stays on top"), default=False)
    urgent_reason = models.CharField(_("why in one language"), max_length=250, blank=True)
    search_text = models.TextField(blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    created_at = models.DateTimeField(_("begun at"))
    changed_at = models.DateTimeField(_("changed at"))

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="item_status_known"),
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED) | Q(publish_at__isnull=False), name="item_published_has_a_moment"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(publish_at__isnull=True) | Q(expires_at__gt=F("publish_at")),
                name="item_expires_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(
                fields=["commune", "publish_at", "id"], condition=Q(status=Status.PUBLISHED), name="item_published"
            ),
            models.Index(
                fields=["commune", "model", "kind", "publish_at", "id"],
                condition=Q(status=Status.PUBLISHED),
                name="item_published_kind",
            ),
            models.Index(
                fields=["commune", "publish_at", "id"],
                condition=Q(status=Status.PUBLISHED, pinned=True),
                name="item_pinned",
            ),
            models.Index(fields=["commune", "changed_at", "id"], name="item_changed"),
            models.Index(fields=["commune", "news_at"], condition=Q(status=Status.PUBLISHED), name="item_news"),
        ]

    def __str__(self):
        return localized.text(self, "title") or f"#{self.pk}"

    def is_public(self, at):
        return (
            self.status == Status.PUBLISHED
            and self.publish_at <= at
            and (self.expires_at is None or self.expires_at > at)
        )

    def is_scheduled(self, at):
        return self.status == Status.PUBLISHED and self.publish_at > at

    def is_expired(self, at):
        return self.status == Status.PUBLISHED and self.expires_at is not None and self.expires_at <= at

    def said_in(self, language):
        """Whether all words that it needs exist in a language."""
        return all(getattr(self, f"{name}_{language}") for name in needed(self.model))

    def concrete(self):
        """This item as what it is: an Announcement, an Event…"""
        return apps.get_model(self.model).objects.get(pk=self.pk)

    @property
    def languages(self):
        """The languages in which all of it can be read."""
        return [code for code in LANGUAGES if self.said_in(code)]

    def media(self, at):
        """The kinds of communication by which this was made known."""
        ways = {row.way for row in self.diffusions.all()}
        used = [medium for medium, of_it in MEDIA.items() if ways & set(of_it)]
        return [*used, Medium.ELECTRONIC] if self.is_public(at) else used

    def record(self, what, *, by, at, note=""):
        """One row of history."""
        return ItemEvent.objects.create(item_id=self.pk, what=what, by=by, at=at, note=note)


class ItemFile(StoredFile):
    """A checked file of an item. A picture says in both languages what it shows; a recording is in one language.

    `version`: of a document of the library. `pages`: of a PDF, once its words were read (`read_at`); NULL unknown.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="files")
    role = models.CharField(_("used as"), max_length=12, choices=FileRole.choices)
    language = models.CharField(_("language"), max_length=5, blank=True)
    words = models.CharField(_("what it shows"), max_length=250, blank=True)
    entry = models.ForeignKey(
        "communications.ProgrammeEntry", models.SET_NULL, null=True, blank=True, related_name="files"
    )
    version = models.ForeignKey(
        "communications.DocumentVersion", models.CASCADE, null=True, blank=True, related_name="files"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(role=FileRole.PICTURE), name="item_picture_once"),
            models.UniqueConstraint(
                fields=["item", "language"], condition=Q(role=FileRole.RECORDING), name="item_recording_once"
            ),
            models.UniqueConstraint(
                fields=["item", "language"], condition=Q(role=FileRole.SIGNED), name="item_signed_once"
            ),
            models.UniqueConstraint(
                fields=["version", "language"], condition=Q(role=FileRole.DOCUMENT), name="version_file_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(content_type="application/pdf", read_at=None), name="item_file_unread"
            )
        ]


class ItemEvent(models.Model):
    """History of an item: only ever added to; `note` is the publisher's own reason."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="events")
    what = models.CharField(max_length=12, choices=Happening.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["pk"]
