from django.db import models
from django.utils.translation import gettext_lazy as _

MODEL = "complaints.complaint"
CATEGORY_MODEL = "complaints.category"
CHIKAYA = "chikaya"  # the national portal, as Case.external_system names it


class Kind(models.TextChoices):
    """The three messages of decree 2.17.265 art. 2."""

    COMPLAINT = "complaint", _("complaint")
    REMARK = "remark", _("remark")
    SUGGESTION = "suggestion", _("suggestion")


def all_kinds():
    """What a subject serves until the commune says otherwise."""
    return [str(kind) for kind in Kind]
