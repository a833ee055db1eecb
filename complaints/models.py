"""What is particular to complaints, remarks and suggestions; all that lists show stands on Case and Topic."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.cases.models import Case, Topic
from portal.cases.querysets import CaseQuerySet

from .querysets import CategoryQuerySet
from .states import Kind, all_kinds


class Category(Topic):
    """A subject of complaints, on two levels. `kinds`: what it may be chosen for. `duplicate_radius` in metres."""

    kinds = models.JSONField(_("serves"), default=all_kinds)
    duplicate_radius = models.PositiveSmallIntegerField(_("look for duplicates within, metres"), default=50)
    publishable = models.BooleanField(_("may be published"), default=False)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")


class Complaint(Case):
    """A complaint, a remark or a suggestion (decree 2.17.265 art. 2). `agreed_at`: the privacy notice was read."""

    agreed_at = models.DateTimeField(_("privacy notice read at"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")

    @property
    def kind_label(self):
        return Kind(self.kind).label
