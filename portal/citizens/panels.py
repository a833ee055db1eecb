"""What citizens' affairs show on the first page of the backoffice."""

from .models import DataRequest
from .rules import may_treat_requests


def waiting_requests(commune, user, at):
    """How many requests about personal data wait for a decision, for those who decide."""
    if not may_treat_requests(user, commune):
        return None
    waiting = DataRequest.objects.of(commune).waiting().count()
    return ("citizens/_waiting_requests.html", {"waiting": waiting}) if waiting else None
