"""Celery's settings: the two kinds of broker, the safety rules, and the beat schedule. Read by portal.settings."""

from pathlib import Path
from typing import Any

from kombu.transport import TRANSPORT_ALIASES

TIME_LIMIT = 600

SAFETY = {
    "TASK_SERIALIZER": "json",
    "ACCEPT_CONTENT": ["json"],
    "TASK_IGNORE_RESULT": True,
    # A killed worker's task runs again; every task may run twice and count once.
    "TASK_ACKS_LATE": True,
    "TASK_REJECT_ON_WORKER_LOST": True,
    "WORKER_PREFETCH_MULTIPLIER": 1,
    # When Redis goes, what is at work is finished: a delivery cut short between the mail server's "accepted" and our
    # commit would repeat a message.
    "WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS": False,
    "TASK_TIME_LIMIT": TIME_LIMIT,
    "TASK_SOFT_TIME_LIMIT": TIME_LIMIT - 30,
    "BROKER_CONNECTION_RETRY_ON_STARTUP": True,
    "BROKER_CONNECTION_MAX_RETRIES": None,
    # A citizen does not wait for a broker that is down: the message is a row, and the next round finds it.
    "TASK_PUBLISH_RETRY": False,
    "WORKER_HIJACK_ROOT_LOGGER": False,
    "WORKER_REDIRECT_STDOUTS": False,
}


def _every(seconds: int, task: str) -> dict[str, Any]:
    """An entry that is dropped, not queued up, when no worker is there before the next one."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


SCHEDULE = {
    "enforce deadlines": _every(60, "portal.cases.tasks.enforce_deadlines"),
    "deliver messages": _every(10, "portal.notifications.tasks.deliver_messages"),
    "daily round": _every(3600, "portal.cases.tasks.daily_round"),
    "anonymise closed cases": _every(3600, "portal.cases.tasks.anonymise_closed"),
    "count figures": _every(900, "portal.cases.tasks.count_figures"),
    "morning messages": _every(900, "portal.cases.tasks.send_digests"),
    "citizens' round": _every(3600, "portal.citizens.tasks.hourly_round"),
    "mailings": _every(60, "communications.tasks.send_mailings"),
    "papers": _every(60, "communications.tasks.read_papers"),
    "news digests": _every(900, "communications.tasks.send_digests"),
    "subscribers' round": _every(3600, "communications.tasks.hourly_round"),
    "remove stale uploads": _every(3600, "portal.cases.tasks.remove_stale_uploads"),
}

REDIS = {
    "visibility_timeout": 3 * TIME_LIMIT,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 3,
    "max_retries": 0,  # of who publishes: kombu would try for six seconds; worker and beat go on trying
    "socket_keepalive": True,
}


def transport(redis_url: str, folder: Path) -> dict[str, Any]:
    """Return Celery's broker settings: Redis when it has an address, else files under `folder` (made here)."""
    if redis_url:
        return {
            "BROKER_URL": redis_url,
            "BROKER_TRANSPORT_OPTIONS": dict(REDIS),
        }
    for name in ("queue", "control"):
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    TRANSPORT_ALIASES["files"] = "portal.file_broker:Transport"
    return {
        "BROKER_URL": "files://localhost//",
        "BROKER_TRANSPORT_OPTIONS": {
            "data_folder_in": str(folder / "queue"),
            "data_folder_out": str(folder / "queue"),
            "control_folder": str(folder / "control"),
            "store_processed": False,
            "polling_interval": 0.1,
        },
    }
