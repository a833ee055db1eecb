"""One number for all that a request causes: in lines of the log, in the answer, on the page of a fault, in tasks."""

import re
from uuid import uuid4

from celery import Celery, Task
from django.conf import settings
from structlog.contextvars import bind_contextvars, bound_contextvars, clear_contextvars, get_contextvars

SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
HEADER = "X-Request-ID"


def request_id():
    """The number of the request or task at work; "" outside of both."""
    return get_contextvars().get("request_id", "")


class RequestIdMiddleware:
    """Takes the number that a trusted proxy gave when it is sane, else makes one; stands before all others."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES else ""
        number = given if SANE.fullmatch(given) else uuid4().hex[:16]
        with bound_contextvars(request_id=number):
            response = self.get_response(request)
        response[HEADER] = number
        return response


class TracedTask(Task):
    """Logs under the number of the request that caused it; a round of the beat under its own."""

    abstract = True

    def __call__(self, *args, **kwargs):
        if not self.request.called_directly:  # until the next task: what Celery says of a failure comes after us
            clear_contextvars()
            number = (self.request.headers or {}).get("request_id") or self.request.id
            bind_contextvars(request_id=number, task=self.name)
        return super().__call__(*args, **kwargs)


class TracedCelery(Celery):
    """Sends the number of the request at work along with each task."""

    task_cls = TracedTask

    def send_task(self, name, *args, headers=None, **options):
        number = request_id()
        if number:
            headers = {"request_id": number, **(headers or {})}
        return super().send_task(name, *args, headers=headers, **options)
