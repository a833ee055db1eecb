"""Anonymising closed cases whose time is over (law 09.08, art. 3), and saying beforehand which ones that will be.

Nothing is touched before the commune has confirmed its period. A case is one transaction: a killed process costs no
more than the case it held, and the next run goes on. What is erased, and how, is erasure's.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Count, F, Min, Q

from portal.notifications import outbox
from portal.workdays.arithmetic import local_day, start_of

from ..keeping import first_kept
from ..models import Case, RetentionRun, Topic
from . import erasure

log = structlog.get_logger(__name__)
BATCH = 200
AHEAD = timedelta(days=30)
OF_CASES = ("citizen", "former")  # whose messages about a case are forgotten with it


@dataclass(frozen=True)
class Forecast:
    """Closed cases of a topic (None: without one): due now, due within AHEAD, and when the oldest due was closed."""

    topic: Topic | None
    months: int
    due: int = 0
    soon: int = 0
    oldest: datetime | None = None

    @property
    def is_own(self):
        return self.topic is not None and self.topic.retention_months is not None


def due(commune, *, on):
    """The closed cases of a commune whose time is over on a local day."""
    months, _topics = _months(commune)
    return Case.objects.of(commune).to_anonymise(on).filter(_over(months, on))


def forecast(commune, *, at):
    """[Forecast] of the topics with cases that are due or soon will be, or with a period of their own."""
    on = local_day(at)
    months, topics = _months(commune)
    late, now = on + AHEAD, _over(months, on)
    cases = Case.objects.of(commune).to_anonymise(on).filter(_over(months, late)).order_by()
    found = cases.values("topic").annotate(
        all=Count("pk"), due=Count("pk", filter=now), oldest=Min("closed_at", filter=now)
    )
    counts = {row["topic"]: row for row in found}
    rows = [_forecast(topics.get(pk), months[pk], counts.get(pk)) for pk in months]
    return [row for row in rows if row.due or row.soon or row.is_own]


def run(commune, *, at):
    """Anonymise what is due in a commune. Return the day's RetentionRun, or None before the period is confirmed."""
    if not commune.retention_confirmed:
        return None
    on = local_day(at)
    row, _made = RetentionRun.objects.get_or_create(commune=commune, on=on, defaults={"started_at": at})
    cases, last, failed = due(commune, on=on).order_by("pk"), 0, 0
    while batch := list(cases.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        failed += sum(not _anonymise(row, cases, pk, at) for pk in batch)
        last = batch[-1]
    RetentionRun.objects.filter(pk=row.pk).update(finished_at=at, failed=failed)
    row.refresh_from_db()
    return row


def run_daily(commune, *, at):
    """The same, once a local day: nothing after a run of the day that came to its end."""
    if RetentionRun.objects.filter(commune=commune, on=local_day(at), finished_at__isnull=False).exists():
        return None
    return run(commune, at=at)


def forget_messages(*, at):
    """Take the addresses out of messages a year old; those of a citizen about a case go with the case."""
    return outbox.forget_old(at=at, about=Case, keep=OF_CASES)


def last_run(commune):
    """The newest RetentionRun of a commune, or None."""
    return RetentionRun.objects.filter(commune=commune).order_by("-on").first()


def _anonymise(row, cases, pk, at):
    """One case, looked at again under its lock. Return False when it failed: the others go on, the log says why."""
    try:
        with transaction.atomic():
            case = cases.select_for_update(of=("self",)).filter(pk=pk).first()
            if case is not None:
                erasure.erase(case, by=None, at=at, words=True)
                RetentionRun.objects.filter(pk=row.pk).update(anonymised=F("anonymised") + 1)
    except Exception as error:  # whatever is wrong with one case, those after it have their time too
        log.exception("case not anonymised", case=pk, error=type(error).__name__)
        return False
    return True


def _months(commune):
    """({id of a topic: its months}, {id: topic}) of a commune, in the order of the configuration; None: no topic."""
    topics = {topic.pk: topic for topic in Topic.objects.of(commune).select_related("parent")}
    months = {pk: _of_topic(topic, commune) for pk, topic in topics.items()}
    return {**months, None: commune.retention_months}, topics


def _of_topic(topic, commune):
    above = topic.parent.retention_months if topic.parent else None
    return topic.retention_months or above or commune.retention_months


def _over(months, on):
    """Whether the time of a case is over on a local day."""
    topics = defaultdict(list)
    for pk, number in months.items():
        topics[number].append(pk)
    over = Q(pk=None)
    for number, pks in topics.items():
        mine = Q(topic__in=[pk for pk in pks if pk is not None])
        mine |= Q(topic=None) if None in pks else Q(pk=None)
        over |= mine & Q(closed_at__lt=start_of(first_kept(on, number)))
    return over


def _forecast(topic, months, found):
    if found is None:
        return Forecast(topic, months)
    return Forecast(topic, months, found["due"], found["all"] - found["due"], found["oldest"])
