"""Worker, Redis and PostgreSQL killed again and again under a load: nothing acknowledged is lost, nothing is twice."""

import os
import random
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from portal.communes.models import Host
from tests.fixtures.builders import make_commune
from tests.fixtures.citizens import filled

from .citizens import HOST, Citizen
from .production import Killer, production
from .servers import wait_until

pytestmark = [
    pytest.mark.postgres(reason="it kills and starts a PostgreSQL and a Redis of its own"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("faults"),
]

SCALE = float(os.environ.get("UNBREAKABLE", "1"))  # 1: about a minute on a quiet machine of two cores
CITIZENS = 50
KILLS = max(1, round(3 * SCALE))  # of each part
QUEUED = round(400 * SCALE)


@pytest.fixture
def seed():
    number = int(os.environ.get("KILL_SEED", time.time()))
    print(f"KILL_SEED={number}")
    return number


@pytest.fixture
def commune():
    commune = make_commune()
    Host.objects.update(name=HOST)
    return commune


@pytest.fixture
def portal(commune, child_environment, caplog):
    caplog.set_level("WARNING", "mail.log")
    with tempfile.TemporaryDirectory(prefix="jamaati-", ignore_cleanup_errors=True) as name:
        connection.close()
        with production(Path(name), child_environment["DATABASE_URL"]) as running:
            yield running


def assert_sent(portal, facts, kills):
    """None missing at the mail server, none not ours, and no more repeats than kills that can cut one in two."""
    counted = Counter(portal.message_ids)
    assert facts.unsent == []
    assert set(counted) == set(facts.outbox)
    assert counted.total() - len(counted) <= kills


def test_fifty_people_file_with_photos_while_everything_is_killed(portal, commune, seed):
    enough, fields = threading.Event(), filled(commune, phone="")
    citizens = [Citizen(number, portal.port, fields, enough, seed) for number in range(CITIZENS)]
    killer = Killer([portal.worker, portal.broker, portal.database], times=KILLS, seed=seed, pause=(0.2, 3))
    for thread in (*citizens, killer):
        thread.start()
    killer.join()
    enough.set()
    for citizen in citizens:
        citizen.join()
    assert killer.error is None
    refused = [citizen.error for citizen in citizens if citizen.error]
    assert refused == [], "\n".join(portal.web.faults())
    portal.drain()
    facts = portal.audit()
    print(report(portal, citizens, killer, facts))
    assert_all_there(facts, [filed for citizen in citizens for filed in citizen.filed])
    assert_sent(portal, facts, portal.worker.kills + portal.database.kills)


def report(portal, citizens, killer, facts):
    tries = Counter(status for citizen in citizens for status in citizen.tries)
    waits = sorted(wait for citizen in citizens for wait, _status in citizen.waits)
    repeats = len(portal.message_ids) - len(set(portal.message_ids))
    return (
        f"killed {' '.join(killer.done)}: {len(facts.cases)} complaints, tried again after {dict(tries)},"
        f" {repeats} messages repeated, half of the answers within {waits[len(waits) // 2]:.1f} s,"
        f" the last after {waits[-1]:.1f} s"
    )


def assert_all_there(facts, acknowledged):
    """Every 302 is one whole case, and nothing else is there."""
    cases = {case["token"]: case for case in facts.cases}
    assert len(cases) == len(facts.cases)
    assert set(cases) == {filed["token"] for filed in acknowledged}
    for filed in acknowledged:
        case = cases[filed["token"]]
        assert case["reference"] in filed["receipt"]
        assert (case["files"], case["broken"]) == (filed["files"], []), case
        assert (case["moves"], case["events"], case["messages"]) == (1, [["started"]], [filed["email"]])
    numbers = sorted(int(case["reference"].rpartition("-")[2]) for case in facts.cases)
    assert numbers == list(range(1, len(numbers) + 1))
    assert facts.messages == len(numbers)
    assert (facts.half, facts.differences, facts.nameless, facts.temporary) == (0, [], [], [])


def test_a_worker_killed_while_it_sends_repeats_a_message_per_kill_at_most(portal, seed):
    dice, kills = random.Random(seed), 2 * KILLS
    portal.run("-m", "tests.unbreakable.queueing", str(QUEUED))
    for _ in range(kills):
        more = len(portal.sink.messages) + dice.randint(1, QUEUED // kills // 2)
        portal.wake()
        wait_until(lambda more=more: len(portal.sink.messages) >= more, "mail to be sent", pause=0.001)
        time.sleep(dice.uniform(0, 0.05))
        portal.worker.kill()
        portal.worker.start()
        portal.worker_ready()
    assert len(set(portal.message_ids)) < QUEUED, "The kills must fall in the middle."
    portal.wake()
    portal.drain()
    facts = portal.audit()
    print(f"{kills} kills, {QUEUED} messages, {len(portal.message_ids) - QUEUED} repeated")
    assert len(facts.outbox) == QUEUED
    assert_sent(portal, facts, kills)
