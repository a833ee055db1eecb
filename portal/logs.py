"""Structured logs: lines for people on one machine, JSON for a log collector; no secret and no person in either."""

import re
from typing import Any

import structlog

SECRET_WORDS = ("password", "secret", "token", "cookie", "authorization", "tracking_key", "code", "csrf")


# What would name a person or open a case: in messages of other packages, in tracebacks, in addresses of pages.
PEOPLE = [
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "***@***"),
    (re.compile(r"(?<![\w.:-])(?:\+|00)?(?:212|0)[ -]?[5-7](?:[ .-]?\d){8}(?![\w-])"), "***"),
    (re.compile(r"(?<![\w-])[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}(?![\w-])"), "***"),
    (re.compile(r"(/password/reset/key/)[^/\s\"']+"), r"\1***"),
]


def hide_secrets(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Replace the values of fields whose name sounds secret."""
    for name in event:
        if name not in {"event", "status_code"} and any(word in name.lower() for word in SECRET_WORDS):
            event[name] = "***"
    return event


def hide_people(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Blacken e-mail addresses, telephone numbers, tracking codes and links to choose a password."""
    for name, value in event.items():
        if isinstance(value, str):
            for pattern, black in PEOPLE:
                value = pattern.sub(black, value)
            event[name] = value
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    hide_secrets,
]
# A line for each task that went well would be two every ten seconds.
LOGGERS: dict[str, dict[str, Any]] = {
    "django": {"handlers": [], "propagate": True},
    "django.server": {"handlers": [], "propagate": True},
    "celery.worker.strategy": {"level": "WARNING"},
    "celery.app.trace": {"level": "WARNING"},
}


def configuration(level: str, *, as_json: bool) -> dict[str, Any]:
    """Return Django's LOGGING, and set up structlog so that its loggers end in the same place."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": _ending(as_json),
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": LOGGERS,
    }


def _ending(as_json: bool) -> list[Any]:
    """The last steps: how a line looks."""
    look: Any = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else _plain()
    return [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        hide_people,
        look,
    ]


def _plain() -> Any:
    """Lines for a terminal; a traceback without the values of its variables, for they are people's."""
    return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
