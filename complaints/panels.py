"""What complaints show on shared pages."""

from portal.cases import promise
from portal.cases.models import DeadlineRule
from portal.workdays.arithmetic import local_day

from .states import MODEL, Kind


def our_word(commune, user, at):
    """The commune's word for the home page: a reasoned answer within so many days, from its rule; None without one."""
    rules = DeadlineRule.objects.applicable(
        commune=commune, model=MODEL, kind=Kind.COMPLAINT, topic=None, on=local_day(at)
    )
    rule = rules.first() if commune else None
    if rule is None:
        return None
    return "complaints/_our_word.html", {"rule": rule, "length": promise.count(rule.length, rule.unit)}
