"""The figures of a period, added up from what was counted; and what was overdue then, which is asked of the cases."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Min, Q

from portal.workdays.arithmetic import local_day, start_of

from ..models import Case, FigureCount, MonthFigure
from ..states import OPEN, Group, State
from .tally import Tally

KEPT = 900  # seconds; the key changes with each count
AGES = ((1, 7), (8, 30), (31, 90), (91, None))


@dataclass
class Figures:
    """The tallies of a period: the whole, by month, by kind, and by group and key (ids as text, "" for none)."""

    counted_at: datetime
    whole: Tally = field(default_factory=Tally)
    months: dict[date, Tally] = field(default_factory=dict)
    kinds: dict[str, Tally] = field(default_factory=dict)
    groups: dict[str, dict[str, Tally]] = field(default_factory=dict)


def counted_at(commune):
    """When the figures of a commune were counted, or None when they never were."""
    return FigureCount.objects.filter(commune=commune).values_list("counted_at", flat=True).first()


def first_received(commune, *, model):
    """The local date of the first receipt, or None."""
    return Case.objects.of(commune).filter(model=model).aggregate(first=Min("received_on"))["first"]


def of(commune, *, model, period, counted_at, kind=""):
    """The Figures of a commune's cases of one pillar (and kind) that were received in a period."""
    stamp = counted_at.timestamp() if counted_at else 0
    key = f"figures:{commune.pk}:{model}:{period.first}:{period.last}:{kind}:{stamp}"
    return cache.get_or_set(key, lambda: _added_up(commune, model, period, kind, counted_at), KEPT)


def _added_up(commune, model, period, kind, counted_at):
    months = {month: Tally() for month in period.months}
    kinds, groups = defaultdict(Tally), {group.value: defaultdict(Tally) for group in Group}
    whole = Tally()
    rows = MonthFigure.objects.of(commune).filter(model=model).between(period.first, period.last)
    for row in rows.filter(kind=kind) if kind else rows:
        tally = Tally.of_row(row)
        if row.group == Group.ALL:
            whole += tally
            months[row.month_on] += tally
            kinds[row.kind] += tally
        else:
            groups[row.group][row.key] += tally
    plain = {group: dict(found) for group, found in groups.items()}
    return Figures(counted_at, whole, months, dict(kinds), plain)


def overdue(commune, *, model, period, at, kind=""):
    """[((least, most) days late, how many)] of what is owed at a moment, reviews and undelivered answers included."""
    key = f"overdue:{commune.pk}:{model}:{period.first}:{period.last}:{kind}:{at.timestamp()}"
    return cache.get_or_set(key, lambda: _ages(commune, model, period, kind, at), KEPT)


def _ages(commune, model, period, kind, at):
    today = local_day(at)
    edges = [start_of(today - timedelta(days=least - 2)) for least, _most in AGES]
    mine = Case.objects.of(commune).filter(model=model, state__in=(*OPEN, State.ANSWERED), due_at__lte=at)
    mine = mine.filter(received_on__gte=period.first, received_on__lte=period.last)
    bounds = zip(edges, [*edges[1:], None], strict=True)
    counts = {
        f"age_{place}": Count("pk", filter=Q(due_at__lt=later, **({"due_at__gte": earlier} if earlier else {})))
        for place, (later, earlier) in enumerate(bounds)
    }
    found = (mine.filter(kind=kind) if kind else mine).aggregate(**counts)
    return [(age, found[f"age_{place}"]) for place, age in enumerate(AGES)]
