"""Somebody leaves the commune: the account closes, and the cases they had in hand go back to their departments."""

from django.db import transaction

from portal.accounts import security

from ..models import Case
from . import lifecycle


@transaction.atomic
def leave(user, *, commune, by, at):
    """Close a person's account here (security.deactivate) and release their open cases; return how many those were.

    Nothing is deleted. Raise MembershipRefused for the last administrator and for oneself, ForbiddenMove when a case
    moved meanwhile: nothing has changed then.
    """
    security.deactivate(user, commune=commune, by=by, at=at)
    cases = list(Case.objects.of(commune).open().filter(assignee=user).order_by("pk"))
    for case in cases:
        lifecycle.release(case, by=by, at=at)
    return len(cases)
