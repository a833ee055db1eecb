"""The sweep of deadlines over the loaded database: when nothing is due, and when very many are due at once."""

import json
import os
import resource
import statistics
import time

from steps import PYTHON, run, say

QUIET_MS, PER_SECOND, MEGABYTES, DUE = 50, 1000, 200, 10_000


def measure(environment: dict[str, str]) -> dict:
    """Run the sweeps in a process of their own, whose memory is theirs alone."""
    said = run([PYTHON, "-m", "bench.sweeping"], env=environment, advice="The lines above say why.")
    return {"sweep": json.loads(said.splitlines()[-1])}


def report(result: dict, slower: float) -> bool:
    """`slower`: how many times slower this machine is than the one that the limits are for."""
    sweep, most, least = result["sweep"], QUIET_MS * slower, PER_SECOND / slower
    quiet = sweep["quiet_ms"] <= most
    quick = sweep["due"] < DUE or (sweep["per_second"] >= least and sweep["megabytes"] <= MEGABYTES)
    spent = f"{sweep['quiet_ms']:.1f} ms (limit {most:.0f})"
    say(f"sweep of {sweep['open']:,} open deadlines, none due: {spent} {_mark(quiet)}")
    speed = f"{sweep['per_second']:.0f}/s (limit {least:.0f}), {sweep['megabytes']:.0f} MB (limit {MEGABYTES})"
    say(f"sweep of {sweep['due']:,} due at once: {speed} {_mark(quick)}")
    return quiet and quick


def _mark(good: bool) -> str:
    return "✓" if good else "OVER THE LIMIT"


def main():
    now = timezone.now()
    sweep.enforce(at=now)  # what fell due since the loading
    times = []
    for _ in range(5):
        started = time.perf_counter()
        fired = sweep.enforce(at=now)
        times.append((time.perf_counter() - started) * 1000)
        assert not fired
    waiting = Deadline.objects.filter(next_step_at__isnull=False).order_by("next_step_at")
    moments = waiting.values_list("next_step_at", flat=True)
    at = moments[min(DUE, waiting.count()) - 1] if waiting.exists() else now
    started = time.perf_counter()
    fired = sweep.enforce(at=at)
    seconds = time.perf_counter() - started
    print(json.dumps({
        "open": Deadline.objects.unfinished().count(),
        "quiet_ms": statistics.median(times),
        "due": len({pk for pk, _step in fired}),
        "per_second": len({pk for pk, _step in fired}) / seconds,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }))  # fmt: skip


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    from django.utils import timezone

    from portal.cases.models import Deadline
    from portal.cases.services import sweep

    main()
