from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .case import Case


class ContactEvent(models.Model):
    """Who read or changed how a citizen is reached, and when: append-only, and without any address."""

    class What(models.TextChoices):
        SHOWN = "shown", _("telephone and e-mail shown")
        PHONE_CORRECTED = "phone_corrected", _("telephone corrected")
        EMAIL_CORRECTED = "email_corrected", _("e-mail corrected")
        CODE_RENEWED = "code_renewed", _("new tracking code made")

    case = models.ForeignKey(Case, models.PROTECT, related_name="contact_events")
    what = models.CharField(max_length=20, choices=What.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
