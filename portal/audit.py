"""The audit trail of what a commune sets for itself: who, when, which row, from what to what.

Saving and deleting are noticed by auditlog. A QuerySet's UPDATE is not: whoever writes one says so with `note`.
"""

from auditlog.models import LogEntry
from auditlog.registry import auditlog

from portal.communes.models import Commune

PARENTS = ("membership", "topic", "holiday")


def record(model, **options):
    """Keep every change of the rows of a configuration model; each entry names its commune.

    Never a case, a message or a citizen: the trail holds no personal text of theirs, and it is never erased.
    """
    auditlog.register(model, **options)
    model.get_additional_data = _commune_in_entry


def note(row, *, by, at, called="", **now):
    """Record that fields of a row were changed by an UPDATE. `row` still holds the old values; `called`: its name."""
    changes = {name: [_text(getattr(row, name)), _text(value)] for name, value in now.items()}
    words = {"object_repr": called} if called else {}
    LogEntry.objects.log_create(
        row, action=LogEntry.Action.UPDATE, changes=changes, actor=by, timestamp=at,
        additional_data=_commune_in_entry(row), **words,
    )  # fmt: skip


def entries_of(commune):
    """The entries of a commune, the newest first."""
    return LogEntry.objects.filter(additional_data__commune=commune.pk).order_by("-timestamp", "-pk")


def recorded():
    """The models whose changes are kept."""
    return auditlog.get_models()


def _commune_in_entry(row):
    return {"commune": commune_of(row)}


def commune_of(row):
    """The key of the commune that a configuration row belongs to."""
    if isinstance(row, Commune):
        return row.pk
    if hasattr(row, "commune_id"):
        return row.commune_id
    return next(commune_of(getattr(row, name)) for name in PARENTS if hasattr(row, name))


def _text(value):
    """A value as auditlog writes one."""
    return "None" if value is None else str(getattr(value, "pk", value))
