"""Telling a clerk who was faster: which colleague did what, and when."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import formats
from portal.cases.models import Move
from portal.cases.states import Reason, State
from portal.prepared import Prepared
from portal.workdays.arithmetic import local_day

from .dossier import who
from .timeline import MOVES


def last_move(case):
    return _last_move.first(case=case.pk)


@Prepared
def _last_move(case):
    return Move.objects.filter(case=case).select_related("by").order_by("-at", "-pk")[:1]


def told(move, *, at):
    """A sentence about the last move of a case, for somebody whose page was older; `at`: now."""
    if not move.was:
        return _("The case has not come that far yet.")
    facts = {"who": who(move.by, reason=move.reason), "when": _when(move.at, at)}
    if move.reason in (Reason.ANSWERED, Reason.ANSWERED_WITH):
        return _("%(who)s answered this case %(when)s.") % facts
    if move.reason == Reason.TAKEN:
        return _("%(who)s took this case in hand %(when)s.") % facts
    if move.reason == Reason.CLOSED:
        return _("%(who)s closed this case %(when)s.") % facts
    title = MOVES[move.reason][0] if move.reason in MOVES else State(move.now).label
    return _("Since you opened this page: %(what)s (%(who)s, %(when)s).") % {**facts, "what": title}


def told_of_reply(case, user, *, at):
    """A sentence about the colleague who replied to a consultation first, or ""."""
    asked = case.consultations.filter(department__in=user.departments_in(case.commune), replied_at__isnull=False)
    row = asked.select_related("replied_by").order_by("replied_at").last()
    if row is None:
        return ""
    return _("%(who)s replied to this consultation %(when)s.") % {
        "who": who(row.replied_by),
        "when": _when(row.replied_at, at),
    }


def _when(moment, at):
    if local_day(moment) == local_day(at):
        return _("at %(time)s") % {"time": formats.clock(moment)}
    return _("on %(day)s at %(time)s") % {"day": formats.day(moment, get_language()), "time": formats.clock(moment)}
