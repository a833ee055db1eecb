"""The library of documents, as data."""

from django.db import models
from django.utils.translation import gettext_lazy as _

DOCUMENT = "communications.document"


class DocumentKind(models.TextChoices):
    """What is in the library; its collections are rows."""

    DOCUMENT = "document", _("document")


DOCUMENT_DRAWINGS = {DocumentKind.DOCUMENT: "paper"}


class Published(models.TextChoices):
    """Where a duty to publish stands."""

    HERE = "here", _("published")
    OLD = "old", _("out of date")
    MISSING = "missing", _("missing")
