"""What Prometheus is told, and who else is not."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from portal import metrics
from portal.cases.models import SweepRun
from portal.cases.services.sweep import NAME
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, file_complaint, make_commune

TOKEN = "a-token-of-the-town-hall-2026"
PROBE = {"HTTP_HOST": "10.0.0.7:8000"}


@pytest.fixture
def watched(settings):
    settings.METRICS_TOKEN = TOKEN
    place = settings.MIDDLEWARE.index("portal.health.HealthMiddleware") + 1
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE[:place],
        "portal.metrics.MetricsMiddleware",
        *settings.MIDDLEWARE[place:],
    ]


def told(client):
    """{name with labels: number} of one scrape."""
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, **PROBE)
    assert answer.status_code == 200
    lines = [line.rpartition(" ") for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(number) for name, _space, number in lines}


@pytest.mark.django_db
def test_without_a_token_in_the_settings_there_is_no_such_page(client, commune):
    assert client.get("/metrics").status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("brought", ["", "Bearer", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer رمز"])
def test_without_the_token_nothing_is_told(client, brought):
    answer = client.get("/metrics", headers={"Authorization": brought}, **PROBE)
    assert (answer.status_code, answer.content) == (401, b"")


@pytest.mark.django_db
@pytest.mark.usefixtures("watched")
def test_cases_are_counted_by_commune(client, commune):
    other = make_commune("TNG")
    for days in (1, -1):
        case = file_complaint(commune)
        type(case).objects.filter(pk=case.pk).update(due_at=timezone.now() + timedelta(days=days))
    figures = told(client)
    assert figures['jamaati_cases_open{commune="LAR"}'] == 2
    assert figures['jamaati_cases_overdue{commune="LAR"}'] == 1
    assert figures[f'jamaati_cases_open{{commune="{other.prefix}"}}'] == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("watched")
def test_messages_that_wait_and_those_given_up_are_told(client, commune):
    file_complaint(commune, email="fatima@example.ma")
    assert told(client)["jamaati_messages_waiting"] == 1
    Notification.objects.update(queued_at=timezone.now() - timedelta(hours=2))
    assert told(client)["jamaati_messages_oldest_seconds"] == pytest.approx(7200, abs=60)
    Notification.objects.update(next_try_at=None, given_up_at=NOW)
    figures = told(client)
    assert (figures["jamaati_messages_waiting"], figures["jamaati_messages_given_up"]) == (0, 1)


@pytest.mark.django_db
@pytest.mark.usefixtures("watched")
def test_the_age_of_the_sweep_is_told_and_is_infinite_before_the_first(client):
    assert told(client)["jamaati_sweep_age_seconds"] == float("inf")
    at = timezone.now() - timedelta(minutes=3)
    SweepRun.objects.create(name=NAME, started_at=at, finished_at=at)
    assert told(client)["jamaati_sweep_age_seconds"] == pytest.approx(180, abs=60)


@pytest.mark.django_db
@pytest.mark.usefixtures("watched")
def test_answers_are_counted_by_view_and_status(client, commune):
    name = 'jamaati_request_seconds_count{method="GET",status="200",view="home"}'
    before = told(client).get(name, 0)
    client.get("/ar/")
    client.get("/fr/")
    assert told(client)[name] == before + 2
    client.get("/ar/nowhere/at-all-4711/")
    assert not [name for name in told(client) if "4711" in name]


@pytest.mark.usefixtures("watched")
def test_a_database_that_does_not_answer_is_told_as_such(client, monkeypatch):
    def away(self):
        raise OperationalError

    monkeypatch.setattr(metrics.Standing, "cases", away)
    assert told(client)["jamaati_database_up"] == 0
