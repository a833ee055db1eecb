"""Sending an announcement to a hundred thousand people: finding them, queueing for them, the first ones by SMTP."""

import json
import os
import resource
import time

from steps import PYTHON, run, say

from bench import processes

SUBSCRIBERS, SENT = 100_000, 6_000
RESOLVED_S, MEGABYTES, PER_SECOND = 5, 200, 300


def measure(environment, folder):
    """Send in a process of its own, whose memory is its alone, to a mail server in another one."""
    with processes.sink(folder) as url:
        said = run([PYTHON, "-m", "bench.news"], env={**environment, "EMAIL_URL": url}, advice="See the lines above.")
    return {"news": json.loads(said.splitlines()[-1])}


def report(result, slower):
    """`slower`: how many times slower this machine is than the one that the limits are for."""
    news, most, least = result["news"], RESOLVED_S * slower, PER_SECOND / slower
    quick = news["recipients"] == SUBSCRIBERS and news["resolve_s"] <= most
    small = news["queued"] == SUBSCRIBERS and news["megabytes"] <= MEGABYTES
    fast = news["sent"] >= SENT and news["per_second"] >= least
    say(f"{news['recipients']:,} recipients found in {news['resolve_s']:.1f} s (limit {most:.0f}) {_mark(quick)}")
    say(f"queued in {news['queue_s']:.0f} s, {news['megabytes']:.0f} MB at most (limit {MEGABYTES}) {_mark(small)}")
    say(f"{news['sent']:,} sent by SMTP: {news['per_second']:.0f}/s (limit {least:.0f}) {_mark(fast)}")
    return quick and small and fast


def _mark(good):
    return "✓" if good else "OVER THE LIMIT"


def main():
    commune, at = Commune.objects.get(), timezone.now()
    follow(commune, SUBSCRIBERS, at)
    item = Item.objects.filter(kind="works").order_by("-pk").first()
    item.themes.set(Theme.objects.of(commune))  # of interest to everybody
    started = time.perf_counter()
    found = sum(mailings.count(item, at=at).values())
    resolved = time.perf_counter() - started
    by = [commune.memberships.filter(role=role).first().user for role in ("publisher", "director")]
    mailing = mailings.ask(item, by=by[0], at=at)
    mailings.approve(mailing, by=by[1], at=at)
    MailingTerms.objects.update_or_create(commune=commune, defaults={"per_second": 10_000})
    started = time.perf_counter()
    queued = mailings.advance(at=at)
    spent = time.perf_counter() - started
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    last = Notification.objects.about(mailing).order_by("next_try_at")[SENT - 1].next_try_at
    started = time.perf_counter()
    sent = delivery.deliver_waiting(clock=lambda: last)
    print(json.dumps({
        "recipients": found, "resolve_s": resolved, "queued": queued, "queue_s": spent, "megabytes": megabytes,
        "sent": sent, "per_second": sent / (time.perf_counter() - started),
    }))  # fmt: skip


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    from django.utils import timezone

    from bench.publications import follow
    from communications.models import Item, MailingTerms, Theme
    from communications.services import mailings
    from portal.communes.models import Commune
    from portal.notifications import delivery
    from portal.notifications.models import Notification

    main()
