from django.db import models
from django.utils.translation import gettext_lazy as _

MODEL = "complaints.complaint"
CATEGORY_MODEL = "complaints.category"


class Kind(models.TextChoices):
    """The three messages of decree 2.17.265 art. 2."""

    COMPLAINT = "complaint", _("complaint")
    REMARK = "remark", _("remark")
    SUGGESTION = "suggestion", _("suggestion")
