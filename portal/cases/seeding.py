"""What a commune's cases start with: the ladder of warnings and the limits for files; and, for pillars, loaders."""

from datetime import date
from pathlib import Path

from portal import seeds

from .models import AnswerTemplate, DeadlineRule, EscalationStep, FileLimit, Ground, Topic
from .states import DeadlineKind

SEED = Path(__file__).parent / "seed"
OWED = (DeadlineKind.LEGAL, DeadlineKind.POLICY)
RULE = (
    "code",
    "model",
    "kind",
    "name",
    "legal_reference",
    "basis",
    "deadline_kind",
    "length",
    "unit",
    "direction",
    "full_days",
    "roll",
    "pause_within_days",
    "complete_within_days",
    "max_extension",
    "to_confirm",
)


def seed(commune, at):
    """Give a new commune its ladder and its limits."""
    add_ladder(commune, seeds.read(SEED, "ladder"))
    FileLimit.objects.bulk_create(FileLimit(commune=commune, **row) for row in seeds.read(SEED, "limits"))


def add_ladder(commune, rows):
    """Legal and policy deadlines get every step; an internal target only the one on its due moment, for the head."""
    steps = [(kind, row, row["roles"]) for kind in OWED for row in rows]
    steps += [(DeadlineKind.INTERNAL, row, ["head"]) for row in rows if _is_due_moment(row)]
    EscalationStep.objects.bulk_create(
        EscalationStep(
            commune=commune,
            deadline_kind=kind,
            roles=roles,
            **seeds.only(row, "code", "name", "anchor", "offset_days", "position"),
        )
        for kind, row, roles in steps
    )


def add_rules(commune, rows):
    """Deadline rules of a pillar, one per row; `topic` is the code of one of the commune's topics, or null."""
    topics = dict(Topic.objects.of(commune).values_list("code", "pk"))
    DeadlineRule.objects.bulk_create(
        DeadlineRule(
            commune=commune,
            topic_id=topics[row["topic"]] if row["topic"] else None,
            valid_from=date.fromisoformat(row["valid_from"]),
            **seeds.only(row, *RULE),
        )
        for row in rows
    )


def add_grounds(commune, *, model, rows):
    """Grounds on which cases of a pillar are not handled in substance."""
    Ground.objects.bulk_create(
        Ground(commune=commune, model=model, **seeds.only(row, "code", "name", "legal_reference")) for row in rows
    )


def add_answers(commune, *, model, rows):
    """Texts from which answers to cases of a pillar start; `topic` as for rules."""
    topics = dict(Topic.objects.of(commune).values_list("code", "pk"))
    AnswerTemplate.objects.bulk_create(
        AnswerTemplate(
            commune=commune,
            model=model,
            topic_id=topics[row["topic"]] if row["topic"] else None,
            **seeds.only(row, "code", "outcome", "language", "title", "text"),
        )
        for row in rows
    )


def _is_due_moment(row):
    return row["anchor"] == "due" and row["offset_days"] == 0
