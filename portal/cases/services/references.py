from django.db.models import F

from ..models import ReferenceCounter


def take_next(commune, *, year):
    """The next reference of a commune and year, "LAR-2026-000001": gapless, so the last write before commit.

    The counter's row stays locked until the caller's transaction ends.
    """
    return take_many(commune, year=year, count=1)[0]


def take_many(commune, *, year, count):
    """The next `count` references of a commune and year, in order, under the same lock (see take_next)."""
    mine = ReferenceCounter.objects.filter(commune=commune, year=year)
    if not mine.update(last=F("last") + count):
        ReferenceCounter.objects.bulk_create([ReferenceCounter(commune=commune, year=year)], ignore_conflicts=True)
        mine.update(last=F("last") + count)
    last = mine.values_list("last", flat=True).get()
    return [f"{commune.prefix}-{year}-{number:06d}" for number in range(last - count + 1, last + 1)]
