"""What a case has beside itself. Most cases have little: one question tells which relations have rows at all."""

from functools import cache

from django.db import connection

from .models import Case


def of(case, *names):
    """Those of these reverse relations of Case ("messages", "splits"…) that have rows for this case."""
    with connection.cursor() as cursor:
        cursor.execute(_question(names), [case.pk] * len(names))
        return {name for name, has_rows in zip(names, cursor.fetchone(), strict=True) if has_rows}


@cache
def _question(names):
    fields = [Case._meta.get_field(name).field for name in names]
    quote = connection.ops.quote_name
    rows = (f"{quote(f.model._meta.db_table)} WHERE {quote(f.get_attname())} = %s" for f in fields)
    return "SELECT " + ", ".join(f"EXISTS(SELECT 1 FROM {row})" for row in rows)  # noqa: S608  (names of our models)


def without(case, names):
    """Let these relations of a case be read as empty, without asking again."""
    for name in names:
        give(case, name, [])


def give(row, name, found):
    """Let a reverse relation of a row be read as what was found already."""
    rows = row._meta.get_field(name).related_model._default_manager.none()
    rows._result_cache = found
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows
