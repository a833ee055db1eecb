"""Three questions of a machine: does the process answer, can it serve, are deadlines enforced?"""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.utils import timezone
from kombu.exceptions import KombuError, OperationalError

from portal.cases.services import sweep
from portal.celery import app


def healthz(request):
    """Answer as soon as the process runs; touches nothing else."""
    return _json({"process": "ok"})


def readyz(request):
    """503 when the database does not answer or lacks a migration. Broker and sweep are told, with 200."""
    parts = {"database": _database(), "broker": _broker(), "sweep": "unknown"}
    if parts["database"] == "ok":
        parts["sweep"] = _sweep(timezone.now())[0]
    degraded = [name for name in ("broker", "sweep") if parts[name] != "ok"]
    return _json({**parts, "degraded": degraded}, ok=parts["database"] == "ok")


def healthz_deadlines(request):
    """503 when the last sweep over the deadlines is older than 5 minutes, or there was none."""
    try:
        state, finished_at = _sweep(timezone.now())
    except DatabaseError:
        return _json({"sweep": "unknown"}, ok=False)
    return _json({"sweep": state, "last_sweep_at": finished_at and finished_at.isoformat()}, ok=state == "ok")


class HealthMiddleware:
    """Answers the three questions before hosts, redirections and communes matter: a probe knows only an IP address."""

    views = {"/healthz": healthz, "/readyz": readyz, "/healthz/deadlines": healthz_deadlines}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        view = self.views.get(request.path_info.rstrip("/"))
        return view(request) if view else self.get_response(request)


def _json(content, *, ok=True):
    return JsonResponse(content, status=200 if ok else 503, headers={"Cache-Control": "no-store"})


def _database():
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unreachable"
    return "migrations missing" if missing else "ok"


def _broker():
    hurried = {"socket_timeout": 2} if app.conf.broker_url.startswith("redis") else {}
    options = {**app.conf.broker_transport_options, **hurried}
    try:
        with app.connection_for_write(transport_options=options) as link:
            link.ensure_connection(max_retries=1, timeout=2)
    except (KombuError, OperationalError, OSError):
        return "unreachable"
    return "ok"


def _sweep(at):
    run = sweep.last_run()
    if run is None or run.finished_at is None:
        return "never ran", None
    return ("late" if sweep.is_stale(run, at=at) else "ok"), run.finished_at
