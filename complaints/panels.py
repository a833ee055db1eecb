"""What complaints show on shared pages."""

from portal.cases import promise
from portal.cases.models import Case, DeadlineRule
from portal.prepared import Prepared
from portal.workdays.arithmetic import local_day

from .models import Category
from .states import MODEL, Kind

NEWEST = 3


def our_word(commune, user, at):
    """The commune's word for the home page: a reasoned answer within so many days, from its rule; None without one."""
    rule = _rule.first(commune=commune.pk, on=local_day(at)) if commune else None
    if rule is None:
        return None
    return "complaints/_our_word.html", {"rule": rule, "length": promise.count(rule.length, rule.unit)}


def published(commune, user, at):
    """The newest complaints that everybody may read, for the home page; None while there are none."""
    if not commune:
        return None
    newest = _newest(commune=commune.pk)
    return ("complaints/_newest.html", {"newest": newest}) if newest else None


@Prepared
def _rule(commune, on):
    return DeadlineRule.objects.applicable(commune=commune, model=MODEL, kind=Kind.COMPLAINT, topic=None, on=on)[:1]


@Prepared
def _newest(commune):
    cases = Case.objects.of(commune).published().filter(model=MODEL)
    cases = cases.filter(topic__in=Category.objects.publishable(commune).values("pk"))
    return cases.select_related("publication", "topic", "district").order_by("-published_at", "-pk")[:NEWEST]
