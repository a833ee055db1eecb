"""Health, asked as a probe asks: by number, without a commune's host."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from portal.cases.models import SweepRun
from portal.cases.services.sweep import NAME

ROOT = Path(__file__).resolve().parent.parent
PROBE = {"HTTP_HOST": "10.0.0.7:8000"}


ASK = """
import json, django; django.setup()
from django.test import Client
response = Client().get("/readyz", HTTP_HOST="10.0.0.7:8000")
print(json.dumps([response.status_code, response.json()]))
"""


def asked_elsewhere(environment):
    """Ask /readyz in a process with these variables; return the status and the answer."""
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def sweep(minutes_ago):
    at = timezone.now() - timedelta(minutes=minutes_ago)
    SweepRun.objects.update_or_create(name=NAME, defaults={"started_at": at, "finished_at": at})


def test_the_process_answers_without_touching_the_database(client, django_db_blocker):
    with django_db_blocker.block():
        response = client.get("/healthz", **PROBE)
    assert response.status_code == 200


@pytest.mark.django_db
def test_a_portal_with_a_fresh_sweep_is_ready(client):
    sweep(minutes_ago=1)
    response = client.get("/readyz", **PROBE)
    assert (response.status_code, response.json()["degraded"]) == (200, [])
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_portal_whose_sweep_never_ran_serves_and_says_that_it_is_degraded(client):
    response = client.get("/readyz", **PROBE)
    assert (response.status_code, response.json()["degraded"]) == (200, ["sweep"])


@pytest.mark.django_db(transaction=True)
def test_a_portal_without_its_broker_serves_and_says_that_it_is_degraded(child_environment):
    sweep(minutes_ago=1)
    status, answer = asked_elsewhere({**child_environment, "REDIS_URL": "redis://127.0.0.1:9/0"})
    assert (status, answer["degraded"]) == (200, ["broker"]), answer


@pytest.mark.django_db
def test_a_portal_that_lacks_a_migration_is_not_ready(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    response = client.get("/readyz", **PROBE)
    assert (response.status_code, response.json()["database"]) == (503, "migrations missing")


@pytest.mark.parametrize("nowhere", ["postgres://jamaati@127.0.0.1:9/jamaati", "sqlite:////nowhere/jamaati.sqlite3"])
def test_a_portal_without_its_database_is_not_ready(child_environment, nowhere):
    status, answer = asked_elsewhere({**child_environment, "DATABASE_URL": nowhere})
    assert (status, answer["database"]) == (503, "unreachable")


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "status"), [(0, 200), (4, 200), (6, 503)])
def test_deadlines_are_enforced_when_the_last_sweep_is_at_most_five_minutes_old(client, minutes, status):
    sweep(minutes_ago=minutes)
    assert client.get("/healthz/deadlines", **PROBE).status_code == status


@pytest.mark.django_db
def test_deadlines_are_not_enforced_while_no_sweep_ever_finished(client):
    SweepRun.objects.create(name=NAME, started_at=timezone.now())
    assert client.get("/healthz/deadlines", **PROBE).status_code == 503
