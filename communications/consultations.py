"""Public consultations in words: where each stands, what people said, and what came of it."""

from django.db.models import Count, Q
from django.utils.translation import get_language

from . import markdown, register, shown
from .models import Decision, PublicConsultation
from .states.consultations import Reading, Stage
from .states.items import LANGUAGES

ENDED, SAID = 30, 200
TONES = {
    Stage.COMING: "is-planned",
    Stage.OPEN: "is-progress",
    Stage.WAITING: "is-waiting",
    Stage.CONCLUDED: "is-answered",
}


def listed(commune, *, at):
    """{"now": open or still to come, "waiting": closed without an outcome, "ended"}: rows for the public list."""
    public = PublicConsultation.objects.of(commune).public(at).prefetch_related("districts")
    said = Count("contributions", filter=~Q(contributions__reading=Reading.RECEIVED))
    rows = public.annotate(said=said)
    running = [_row(row, at) for row in rows.unconcluded().order_by("closes_at", "pk")]
    return {
        "now": [row for row in running if row["stage"] in (Stage.OPEN, Stage.COMING)],
        "waiting": [row for row in running if row["stage"] == Stage.WAITING],
        "ended": [_row(row, at) for row in rows.concluded().order_by("-concluded_at", "-pk")[:ENDED]],
    }


def _row(consultation, at):
    stage = consultation.stage(at)
    return {
        "line": shown.in_line(consultation),
        "stage": stage,
        "tone": TONES[stage],
        "opens_at": consultation.opens_at,
        "closes_at": consultation.closes_at,
        "said": consultation.said,
    }


def of(consultation, at):
    """What the page of a consultation says beside its words."""
    stage, rows = consultation.stage(at), consultation.contributions
    decision = Decision.objects.public(at).filter(pk=consultation.led_to_id).first()
    return {
        "stage": stage,
        "tone": TONES[stage],
        "is_open": stage == Stage.OPEN and consultation.is_public(at),
        "opens_at": consultation.opens_at,
        "closes_at": consultation.closes_at,
        "concluded_at": consultation.concluded_at,
        "outcome": markdown.html(outcome(consultation)) if consultation.concluded_at else "",
        "decision": {"name": register.name_of(decision), "line": shown.in_line(decision)} if decision else None,
        "total": rows.count(),
        "said": list(rows.filter(reading=Reading.SHOWN)[:SAID]),
    }


def outcome(consultation):
    """What was decided and why, in the active language, else in the other one."""
    language = get_language() if get_language() in LANGUAGES else LANGUAGES[0]
    return getattr(consultation, f"outcome_{language}") or consultation.outcome_ar or consultation.outcome_fr
