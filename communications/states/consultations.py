"""Public consultations, as data: people are heard between two moments, and told what came of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

CONSULTATION = "communications.publicconsultation"
OUTCOME = "outcome"  # kind of the deadline rule: what was decided, once people were heard


class ConsultationKind(models.TextChoices):
    CONSULTATION = "consult", _("public consultation")


CONSULTATION_DRAWINGS = {ConsultationKind.CONSULTATION: "chat"}


class Stage(models.TextChoices):
    """Where a consultation stands; its moments and its outcome decide."""

    COMING = "coming", _("opens later")
    OPEN = "open", _("open")
    WAITING = "waiting", _("waits for its outcome")
    CONCLUDED = "concluded", _("concluded")


class Reading(models.TextChoices):
    """Whether everybody reads what somebody said."""

    RECEIVED = "received", _("not read yet")
    SHOWN = "shown", _("shown")
    HIDDEN = "hidden", _("not shown")
