"""Figures for Prometheus at /metrics, where METRICS_TOKEN is set: how the portal answers, and whether it keeps up.

What web processes count lies in DATA_DIR/metrics, where all of them add to it; what stands in the database (open and
overdue cases, messages that wait, the age of the sweep) is asked when Prometheus asks.
"""

import math
import os
import time

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Min
from django.http import HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from portal.cases.models import Case
from portal.cases.services import sweep
from portal.communes.models import Commune
from portal.notifications.models import Notification

ADDRESS = "/metrics"
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
REQUESTS = Histogram(
    "jamaati_request_seconds", "Answers by view, method and status", ("view", "method", "status"), buckets=BUCKETS
)


class MetricsMiddleware:
    """Counts and times each request by the name of its view, and answers Prometheus before hosts matter."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.rstrip("/") == ADDRESS:
            return metrics(request)
        started = time.perf_counter()
        response = self.get_response(request)
        view = (request.resolver_match and request.resolver_match.view_name) or "none"
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(view, method, response.status_code).observe(time.perf_counter() - started)
        return response


def metrics(request):
    """All figures as text, for who brings the token."""
    given = request.headers.get("Authorization", "").encode()
    if not settings.METRICS_TOKEN or not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"})
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
    else:
        registry.register(REQUESTS)
    registry.register(Standing(timezone.now()))
    answer = HttpResponse(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer


class Standing:
    """What the database tells at a moment; when it does not answer, that alone."""

    def __init__(self, at):
        self.at = at

    def describe(self):
        return []

    def collect(self):
        try:
            figures = [*self.cases(), *self.messages(), self.sweep()]
        except DatabaseError:
            figures = []
        up = GaugeMetricFamily("jamaati_database_up", "1 when the database answers")
        up.add_metric([], 1 if figures else 0)
        return [up, *figures]

    def cases(self):
        prefixes = dict(Commune.objects.values_list("pk", "prefix"))
        for name, cases in (("open", Case.objects.open()), ("overdue", Case.objects.overdue(self.at))):
            family = GaugeMetricFamily(f"jamaati_cases_{name}", f"Cases that are {name}", labels=["commune"])
            counted = dict(cases.order_by().values_list("commune").annotate(Count("pk")))
            for pk, prefix in sorted(prefixes.items()):
                family.add_metric([prefix], counted.get(pk, 0))
            yield family

    def messages(self):
        waiting = Notification.objects.filter(next_try_at__isnull=False).aggregate(
            number=Count("pk"), oldest=Min("queued_at")
        )
        age = (self.at - waiting["oldest"]).total_seconds() if waiting["oldest"] else 0
        yield gauge("jamaati_messages_waiting", "Messages that were not sent yet", waiting["number"])
        yield gauge("jamaati_messages_oldest_seconds", "How long the oldest of them waits", max(0, age))
        lost = Notification.objects.given_up().count()
        yield gauge("jamaati_messages_given_up", "Messages that were given up", lost)

    def sweep(self):
        run = sweep.last_run()
        age = (self.at - run.finished_at).total_seconds() if run and run.finished_at else math.inf
        return gauge("jamaati_sweep_age_seconds", "Since deadlines were last enforced; +Inf: never", age)


def gauge(name, about, number):
    family = GaugeMetricFamily(name, about)
    family.add_metric([], number)
    return family
