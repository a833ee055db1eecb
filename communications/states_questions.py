"""Questions to elected members, as data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionKind(models.TextChoices):
    """Questions to the council are of one kind; what differs is whom they are for."""

    QUESTION = "council_question", _("question to the council")


class Shown(models.TextChoices):
    """Which published questions a list shows."""

    ALL = "", _("All")
    WAITING = "waiting", _("Waiting for an answer")
    ANSWERED = "answered", _("Answered")
