from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q


class MembershipQuerySet(models.QuerySet):
    def of(self, commune):
        return self.filter(commune=commune)

    def active(self):
        return self.filter(ended_at__isnull=True, user__is_active=True)

    def present(self, on):
        """Active members who are not absent on this local date."""
        return self.active().filter(~Exists(self._away(on)))

    def marked(self, on):
        """All members, former ones too, each with `there`: active and not absent on this local date."""
        active = Q(ended_at__isnull=True, user__is_active=True)
        return self.annotate(there=ExpressionWrapper(active & ~Exists(self._away(on)), models.BooleanField()))

    def _away(self, on):
        absences = self.model._meta.get_field("absences").related_model
        return absences.objects.filter(membership=OuterRef("pk"), from_on__lte=on, to_on__gte=on)

    def visible_to(self, user):
        return self.filter(commune__in=user.communes())

    def holding(self, role, department=None):
        """Members of a role; a departmental role is of that department, or of the whole commune when it has none."""
        held = self.filter(role=role)
        return held if department is None else held.filter(Q(department=department) | Q(department=None))
