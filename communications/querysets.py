"""Reading what the commune publishes: what the public sees, and what its staff see."""

from django.db import models
from django.db.models import Q

from portal.cases.search import normalise_query

from .states import Status


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


class ThemeQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def active(self):
        return self.filter(active=True)
