"""Reading what the commune publishes: what the public sees, and what its staff see."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from portal.cases.search import normalise_query
from portal.notifications.models import Suppression

from .states import MEDIA, MailingStatus, Medium, Scope, Status


class ItemQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def public(self, at):
        """What everybody may read at a moment: published, its time has come, and has not passed."""
        begun = self.filter(status=Status.PUBLISHED, publish_at__lte=at)
        return begun.filter(Q(expires_at=None) | Q(expires_at__gt=at))

    def scheduled(self, at):
        """Published, but not before a later moment."""
        return self.filter(status=Status.PUBLISHED, publish_at__gt=at)

    def expired(self, at):
        return self.filter(status=Status.PUBLISHED, expires_at__lte=at)

    def new_between(self, since, until):
        """What everybody could read for the first time after a moment, up to another one."""
        return self.public(until).filter(news_at__gt=since, news_at__lte=until)

    def without(self, medium, at):
        """What was not made known in one of the three kinds yet. Electronic: it is public on the portal."""
        if medium == Medium.ELECTRONIC:
            return self.exclude(pk__in=self.public(at).values("pk"))
        return self.exclude(diffusions__way__in=MEDIA[medium])

    def drafts(self):
        return self.filter(status=Status.DRAFT)

    def before(self, moment, pk):
        """What comes after an item in the order of lists, the newest first."""
        return self.filter(publish_at__lte=moment).filter(Q(publish_at__lt=moment) | Q(pk__lt=pk))

    def after(self, moment, pk):
        return self.filter(publish_at__gte=moment).filter(Q(publish_at__gt=moment) | Q(pk__gt=pk))

    def changed_before(self, moment, pk):
        """What comes after an item in the list of its publishers, the last changed first."""
        return self.filter(changed_at__lte=moment).filter(Q(changed_at__lt=moment) | Q(pk__lt=pk))

    def changed_after(self, moment, pk):
        return self.filter(changed_at__gte=moment).filter(Q(changed_at__gt=moment) | Q(pk__gt=pk))

    def in_district(self, district):
        """What concerns a district: said of it, of the annex it belongs to, or of the whole commune."""
        return self.filter(Q(everywhere=True) | Q(districts__in=[district.pk, district.parent_id])).distinct()

    def matching(self, text):
        """Items in whose words, of both languages, every word of a text stands."""
        return self.filter(*(Q(search_text__contains=word) for word in normalise_query(text)))


class EventQuerySet(ItemQuerySet):
    def coming(self, at):
        """Those that have not ended."""
        return self.filter(ends_at__gt=at)

    def past(self, at):
        return self.filter(ends_at__lte=at)


class ThemeQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def active(self):
        return self.filter(active=True)


class SubscriberQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def reachable(self, at):
        """Those who said yes, and whose address is not among those that are not written to."""
        held = Suppression.objects.holding(at).filter(commune=OuterRef("commune"), digest=OuterRef("digest"))
        return self.filter(confirmed_at__isnull=False).filter(~Exists(held))

    def following(self, subscriptions):
        """Those who have one of these subscriptions."""
        return self.filter(Exists(subscriptions.filter(subscriber=OuterRef("pk"))))


class SubscriptionQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def told(self, frequency):
        return self.filter(frequency=frequency)

    def about(self, item):
        """Those that an item fits: all of it, its themes, its department, itself, its districts and what is above."""
        places = Q(scope=Scope.DISTRICT)
        if not item.everywhere:
            districts = list(item.districts.all())
            known = {pk for district in districts for pk in (district.pk, district.parent_id) if pk}
            places &= Q(district__in=known) | Q(district__parent__in=[district.pk for district in districts])
        fits = Q(scope=Scope.EVERYTHING) | places | Q(item=item.pk)
        fits |= Q(scope=Scope.THEME, theme__in=item.themes.all())
        if item.department_id:
            fits |= Q(scope=Scope.DEPARTMENT, department=item.department_id)
        return self.filter(fits)

    def of_case(self, case):
        """Those that a published complaint fits: its topic, its district or what is above it, or all of them."""
        topic = Q(topic=None) | Q(topic=case.topic_id)
        district = Q(district=None)
        if case.district_id:
            district |= Q(district=case.district_id) | Q(district__in=_above(case.district))
        return self.filter(topic, district)


def _above(district):
    return [district.parent_id] if district.parent_id else []


class MailingQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def sending(self):
        return self.filter(status=MailingStatus.SENDING)

    def waiting(self):
        return self.filter(status=MailingStatus.ASKED)
