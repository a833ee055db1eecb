"""What must be true before the portal serves: the legal time, and the history that nobody can rewrite."""

from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from . import append_only


@register(Tags.database)
def history_is_guarded(app_configs, databases, **kwargs):
    """Every append-only table has its triggers (`check --database default`; also run before the web starts)."""
    errors = []
    for using in databases or ():
        try:
            missing = append_only.missing(using) if append_only.is_migrated(using) else []
        except DatabaseError:
            continue  # readiness tells of a database that does not answer
        errors += [
            Error(
                f"The table {table} can be rewritten: its trigger {name} is missing.",
                hint="Run `manage.py migrate`: it makes the triggers again.",
                id="portal.E001",
            )
            for name, table in missing
        ]
    return errors
