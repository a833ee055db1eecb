"""Who changed a configuration row, when, and which fields: read from the audit trail (auditlog)."""

from dataclasses import dataclass, field
from datetime import datetime

from auditlog.models import LogEntry
from django.utils.translation import gettext_lazy as _

ACTIONS = {
    LogEntry.Action.CREATE: _("added"),
    LogEntry.Action.UPDATE: _("changed"),
    LogEntry.Action.DELETE: _("deleted"),
}
SHOWN = 50


@dataclass(frozen=True)
class Change:
    """One entry of the trail. `fields` holds (label, old, new) in the words of the form."""

    at: datetime
    by: object
    action: object  # a lazily translated word
    fields: list = field(default_factory=list)


def changes_of(row):
    """The latest changes of a configuration row, newest first."""
    entries = LogEntry.objects.get_for_object(row).select_related("actor")[:SHOWN]
    return [_change(row, entry) for entry in entries]


def _change(row, entry):
    if entry.action != LogEntry.Action.UPDATE:
        return Change(entry.timestamp, entry.actor, ACTIONS[entry.action])
    labels = {field.name: field.verbose_name for field in row._meta.concrete_fields}
    changes = sorted(entry.changes_dict.items())
    fields = [(labels[name], *pair) for name, pair in changes if name in labels and len(pair) == 2]
    return Change(entry.timestamp, entry.actor, ACTIONS[entry.action], fields)
