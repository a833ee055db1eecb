from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.cases.models import Case, Topic
from portal.cases.querysets import CaseQuerySet, TopicQuerySet

from ..states.requests import RequestKind, Serves, Wanted
from .document import Document


class AskedSubject(Topic):
    """What people ask about, and which department answers. `model`: that of the cases for which it is offered."""

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("subject people ask about")
        verbose_name_plural = _("subjects people ask about")

    @property
    def offered_for(self):
        return Serves(self.model).label


class InformationRequest(Case):
    """A request for information that the commune holds (law 31.13).

    `postal_address` is asked by the form of the law. `agreed_at`: the privacy notice was read. `document`: the answer
    in the library, for everybody.
    """

    wanted_as = models.CharField(_("wanted"), max_length=12, choices=Wanted.choices, default=Wanted.ELECTRONIC)
    postal_address = models.CharField(_("postal address"), max_length=250, blank=True)
    urgent_reason = models.CharField(_("why it is urgent"), max_length=500, blank=True)
    agreed_at = models.DateTimeField(_("privacy notice read at"), null=True, blank=True)
    document = models.ForeignKey(
        Document, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("published as")
    )

    objects = CaseQuerySet.as_manager()
    OWN_FACTS = ("wanted_as", "postal_address", "urgent_reason", "agreed_at")

    class Meta:
        verbose_name = _("request for information")
        verbose_name_plural = _("requests for information")
        constraints = [models.CheckConstraint(condition=Q(wanted_as__in=Wanted.values), name="request_wanted_known")]

    @property
    def kind_label(self):
        return RequestKind(self.kind).label
