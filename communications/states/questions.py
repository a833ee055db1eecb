"""Questions to elected members, as data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionKind(models.TextChoices):
    """Questions to the council are of one kind; what differs is whom they are for."""

    QUESTION = "council_question", _("question to the council")


class Live(models.TextChoices):
    """Where a question to a meeting stands while the meeting lasts."""

    ASKED = "", _("asked")
    SHORTLISTED = "shortlisted", _("on the shortlist")
    NOW = "now", _("being answered")
    LEFT_OUT = "left_out", _("left out")


class Shown(models.TextChoices):
    """Which published questions a list shows."""

    ALL = "", _("All")
    WAITING = "waiting", _("Waiting for an answer")
    ANSWERED = "answered", _("Answered")
