"""Killed workers, two workers, a beat that was away, a broker that forgot: every step fires once, none is missing.

On PostgreSQL with Redis, and on SQLite with the embedded broker: whatever the suite runs on.
"""

import os
import random
import signal
import time

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.db import connection
from django.utils import timezone

from portal.cases.models import Deadline, Escalation, SweepRun
from portal.cases.services import sweep
from portal.notifications.models import Notification
from tests.fixtures.builders import make_commune, make_member
from tests.fixtures.obligations import assert_each_step_fired_once, owe

SWEEP = "portal.cases.tasks.enforce_deadlines"
STEPS = 4  # of a deadline due yesterday: half-way, -7, -2, breach
WORKER = ("worker", "--pool", "solo", "--without-gossip", "--without-mingle", "--loglevel", "INFO")

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]


@pytest.fixture
def town():
    commune = make_commune()
    make_member(commune, "director", email="director@larache.example")
    return commune


def wait_for(condition, *, seconds, what, pause=0.02):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"waited {seconds} s for {what}"
        time.sleep(pause)


def kill(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def ask_for_a_sweep():
    current_app.send_task(SWEEP)


def left():
    return Deadline.objects.filter(next_step_at__lte=timezone.now()).count()


def swept_by(run_before):
    run = SweepRun.objects.filter(name="deadlines").first()
    return run is not None and run.started_at != run_before


def seconds_of_a_batch(commune):
    """How long one batch takes here: kills have to fall inside and between batches, on a slow machine too."""
    owe(commune, sweep.BATCH, at=timezone.now(), days_ago=61)
    start = time.monotonic()
    sweep.enforce(at=timezone.now())
    return time.monotonic() - start


def rolled_back_rows():
    """Rows of escalations that were inserted and never committed: PostgreSQL's counters do not go back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM pg_sequences WHERE sequencename = 'cases_escalation_id_seq'")
        return (cursor.fetchone()[0] or 0) - Escalation.objects.count()


def assert_all_told_once(commune, number):
    assert_each_step_fired_once(at=timezone.now())
    assert Escalation.objects.count() == STEPS * number
    messages = Notification.objects.filter(template="cases/mail/escalation")
    assert messages.count() == number
    assert messages.values("about").distinct().count() == number


def test_a_worker_killed_at_twenty_random_moments_fires_every_step_once(town, start_celery, capsys):
    seed = int(os.environ.get("KILL_SEED", time.time()))
    dice = random.Random(seed)
    batch = seconds_of_a_batch(town)
    number, kills, unfinished = 9000, 0, 0
    owe(town, number, at=timezone.now(), days_ago=61, spread=5)
    while kills < 20:
        before = SweepRun.objects.filter(name="deadlines").values_list("started_at", flat=True).first()
        worker = start_celery(*WORKER)
        ask_for_a_sweep()
        wait_for(lambda before=before: swept_by(before), seconds=60, what="a sweep to begin")
        time.sleep(dice.uniform(0, 2.5 * batch))
        kill(worker)
        kills += 1
        unfinished += 0 < left() < number
        if left() == number:  # killed within its first batch: the machine is slower now than when it was measured
            batch *= 1.5
    hit = rolled_back_rows() if connection.vendor == "postgresql" else unfinished
    with capsys.disabled():
        print(f"\nseed {seed}: {kills} kills, {unfinished} sweeps left half done, {hit} rows rolled back or sweeps cut")
    assert unfinished >= 1
    assert hit >= 1
    start_celery(*WORKER)
    ask_for_a_sweep()
    wait_for(lambda: left() == 0, seconds=120, what="the last sweep")
    assert_all_told_once(town, number + sweep.BATCH)


def test_two_workers_sweeping_at_once_fire_every_step_once(town, start_celery):
    number = 1500
    owe(town, number, at=timezone.now(), days_ago=61, spread=5)
    for name in ("one", "two"):
        start_celery(*WORKER, "-n", f"{name}@%h")
    for _ in range(8):
        ask_for_a_sweep()
    wait_for(lambda: left() == 0, seconds=90, what="both workers")
    assert_all_told_once(town, number)


def test_a_killed_beat_that_comes_back_goes_on_with_the_sweeps(town, start_celery, tmp_path):
    owe(town, 3, at=timezone.now(), days_ago=61)
    schedule = str(tmp_path / "schedule")
    start_celery(*WORKER)
    beat = start_celery("beat", "--schedule", schedule, "--pidfile=")
    time.sleep(3)
    kill(beat)
    start_celery("beat", "--schedule", schedule, "--pidfile=")
    wait_for(lambda: left() == 0, seconds=100, what="beat to ask for a sweep")
    assert_all_told_once(town, 3)


def test_what_an_emptied_broker_forgot_the_next_sweep_finds(town, start_celery):
    """Asking again and again is what beat does, once a minute."""
    owe(town, 5, at=timezone.now(), days_ago=61)
    ask_for_a_sweep()
    empty_the_broker()
    assert left() == 5
    start_celery(*WORKER)
    wait_for(lambda: ask_for_a_sweep() or left() == 0, seconds=60, pause=2, what="the sweep after the loss")
    assert_all_told_once(town, 5)


def empty_the_broker():
    if settings.REDIS_URL:
        redis.Redis.from_url(settings.REDIS_URL).flushdb()
    else:
        for path in (settings.DATA_DIR / "broker" / "queue").iterdir():
            path.unlink()
