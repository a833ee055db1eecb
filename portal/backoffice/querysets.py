from django.db import models
from django.db.models import Q


class SavedFilterQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def seen_by(self, user, commune):
        """A person's own lists, and those shared with the departments they work in."""
        return self.of(commune).filter(Q(owner=user) | Q(department__in=sorted(user.departments_in(commune))))
