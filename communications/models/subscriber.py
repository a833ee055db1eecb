from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.cases.models import Topic
from portal.communes.models import Commune, Department, District
from portal.notifications import addresses
from portal.notifications.models import Channel

from ..querysets import SubscriberQuerySet, SubscriptionQuerySet
from ..states.items import Frequency, Scope
from .item import Item
from .theme import Theme


class Subscriber(models.Model):
    """One address that follows what the commune says: e-mail (lower case) or phone (E.164). No account, no name.

    Nothing but the question "was it you?" is sent before `confirmed_at`. Leaving deletes the row. `digest` is compared
    with addresses that are not written to (portal.notifications.suppressions).
    """

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="subscribers", verbose_name=_("commune"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    address = models.CharField(_("address"), max_length=254)
    digest = models.CharField(max_length=40)
    language = models.CharField(_("language"), max_length=5)
    at = models.DateTimeField(_("since"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints = [models.UniqueConstraint(fields=["commune", "channel", "address"], name="subscriber_once")]
        indexes = [
            models.Index(fields=["at"], condition=Q(confirmed_at__isnull=True), name="subscriber_unconfirmed"),
            models.Index(
                fields=["commune", "id"], condition=Q(confirmed_at__isnull=False), name="subscriber_confirmed"
            ),
            models.Index(fields=["digest"], name="subscriber_digest"),
        ]

    def __str__(self):
        return addresses.masked(self.address)


class Subscription(models.Model):
    """What an address follows, and how often it is told. `target` ("theme:3") keeps the same wish from standing twice.

    `cases`: published complaints, of a topic, of a district, or of both; told in a digest only.
    """

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="subscriptions")
    scope = models.CharField(_("what"), max_length=12, choices=Scope.choices)
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, blank=True, related_name="subscriptions")
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="subscriptions")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="subscriptions")
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="subscriptions")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="subscriptions")
    target = models.CharField(max_length=60)
    frequency = models.CharField(_("how often"), max_length=10, choices=Frequency.choices)
    at = models.DateTimeField(_("since"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "target"], name="subscription_once"),
            models.CheckConstraint(
                condition=~Q(scope=Scope.CASES) | ~Q(frequency=Frequency.AT_ONCE), name="subscription_cases_in_digests"
            ),
            models.CheckConstraint(
                condition=Q(scope=Scope.EVERYTHING)
                | Q(scope=Scope.THEME, theme__isnull=False)
                | Q(scope=Scope.DISTRICT, district__isnull=False)
                | Q(scope=Scope.DEPARTMENT, department__isnull=False)
                | Q(scope=Scope.ITEM, item__isnull=False)
                | Q(scope=Scope.CASES),
                name="subscription_names_what",
            ),
        ]

    def __str__(self):
        return f"{self.subscriber_id} {self.target}"

    @property
    def named(self):
        """The rows that this names, in the order of the sentence that says them."""
        return [row for row in (self.theme, self.topic, self.district, self.department, self.item) if row]
