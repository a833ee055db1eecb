from django.db import models
from django.utils.translation import gettext_lazy as _

from ..states import IdentityKind
from .case import Case


class Identity(models.Model):
    """The number of an identity document, where a text requires one (law 09.08 art. 12): encrypted and apart.

    `sealed` is opened by portal.cases.identity alone; lists, searches and files of the register never see it.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="identity")
    kind = models.CharField(_("document"), max_length=10, choices=IdentityKind.choices)
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("identity document")
        verbose_name_plural = _("identity documents")

    def __str__(self):
        return str(IdentityKind(self.kind).label)
