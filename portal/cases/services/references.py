from django.db import connection

from ..models import ReferenceCounter


def take_next(commune, *, year):
    """The next reference of a commune and year, "LAR-2026-000001": gapless, so the last write before commit.

    The counter's row stays locked until the caller's transaction ends.
    """
    return take_many(commune, year=year, count=1)[0]


def take_many(commune, *, year, count):
    """The next `count` references of a commune and year, in order, under the same lock (see take_next)."""
    last = _advance(commune, year, count)
    if last is None:
        ReferenceCounter.objects.bulk_create([ReferenceCounter(commune=commune, year=year)], ignore_conflicts=True)
        last = _advance(commune, year, count)
    return [f"{commune.prefix}-{year}-{number:06d}" for number in range(last - count + 1, last + 1)]


def _advance(commune, year, count):
    """Move the counter on and return where it stands, in one statement; None when there is no counter yet."""
    table = connection.ops.quote_name(ReferenceCounter._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET last = last + %s WHERE commune_id = %s AND year = %s RETURNING last",  # noqa: S608
            [count, commune.pk, year],
        )
        row = cursor.fetchone()
    return row and row[0]
