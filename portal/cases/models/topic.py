from django.db import models
from django.utils.translation import gettext_lazy as _

from portal import localized
from portal.communes.models import MONTHS_KEPT, Commune, Department

from ..querysets import TopicQuerySet


class Topic(models.Model):
    """What a case is about. `model` names the pillar's child ("complaints.category")."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="topics", verbose_name=_("commune"))
    model = models.CharField(_("used by"), max_length=60)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    code = models.SlugField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    help = models.CharField(_("help"), max_length=300, blank=True)
    icon = models.SlugField(_("icon"), max_length=30, default="ask")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="topics", verbose_name=_("default department")
    )
    stop_notice = models.CharField(_("stop notice (danger)"), max_length=300, blank=True)
    competent_body = models.CharField(_("competent body, when it is not the commune"), max_length=160, blank=True)
    internal_days = models.PositiveSmallIntegerField(_("internal target, calendar days"), null=True, blank=True)
    retention_months = models.PositiveSmallIntegerField(
        _("closed cases keep names and texts for, months"),
        null=True,
        blank=True,
        validators=MONTHS_KEPT,
        help_text=_("Empty: as the subject above it, else as the commune."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)
    to_confirm = models.BooleanField(_("to be confirmed by the commune"), default=False)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["commune", "model", "code"], name="topic_code_once")]

    def __str__(self):
        return localized.text(self, "name")
