"""Which deadline rules apply to a case: by its kind and topic, on the day that counts."""

from dataclasses import asdict
from datetime import date

from portal.prepared import Prepared
from portal.workdays import arithmetic
from portal.workdays.models import Holiday

from ..models import DeadlineRule
from ..states import REVIEW, DeadlineKind

INTERNAL_FROM = date(2000, 1, 1)


def rule_for(case):
    """The deadline rule in force for a case on its day of receipt, or None (a remark has none)."""
    return _rule.first(
        commune=case.commune_id, model=case.model, kind=case.kind, topic=case.topic_id, on=case.received_on
    )


@Prepared
def _rule(commune, model, kind, topic, on):
    return DeadlineRule.objects.applicable(commune=commune, model=model, kind=kind, topic=topic, on=on)[:1]


def review_rule_for(case, *, on):
    """The rule for the review of an answer asked on a local date, or None: such cases then know no review."""
    return by_kind(case, on=on).get(REVIEW)


def by_kind(case, *, on):
    """{kind: the rule in force} on a local date for cases like this one, whatever their own kind: what may follow."""
    found = _of_model(commune=case.commune_id, model=case.model, topic=case.topic_id, on=on)
    return {rule.kind: rule for rule in reversed(found)}


@Prepared
def _of_model(commune, model, topic, on):
    return DeadlineRule.objects.in_force(commune=commune, model=model, topic=topic, on=on)


def last_day(rule, anchor):
    """The last local day of a rule that is counted from a local date."""
    calendar = Holiday.objects.calendar_to_read(rule.commune_id)
    return arithmetic.last_day(anchor, **asdict(rule.terms), calendar=calendar)


def owed_by(case):
    """The rule in force for a case and the internal target of its topic, where there are such: in one query."""
    found = _rules(
        commune=case.commune_id, model=case.model, kind=case.kind, topic=case.topic_id, on=case.received_on,
        code=_internal_code(case),
    )  # fmt: skip
    rule = next((row for row in found if row.deadline_kind != DeadlineKind.INTERNAL), None)
    internal = next((row for row in found if row.deadline_kind == DeadlineKind.INTERNAL), None)
    return [row for row in (rule, internal or internal_rule_for(case)) if row]


@Prepared
def _rules(commune, model, kind, topic, on, code):
    internal = DeadlineRule.objects.filter(commune=commune, model=model, code=code, valid_from=INTERNAL_FROM)
    return DeadlineRule.objects.applicable(commune=commune, model=model, kind=kind, topic=topic, on=on) | internal


def internal_rule_for(case):
    """The internal target of a case's topic as a rule (calendar days), or None. No citizen ever sees it."""
    code = _internal_code(case)
    if not code:
        return None
    fields = {
        "name_ar": "هدف داخلي",
        "name_fr": "Objectif interne",
        "legal_reference": "",
        "basis": "policy",
        "deadline_kind": DeadlineKind.INTERNAL,
        "length": case.topic.internal_days,
    }
    facts = {"code": code, "model": case.model, "valid_from": INTERNAL_FROM}
    return DeadlineRule.objects.get_or_create(commune_id=case.commune_id, **facts, defaults=fields)[0]


def _internal_code(case):
    """The code of the internal target of a case's topic; "" where it has none."""
    days = case.topic.internal_days if case.topic else None
    return f"internal-{days}" if days else ""
