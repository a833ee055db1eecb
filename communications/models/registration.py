from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.notifications import addresses
from portal.notifications.models import Channel

from ..querysets import RegistrationQuerySet
from ..states.attending import HELD, MOST_TOGETHER, Attending
from .event import Event


class Registration(models.Model):
    """Somebody who comes to an event, with how many people; without an account. Deleted a month after the event.

    The first come have the places; who comes after them waits in the order of `pk`.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations")
    name = models.CharField(_("name"), max_length=120)
    people = models.PositiveSmallIntegerField(_("how many people"), default=1)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    address = models.CharField(_("address"), max_length=254)
    language = models.CharField(_("language"), max_length=5)
    status = models.CharField(_("status"), max_length=10, choices=Attending.choices)
    at = models.DateTimeField(_("since"))
    changed_at = models.DateTimeField()

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Attending.values), name="registration_status_known"),
            models.CheckConstraint(condition=Q(people__gte=1, people__lte=MOST_TOGETHER), name="registration_people"),
            models.UniqueConstraint(
                fields=["event", "channel", "address"], condition=Q(status__in=HELD), name="registration_once"
            ),
        ]

    def __str__(self):
        return addresses.masked(self.address)
