"""One job of bench/figures.py in a process of its own: python -m bench.figures_job JOB ROWS."""

import os
import resource
import sys
import time


def measure(job, rows):
    before, started = peak(), time.monotonic()
    said = JOBS[job](rows)
    took = f"{time.monotonic() - started:7.2f} s, of them Python's CPU {time.process_time():6.2f} s"
    print(f"{job:6} {rows:>9,} cases  {took}  {before:4.0f} -> {peak():4.0f} MB  {said}", flush=True)


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def fill(rows):
    load.load(rows)
    return ""


def count(rows):
    counting.count(Commune.objects.get(), at=timezone.now(), anew=True)
    return f"{MonthFigure.objects.count():,} rows of figures"


def page(rows):
    client, took = Client(headers={"host": "localhost"}), []
    for _ in range(4):
        started = time.monotonic()
        assert client.get("/fr/complaints/figures/").status_code == 200
        took.append(f"{1000 * (time.monotonic() - started):.0f}")
    return f"page for everybody, ms: {', '.join(took)}"


def register(format):
    """All years, one after the other, taken as a browser does."""
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(email="director@larache.example"))
    sizes, first = [], None
    for year in sorted({day.year for day in Case.objects.dates("received_on", "year")}):
        started, size = time.monotonic(), 0
        answer = client.get(f"/backoffice/register/{format}/?year={year}")
        for chunk in answer.streaming_content:
            first = first or time.monotonic() - started
            size += len(chunk)
        lines = Case.objects.filter(received_on__year=year).count()
        sizes.append(f"{year}: {lines:,} lines, {size / 1e6:.1f} MB")
    return f"first byte after {first:.2f} s; {'; '.join(sizes)}"


JOBS = {
    "load": fill,
    "count": count,
    "page": page,
    "csv": lambda rows: register("csv"),
    "xlsx": lambda rows: register("xlsx"),
}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    from django.test import Client
    from django.utils import timezone

    from bench import load
    from portal.accounts.models import User
    from portal.cases.models import Case, MonthFigure
    from portal.cases.services import counting
    from portal.communes.models import Commune

    measure(sys.argv[1], int(sys.argv[2]))
