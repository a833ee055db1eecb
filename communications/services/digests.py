"""The daily and the weekly digest: what is new since the last one, for each address what it follows, and never empty.

A run has a beginning and an end, and the next one begins where it ended, so that nothing is left out after a day
without a worker and nothing is told twice. Its row and its messages are written together.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction

from portal import formats
from portal.cases.models import Case
from portal.communes.models import Commune
from portal.notifications import outbox
from portal.notifications.models import Notification

from ..models import DigestRun, Item, Subscriber, Subscription
from ..states.alerts import ALERT
from ..states.items import Frequency, Scope
from ..states.requests import QUESTION
from . import mailings

TEMPLATE = "communications/mail/digest"
LENGTHS = {Frequency.DAILY: timedelta(days=1), Frequency.WEEKLY: timedelta(days=7)}
MOST = 20  # entries of one digest: the newest
BATCH = 1000


def send(*, at):
    """Send the digests whose hour has come, once a day and once a week. Return how many messages."""
    return sum(_send(commune, frequency, at) for commune in Commune.objects.order_by("pk") for frequency in LENGTHS)


def _send(commune, frequency, at):
    last = DigestRun.objects.filter(commune=commune, frequency=frequency).order_by("-to_at").first()
    if not _is_time(mailings.terms_of(commune), frequency, last, at):
        return 0
    since = last.to_at if last else at - LENGTHS[frequency]
    try:
        with transaction.atomic():
            DigestRun.objects.create(commune=commune, frequency=frequency, from_at=since, to_at=at)
            return _queue(commune, frequency, since, at)
    except IntegrityError:  # another worker was faster
        return 0


def _is_time(terms, frequency, last, at):
    """After the hour of the day, on the day of the week, and not twice on one day; a day that was missed is made up."""
    now = formats.local(at)
    if now.hour < terms.digest_hour or (last and formats.local(last.to_at).date() == now.date()):
        return False
    overdue = last is not None and at - last.to_at >= LENGTHS[frequency]
    return frequency == Frequency.DAILY or overdue or now.weekday() == terms.digest_weekday


def _queue(commune, frequency, since, until):
    found = gather(commune, frequency, since=since, until=until)
    people = Subscriber.objects.of(commune).reachable(until)
    rate, pks = mailings.terms_of(commune).per_second, sorted(found)
    for start in range(0, len(pks), BATCH):
        rows = people.filter(pk__in=pks[start : start + BATCH]).order_by("pk")
        outbox.queue_many(
            [
                _row(person, frequency, found[person.pk], until, until + timedelta(seconds=(start + n) / rate))
                for n, person in enumerate(rows)
            ]
        )
    return len(pks)


def gather(commune, frequency, *, since, until):
    """{pk of a subscriber: {"items": [pks], "cases": [pks]}} of what each follows, the newest first."""
    found: dict[int, dict] = {}
    wanted = Subscription.objects.confirmed().told(frequency).filter(subscriber__commune=commune)
    items = Item.objects.of(commune).new_between(since, until).exclude(model=ALERT).order_by("-news_at", "-pk")
    for item in items:
        _note(found, "items", item.pk, wanted.about(item).filter(confirmed_at__lte=item.news_at))
    cases = Case.objects.of(commune).published().filter(published_at__gt=since, published_at__lte=until)
    cases = cases.exclude(model=QUESTION)  # who follows complaints did not ask for questions to the council
    follows_cases = wanted.filter(scope=Scope.CASES)
    for case in cases.order_by("-published_at", "-pk") if follows_cases.exists() else ():
        fits = follows_cases.of_case(case).filter(confirmed_at__lte=case.published_at)
        _note(found, "cases", case.pk, fits)
    return found


def _note(found, name, pk, subscriptions):
    for subscriber in subscriptions.values_list("subscriber", flat=True).distinct().order_by():
        entries = found.setdefault(subscriber, {"items": [], "cases": []})[name]
        if len(entries) < MOST:
            entries.append(pk)


def _row(person, frequency, entries, at, moment):
    return Notification(
        commune_id=person.commune_id,
        key=f"digest:{frequency}:{at.isoformat()}:{person.pk}",
        channel=person.channel,
        recipient=person.address,
        language=person.language,
        template=TEMPLATE,
        context={"to": "subscriber", "subscriber": person.pk, "frequency": frequency, **entries},
        about=f"{Subscriber._meta.label_lower}:{person.pk}",
        queued_at=at,
        next_try_at=moment,
    )
