from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..querysets import FollowerQuerySet
from .case import Case


class Follower(models.Model):
    """Somebody who has the same problem as the citizen of a case, and is told what becomes of it. Not a filing.

    One address, e-mail (lower case) or phone (E.164), once in a case. Nothing but the question "was it you?" is sent
    before `confirmed_at`. Leaving deletes the row. `came_from`: the duplicate that was followed first.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="followers")
    came_from = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=5)
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    objects = FollowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["at"], condition=Q(confirmed_at__isnull=True), name="follower_unconfirmed"),
            models.Index(fields=["email", "at"], condition=~Q(email=""), name="follower_email"),
            models.Index(fields=["phone", "at"], condition=~Q(phone=""), name="follower_phone"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "email", "phone"], name="follower_once"),
            models.CheckConstraint(
                condition=(Q(email="") & ~Q(phone="")) | (Q(phone="") & ~Q(email="")), name="follower_has_one_address"
            ),
        ]

    def __str__(self):
        return f"{self.case_id}:{self.pk}"
