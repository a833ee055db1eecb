"""Giving many cases to one person: each case for itself, so that one that has moved on holds up no other."""

from dataclasses import dataclass, field

from django.db import transaction

from portal.workdays.arithmetic import local_day

from .. import rules
from ..models import Case, Move
from ..models.case import ForbiddenMove
from . import lifecycle


@dataclass
class Distributed:
    """What became of each case.

    `done`: assigned. `moved`: (case, the last move), somebody did something since the list was read. `refused`: not for
    this person to assign. `elsewhere`: the colleague does not work in its department, or is away.
    """

    done: list = field(default_factory=list)
    moved: list = field(default_factory=list)
    refused: list = field(default_factory=list)
    elsewhere: list = field(default_factory=list)


def assign_each(cases, *, by, at, assignee, seen_at):
    """Assign each of some cases to a member of staff, in a transaction of its own. Return what was Distributed.

    `seen_at`: the moment at which the person saw the list; what a colleague has moved since is left alone and told.
    """
    cases = list(cases)
    later = Move.objects.filter(case__in=[case.pk for case in cases], at__gt=seen_at).exclude(by=by)
    moved = {move.case_id: move for move in later.select_related("by").order_by("at", "pk")}
    members = assignee.memberships.present(local_day(at)).filter(role__in=rules.HANDLERS)
    found = Distributed()
    for case in cases:
        if case.pk in moved:
            found.moved.append((case, moved[case.pk]))
        elif not case.is_open:
            found.moved.append((case, case.moves.select_related("by").last()))
        elif not rules.may_assign(by, case):
            found.refused.append(case)
        elif not _takes(members, case):
            found.elsewhere.append(case)
        else:
            _assign(case, by, at, assignee, found)
    return found


def _takes(members, case):
    """Whether one of these memberships handles the cases of a case's department; a case without one, anybody's."""
    mine = [member for member in members if member.commune_id == case.commune_id]
    return any(not case.department_id or member.department_id == case.department_id for member in mine)


def _assign(case, by, at, assignee, found):
    try:
        with transaction.atomic():
            lifecycle.assign(case, by=by, at=at, assignee=assignee)
    except ForbiddenMove:
        fresh = Case.objects.get(pk=case.pk)
        found.moved.append((fresh, fresh.moves.select_related("by").last()))
    else:
        found.done.append(case)
