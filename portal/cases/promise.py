"""A promised date with its arithmetic and its basis, in words: for pages, receipts and messages alike."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from portal import formats
from portal.prepared import Prepared
from portal.workdays.arithmetic import local_day
from portal.workdays.models import Holiday

from . import clock
from .models import Deadline, DeadlineEvent
from .states import REVIEW, Basis, DeadlineEventType, DeadlineKind, DeadlineState


@dataclass(frozen=True)
class Promise:
    """What a reader needs of a deadline. Days are days of the rule's unit; `sum` is [(label, value)] in words."""

    due_on: date | None
    days_left: int | None
    total_days: int
    gone_days: int
    held: bool
    late: bool
    soon: bool
    basis: str
    sum: list = field(default_factory=list)
    from_on: date | None = None
    met: bool = False
    met_at: datetime | None = None
    due_if_resumed: date | None = None


def of_case(case, *, at):
    """The promise of a case: its newest legal or policy deadline that is not voided, or None."""
    deadline = _newest.first(case=case.pk)
    return _of_events(deadline.rule, _events(deadline=deadline.pk), at=at) if deadline else None


@Prepared
def _newest(case):
    shown = Deadline.objects.filter(case=case).exclude(state=DeadlineState.VOIDED).exclude(kind=DeadlineKind.INTERNAL)
    return shown.select_related("rule").order_by("-pk")[:1]


@Prepared
def _events(deadline):
    return DeadlineEvent.objects.filter(deadline=deadline)


def of_deadline(deadline, *, at, calendar=None):
    """`calendar`: that of the commune, where it was read already."""
    return _of_events(deadline.rule, deadline.events.all(), at=at, calendar=calendar)


def _of_events(rule, rows, *, at, calendar=None):
    return _promise(rule, [clock.Event(e.type, e.at, e.data) for e in rows], at=at, calendar=calendar)


def of_rule(rule, *, at):
    """What a rule would promise for something received now: shown before anything is sent."""
    started = clock.Event(DeadlineEventType.STARTED, at, {"on": local_day(at).isoformat()})
    return _promise(rule, [started], at=at)


def _promise(rule, events, *, at, calendar=None):
    terms = rule.terms
    calendar = calendar or Holiday.objects.calendar_to_read(rule.commune_id)
    standing = clock.fold(events, terms, calendar)
    today = local_day(at)
    held = standing.state == DeadlineState.PAUSED
    last = standing.last_day or standing.held_last_day
    gone = (today - standing.anchor).days - standing.paused_days
    left = standing.remaining_days if held else (last - today).days
    late = standing.breached_at is not None or standing.is_overdue(at)
    return Promise(
        due_on=None if held else last,
        days_left=left,
        total_days=max((last - standing.anchor).days - standing.paused_days, 1),
        gone_days=max(gone, 0),
        held=held,
        late=late,
        soon=standing.state == DeadlineState.RUNNING and not late and left <= 7,
        basis=basis_of(rule),
        sum=_sum(standing, rule, events),
        from_on=standing.anchor,
        met=standing.state == DeadlineState.MET,
        met_at=standing.met_at,
        due_if_resumed=_resumed(terms, events, calendar, at) if held else None,
    )


def _sum(standing, rule, events):
    lines = (_line(code, params, rule) for code, params in clock.explain(standing, rule.terms, events))
    return [line for line in lines if line]


def _resumed(terms, events, calendar, at):
    """The last day if what is suspended ran again from now on."""
    return clock.fold([*events, clock.Event(DeadlineEventType.RESUMED, at)], terms, calendar).last_day


def basis_of(rule):
    """The source of a promise: a statute prints its article, a policy that it is an undertaking modelled on one."""
    if rule.basis == Basis.STATUTE:
        return rule.legal_reference
    length = count(rule.length, rule.unit)
    if not rule.legal_reference:
        return _("An undertaking of the commune: %(length)s.") % {"length": length}
    words = {"length": length, "reference": rule.legal_reference}
    return _("An undertaking of the commune: %(length)s, modelled on %(reference)s.") % words


def count(n, unit):
    """A number of days or months in words, in the active language."""
    if unit == "working_days":
        return ngettext("%(n)d working day", "%(n)d working days", n) % {"n": n}
    if unit == "months":
        return ngettext("%(n)d month", "%(n)d months", n) % {"n": n}
    return ngettext("%(n)d day", "%(n)d days", n) % {"n": n}


# One line of the arithmetic for each step of clock.explain: its words, and the date, count or sign beside them.
DATED = {
    "received_on": (gettext_lazy("Received on"), "day"),
    "event_on": (gettext_lazy("Date of the event"), "day"),
    "extended": (gettext_lazy("Extended until"), "day"),
    "held_by_promise": (gettext_lazy("Promised before, so it stays"), "day"),
    "rolled": (gettext_lazy("The last day is not worked: the next one"), "day"),
    "moved_to": (gettext_lazy("Moved to"), "day"),
    "paused_since": (gettext_lazy("Stopped since"), "since"),
    "last_day": (gettext_lazy("Last day to answer"), "day"),
}


def _line(code, p, rule):
    """(label, value) of one step of the arithmetic, or None for what a reader need not see."""
    if code == "received_on" and rule.kind == REVIEW:
        return _("Review asked on"), formats.day(p["day"], get_language())
    if code in DATED:
        label, key = DATED[code]
        return str(label), formats.day(p[key], get_language())
    if code == "length":
        sign = "+" if p["direction"] == "after" else "−"
        return _("Time to answer"), f"{sign} {count(p['n'], p['unit'])}"
    if code == "full_days":
        return _("Full days: neither the first nor the last counts"), "+ 1"
    if code == "paused":
        return _(
            "Waiting for information, not counted"
        ), f"+ {count(p['n'], 'working_days' if rule.unit == 'working_days' else 'calendar_days')}"
    return None
