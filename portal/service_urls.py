"""Reads the addresses of services (DATABASE_URL, EMAIL_URL) into Django's settings. Pure functions."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SQLITE_OPTIONS = {
    # IMMEDIATE: a transaction that will write asks for the lock at its start and waits, instead of failing midway.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}


def database(url: str) -> dict[str, Any]:
    """Return an entry of DATABASES for postgres://user:password@host:port/name?option=value or sqlite:////path."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and parts.path.strip("/"):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": _path(parts), "OPTIONS": dict(SQLITE_OPTIONS)}
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            "DATABASE_URL is not understood; write postgres://user:password@host:5432/name or sqlite:////path/to/file"
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket folder cannot stand in the place of the host: postgres:///name?host=/run/postgresql
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(options.pop("port", parts.port or "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def sqlite(path: Path) -> str:
    """Return the DATABASE_URL of this absolute path, whatever letters its folders have."""
    return f"sqlite:///{quote(str(path))}"


def email(url: str) -> dict[str, Any]:
    """Return Django's EMAIL_… settings for smtp://user:password@host:port/?tls=starttls, file:///folder or console:"""
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "file" and parts.path.strip("/"):
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": _path(parts)}
    tls = dict(parse_qsl(parts.query)).get("tls", "no")
    if parts.scheme != "smtp" or not parts.hostname or tls not in {"no", "starttls", "ssl"}:
        raise ImproperlyConfigured(
            "EMAIL_URL is not understood; write smtp://user:password@host:587/?tls=starttls (or tls=ssl), file:///folder"
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"no": 25, "starttls": 587, "ssl": 465}[tls],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": tls == "starttls",
        "EMAIL_USE_SSL": tls == "ssl",
        "EMAIL_TIMEOUT": 20,
    }


def origin(url: str) -> str:
    """Return scheme://host of an address, without the {s} that chooses one of several map servers; "" for none."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}" if parts.netloc else ""


def _path(parts: SplitResult) -> Path:
    """sqlite:////srv/x is the absolute path /srv/x, sqlite:///x is x beside the place of start, as elsewhere."""
    path = unquote(parts.path)
    return Path(path[1:] if parts.scheme == "sqlite" else path)
