"""What the commune publishes, as data: kinds, the life of an item, and what hangs on it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

ANNOUNCEMENT = "communications.announcement"
LANGUAGES = ("ar", "fr")  # both before anything is published
TRANSLATION = "translation"  # kind of the deadline rule of a language that is owed


class Kind(models.TextChoices):
    """What an announcement is."""

    NEWS = "news", _("news")
    NOTICE = "notice", _("notice")
    CALL = "call", _("call for participation")
    WORKS = "works", _("works and traffic")
    CUT = "cut", _("water or electricity cut")
    TENDER = "tender", _("call for tenders")


DRAWINGS = {
    Kind.NEWS: "megaphone",
    Kind.NOTICE: "megaphone",
    Kind.CALL: "chat",
    Kind.WORKS: "road",
    Kind.CUT: "water",
    Kind.TENDER: "paper",
}


class Status(models.TextChoices):
    """Published includes what is still to come (`publish_at`) and what has expired: the moments decide."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class FileRole(models.TextChoices):
    PICTURE = "picture", _("picture")
    ATTACHMENT = "attachment", _("attachment")
    RECORDING = "recording", _("recording, to listen to")


class Happening(models.TextChoices):
    """What is written down about an item, for its history."""

    WRITTEN = "written", _("written")
    CHANGED = "changed", _("changed")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")
    COMPLETED = "completed", _("the missing language was added")
