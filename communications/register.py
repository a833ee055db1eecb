"""The register of decisions as everybody reads it: filtered, by pages, and each as the page of it says."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import formats
from portal.cases import keyset
from portal.workdays.arithmetic import local_day

from . import shown
from .models import Commitment, Decision
from .services import owing
from .states.decisions import DECISION, OPEN, POSTING, UNDERGONE, Progress, Standing

ROWS, ENDED = 20, 50
BY_DAY = keyset.Order("decided_on", by_day=True)


def years(commune, *, at):
    """The years of which the register holds something, the last first."""
    days = Decision.objects.of(commune).public(at).dates("decided_on", "year", order="DESC")
    return [day.year for day in days]


def page(commune, chosen, *, at, after="", before=""):
    """A page of the register, the last decided first."""
    rows = Decision.objects.of(commune).public(at).with_standing(at).prefetch_related("districts")
    if "kind" in chosen:
        rows = rows.filter(kind=chosen["kind"])
    if "year" in chosen:
        rows = rows.filter(decided_on__year=int(chosen["year"]))
    if "standing" in chosen:
        rows = rows.standing(chosen["standing"])
    if "q" in chosen:
        rows = rows.matching(chosen["q"])

    def read(place, back, count):
        if back:
            return list(rows.decided_after(*place).order_by("decided_on", "pk")[:count])
        rest = rows.decided_before(*place) if place else rows
        return list(rest.order_by("-decided_on", "-pk")[:count])

    return keyset.page(BY_DAY, read, after=after, before=before, size=ROWS)


@dataclass(frozen=True)
class Entry:
    """A decision for the register: its line, how it is called, and whether it holds."""

    line: Any
    name: str
    decided_on: date
    standing: Standing
    tone: str


TONES = {Standing.IN_FORCE: "is-answered", Standing.AMENDED: "is-waiting", Standing.REPEALED: "is-closed"}

PROGRESS_TONES = {
    Progress.PLANNED: "is-planned",
    Progress.UNDER_WAY: "is-progress",
    Progress.DONE: "is-answered",
    Progress.DROPPED: "is-closed",
}


def entry(decision):
    """Of a row read by `with_standing`."""
    return Entry(
        line=shown.in_line(decision),
        name=name_of(decision),
        decided_on=decision.decided_on,
        standing=decision.standing,
        tone=TONES[decision.standing],
    )


def name_of(decision):
    """ "Deliberation no. 12/2026"."""
    kind = str(decision.kind_label)
    return _("%(kind)s no. %(number)s") % {"kind": kind[:1].upper() + kind[1:], "number": decision.number}


def citation(decision, address):
    """How one cites a decision, in the active language; `address`: its own, absolute."""
    told = {
        "commune": decision.commune.name,
        "name": name_of(decision),
        "day": formats.day(decision.decided_on, get_language()),
        "subject": shown.in_line(decision).title,
        "address": address,
    }
    return _("%(commune)s, %(name)s of %(day)s, “%(subject)s”, %(address)s") % told


def whole(decision, at, address=""):
    """What the page of a decision says beside its words; `address`: its own, absolute."""
    known = Decision.objects.with_standing(at).select_related("session", "commune").get(pk=decision.pk)
    public = Decision.objects.public(at)
    does = known.effects.filter(on__in=public).select_related("on").order_by("-on__decided_on")
    done = known.changes.filter(decision__in=public).select_related("decision").order_by("decision__decided_on")
    return {
        "entry": entry(known),
        "organ": known.get_organ_display(),
        "session": known.session if known.session and known.session.is_public(at) else None,
        "posting": posting_of(known, at),
        "related": [
            *(_related(row.on, row.get_what_display()) for row in does),
            *(_related(row.decision, UNDERGONE[row.what]) for row in done),
        ],
        "commitments": commitments_of(known.commitments.all(), at),
        "citation": citation(known, address),
    }


def _related(decision, what):
    return {
        "what": what,
        "name": name_of(decision),
        "line": shown.in_line(decision),
        "decided_on": decision.decided_on,
    }


def posting_of(decision, at):
    """When it was posted, until when the law wants it, and whether that was, or is, too late."""
    deadline = owing.all_of(DECISION, decision.pk).filter(rule__kind=POSTING).first()
    last_on = deadline.last_on if deadline else None
    late = bool(last_on and (decision.posted_on or local_day(at)) > last_on)
    return {"posted_on": decision.posted_on, "last_on": last_on, "late": late}


def commitments_of(rows, at):
    """Commitments with their reports, the last one first, in words."""
    today = local_day(at)
    return [
        {
            "commitment": row,
            "label": row.get_progress_display(),
            "tone": PROGRESS_TONES[row.progress],
            "late": row.is_open and row.due_on < today,
            "steps": sorted(row.steps.all(), key=lambda step: -step.pk),
        }
        for row in rows.select_related("department").prefetch_related("steps")
    ]


def promised(commune, *, at):
    """All commitments of public decisions: what is open, the nearest first; and what has ended, the last first."""
    rows = Commitment.objects.public(commune, at).select_related("decision")
    return {
        "open": commitments_of(rows.open().order_by("due_on", "pk"), at),
        "ended": commitments_of(rows.exclude(progress__in=OPEN).order_by("-due_on", "-pk")[:ENDED], at),
    }


def taken_at(session, at):
    """The public decisions taken at a session, in the order of their numbers' entry."""
    rows = Decision.objects.public(at).with_standing(at).filter(session=session.pk).prefetch_related("districts")
    return [entry(decision) for decision in rows.order_by("decided_on", "pk")] if session.is_session else []
