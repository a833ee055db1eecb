"""What a case is found by, made anew when something of it changed."""

from ..models import Case
from .registration import searchable


def search_text(case):
    """The search text of a case, with its details and the transcripts of its recordings."""
    heard = case.attachments.exclude(transcript="").values_list("transcript", flat=True)
    return searchable(case, details=case.details.all(), heard=heard)


def refresh(case):
    Case.objects.filter(pk=case.pk).update(search_text=search_text(case))
