"""What complaints show on shared pages."""

from portal.cases import promise
from portal.cases.models import Case, DeadlineRule
from portal.workdays.arithmetic import local_day

from .models import Category
from .states import MODEL, Kind

NEWEST = 3


def our_word(commune, user, at):
    """The commune's word for the home page: a reasoned answer within so many days, from its rule; None without one."""
    rules = DeadlineRule.objects.applicable(
        commune=commune, model=MODEL, kind=Kind.COMPLAINT, topic=None, on=local_day(at)
    )
    rule = rules.first() if commune else None
    if rule is None:
        return None
    return "complaints/_our_word.html", {"rule": rule, "length": promise.count(rule.length, rule.unit)}


def published(commune, user, at):
    """The newest complaints that everybody may read, for the home page; None while there are none."""
    if not commune:
        return None
    cases = Case.objects.of(commune).published().filter(model=MODEL)
    cases = cases.filter(topic__in=Category.objects.publishable(commune).values("pk"))
    newest = cases.select_related("publication", "topic", "district").order_by("-published_at", "-pk")[:NEWEST]
    return ("complaints/_newest.html", {"newest": list(newest)}) if newest else None
