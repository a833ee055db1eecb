"""The number of a request: made or taken over, and carried to everything that the request causes."""

import re

import pytest
import structlog
from django.http import HttpResponse
from django.test import RequestFactory

from portal.celery import app
from portal.tracing import RequestIdMiddleware, TracedTask, request_id
from tests.tools.test_supervisor import wait_for

MADE = re.compile(r"[0-9a-f]{16}")


def passed_through(**headers):
    """(the number that the view saw, the one in the answer) of a request with these headers."""
    seen = []
    response = RequestIdMiddleware(lambda request: seen.append(request_id()) or HttpResponse())(
        RequestFactory().get("/", headers=headers)
    )
    return seen[0], response["X-Request-ID"]


def test_a_request_without_a_number_gets_one():
    seen, answered = passed_through()
    assert MADE.fullmatch(seen)
    assert seen == answered
    assert request_id() == ""


@pytest.mark.parametrize("given", ["0f8b-proxy-77", "a" * 64])
def test_the_number_of_a_trusted_proxy_is_taken_over(settings, given):
    settings.TRUSTED_PROXIES = 1
    assert passed_through(X_Request_ID=given) == (given, given)


@pytest.mark.parametrize(
    "given", ["", "short", "a" * 65, "two words", "a\r\nSet-Cookie: b=c", "<script>alert</script>", "رقم-الطلب"]
)
def test_a_number_that_is_not_sane_is_replaced(settings, given):
    settings.TRUSTED_PROXIES = 1
    assert MADE.fullmatch(passed_through(X_Request_ID=given)[0])


def test_a_number_that_anyone_could_have_sent_is_replaced(settings):
    settings.TRUSTED_PROXIES = 0
    assert MADE.fullmatch(passed_through(X_Request_ID="0f8b-proxy-77")[0])


@pytest.mark.django_db
def test_every_answer_carries_its_number_also_those_of_health_and_of_faults(client):
    for path in ("/ar/", "/healthz", "/nowhere/", "/static/nothing.css"):
        assert MADE.fullmatch(client.get(path)["X-Request-ID"])


@app.task(name="tests.do_nothing")
def do_nothing():
    pass


def sent_headers(monkeypatch):
    """The headers that reach the broker beside Celery's own."""
    sent = []
    monkeypatch.setattr(app.amqp, "send_task_message", lambda *words, headers=None, **more: sent.append(headers or {}))
    return sent


def test_a_task_is_sent_with_the_number_of_the_request_that_caused_it(monkeypatch):
    sent = sent_headers(monkeypatch)
    with structlog.contextvars.bound_contextvars(request_id="0f8b-proxy-77"):
        app.send_task("portal.notifications.tasks.deliver_messages")
        do_nothing.delay()
    do_nothing.delay()
    assert [headers.get("request_id") for headers in sent] == ["0f8b-proxy-77", "0f8b-proxy-77", None]


@pytest.mark.django_db(transaction=True)
def test_a_worker_logs_under_the_number_of_the_request(start_celery, tmp_path, settings):
    log = tmp_path / "celery-0.log"
    start_celery("worker", "--pool", "solo")
    with structlog.contextvars.bound_contextvars(request_id="0f8b-proxy-77"):
        app.send_task("portal.cases.tasks.enforce_deadlines", args=["one argument too many"])
    wait_for(lambda: "TypeError" in log.read_text(), 60)
    assert re.search(r"raised unexpected.*request_id=0f8b-proxy-77", log.read_text())


def test_all_our_tasks_carry_it():
    app.loader.import_default_modules()
    ours = [task for name, task in app.tasks.items() if name.startswith(("portal.", "complaints."))]
    assert len(ours) >= 4
    assert all(isinstance(task, TracedTask) for task in ours)
