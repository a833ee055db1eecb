"""Who changed a configuration row, when, and which fields: read from the audit trail (auditlog)."""

from auditlog.models import LogEntry

SHOWN = 50


def entries_of(row):
    """The latest entries of a configuration row, newest first."""
    return LogEntry.objects.get_for_object(row).select_related("actor", "content_type")[:SHOWN]
