"""Requests for information, as data (law 31.13)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

REQUEST = "communications.informationrequest"
QUESTION = "communications.memberquestion"
PETITION = "communications.petition"
NATIONAL_PORTAL = "https://www.chafafiya.ma"  # where requests to all public bodies can be made and followed


class Serves(models.TextChoices):
    """The kinds of cases for which a subject is offered, by their model."""

    REQUEST = REQUEST, _("requests for information")
    QUESTION = QUESTION, _("questions to the council")
    PETITION = PETITION, _("petitions")


class RequestKind(models.TextChoices):
    """How fast the law wants the answer (arts 16 and 17)."""

    ORDINARY = "information", _("request for information")
    URGENT = "information_urgent", _("urgent request for information")


class Wanted(models.TextChoices):
    """How the information is to be given."""

    ELECTRONIC = "electronic", _("as a file, on my page or by e-mail")
    COPY = "copy", _("as a paper copy, to be collected")
    POST = "post", _("as a paper copy, by post")
    READ = "read", _("to be read at the commune")
