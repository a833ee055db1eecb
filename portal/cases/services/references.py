from django.db.models import F

from ..models import ReferenceCounter


def take_next(commune, *, year):
    """The next reference of a commune and year, "LAR-2026-000001": gapless, so the last write before commit.

    The counter's row stays locked until the caller's transaction ends.
    """
    mine = ReferenceCounter.objects.filter(commune=commune, year=year)
    if not mine.update(last=F("last") + 1):
        ReferenceCounter.objects.bulk_create([ReferenceCounter(commune=commune, year=year)], ignore_conflicts=True)
        mine.update(last=F("last") + 1)
    return f"{commune.prefix}-{year}-{mine.values_list('last', flat=True).get():06d}"
