"""Until when every page of a commune has an alert on top."""

from django.db.models import Max

from portal.communes.models import Commune

from ..models import Alert


def keep_until(commune, *, at):
    """Note until when the last alert in force holds, within the caller's transaction; NULL when there is none."""
    last = Alert.objects.of(commune).in_force(at).aggregate(last=Max("lapses_at"))["last"]
    Commune.objects.filter(pk=commune.pk).update(banner_ends_at=last)
