"""Counts the figures of a commune anew: one pass over its cases, a year of receipt at a time, on either database.

What is stored are counts by month, kind and group, with the days to the answer as a histogram: a page adds up some
hundred rows, however many cases there are, and medians stay exact.
"""

from collections import defaultdict
from datetime import date
from itertools import groupby
from operator import itemgetter

from django.db import transaction
from django.db.models import FilteredRelation, Max, Min, Q

from portal.workdays.arithmetic import local_day

from ..figures import fate
from ..figures.tally import Tally
from ..models import Case, DeadlineEvent, Delivery, FigureCount, MonthFigure, Move
from ..states import DeadlineEventType, DeadlineKind, Group, Means

OWED = (DeadlineKind.LEGAL, DeadlineKind.POLICY)
CHUNK = 5000
CASE = ("pk", "model", "received_on", "kind", "topic_id", "department_id", "district_id", "channel", "review_asked_at")
PROMISE = ("promise__pk", "promise__state", "promise__due_at", "promise__met_at", "promise__breached_at")


def count(commune, *, at, anew=False):
    """Count the figures of a commune as of `at`, unless nothing happened since; return whether they were counted.

    The first count of a local day is always made: deadlines end at midnight.
    """
    was, _created = FigureCount.objects.get_or_create(commune=commune)
    same_day = was.counted_at and local_day(was.counted_at) == local_day(at)
    if same_day and not anew and not _news(was):
        return False
    seen = {"seen_move": _last(Move), "seen_event": _last(DeadlineEvent)}
    ends = Case.objects.of(commune).aggregate(first=Min("received_on"), last=Max("received_on"))
    years = range(ends["first"].year, ends["last"].year + 1) if ends["first"] else ()
    for year in years:
        _store(commune, year, _tallies(commune, year, at))
    FigureCount.objects.filter(pk=was.pk).update(counted_at=at, **seen)
    return True


def _news(was):
    moves = Move.objects.filter(case__commune=was.commune_id, pk__gt=was.seen_move)
    events = DeadlineEvent.objects.filter(deadline__commune=was.commune_id, pk__gt=was.seen_event)
    return moves.exists() or events.exists()


def _last(model):
    return model.objects.aggregate(last=Max("pk"))["last"] or 0


@transaction.atomic
def _store(commune, year, tallies):
    """Replace the rows of a year; a second worker waits here and does the same again."""
    FigureCount.objects.select_for_update().get(commune=commune)
    months = {"month_on__gte": date(year, 1, 1), "month_on__lte": date(year, 12, 31)}
    MonthFigure.objects.of(commune).filter(**months).delete()
    names = ("model", "month_on", "kind", "group", "key")
    rows = (
        MonthFigure(commune=commune, **dict(zip(names, key, strict=True)), **tally.columns())
        for key, tally in tallies.items()
    )
    MonthFigure.objects.bulk_create(rows, batch_size=1000)


def _tallies(commune, year, at):
    """{(model, month, kind, group, key): Tally} of the cases received in a year."""
    mine = {"commune": commune, "received_on__gte": date(year, 1, 1), "received_on__lte": date(year, 12, 31)}
    of_case = {f"case__{name}": value for name, value in mine.items()}
    reasons, delivered = _reasons(of_case), _delivered(of_case)
    tallies = defaultdict(Tally)
    for facts, promises in _cases(mine, reasons):
        pk, model, received_on, kind, topic, department, district, channel, asked_at = facts
        stands = fate.standing(promises)
        handed_on = delivered.get((pk, stands.met_at)) if stands and delivered else None
        found = fate.of(received_on, promises, at=at, delivered=handed_on)
        where = (model, received_on.replace(day=1), kind)
        shared = (
            (Group.ALL, ""),
            (Group.TOPIC, topic or ""),
            (Group.DEPARTMENT, department or ""),
            (Group.DISTRICT, district or ""),
            (Group.CHANNEL, channel),
        )
        for group, key in shared:
            tallies[(*where, group.value, str(key))].add(found, reviewed=asked_at is not None)
    return tallies


def _cases(mine, reasons):
    """(facts of a case, its promises in their order), one case after the other and never all at once."""
    rows = (
        Case.objects.filter(**mine)
        .annotate(promise=FilteredRelation("deadlines", condition=Q(deadlines__kind__in=OWED)))
        .order_by("pk", "promise__pk")
        .values_list(*CASE, *PROMISE)
        .iterator(chunk_size=CHUNK)
    )
    width = len(CASE)
    for _pk, group in groupby(rows, key=itemgetter(0)):
        same = list(group)
        promises = [fate.Promise._make([*row[width:], reasons.get(row[width], "")]) for row in same if row[width]]
        yield same[0][:width], promises


def _reasons(of_case):
    """{id of a voided deadline: code of its reason}."""
    mine = {f"deadline__{name}": value for name, value in of_case.items()}
    events = DeadlineEvent.objects.filter(type=DeadlineEventType.VOIDED, **mine)
    rows = events.order_by().values_list("deadline_id", "data").iterator(chunk_size=CHUNK)
    return {deadline: data.get("reason", "") for deadline, data in rows}


def _delivered(of_case):
    """{(case, moment of entry): local date} of the answers that were handed over or posted before they were entered."""
    mine = {f"answer__{name}": value for name, value in of_case.items()}
    by_hand = Delivery.objects.filter(means__in=(Means.HANDED, Means.POST), **mine)
    rows = by_hand.values_list("answer__case_id", "at", "on").iterator(chunk_size=CHUNK)
    return {(case, at): on for case, at, on in rows if on != local_day(at)}
