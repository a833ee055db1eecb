"""The first start on a machine (folders, keys), and what production refuses to start with."""

import contextlib
import os
import re
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50
SHORTEST_TOKEN = 20
ENCRYPTED = re.compile(r"\btls=(starttls|ssl)\b")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class StartRefused(ImproperlyConfigured):
    """The configuration is unsafe or incomplete; the message holds one sentence per reason."""


def kept_key(path: Path) -> str:
    """Return the key in this file; make one on the first start, readable by its owner only."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64), encoding="ascii")
        with contextlib.suppress(FileExistsError):  # another process was first: its key is kept
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text(encoding="ascii").strip()


def private_folder(path: Path) -> Path:
    """Make the folder if it is missing, for its owner only, and return it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def refuse_unsafe(production: dict[str, object]) -> None:
    """Raise StartRefused with a sentence for each unsafe or missing value. The keys are the variables' names."""
    parts = (_key_reasons, _place_reasons, _sending_reasons, _watching_reasons)
    reasons = [reason for part in parts for reason in part(production)]
    if reasons:
        raise StartRefused("The portal does not start:\n" + "\n".join(f"- {reason}" for reason in reasons))


def _key_reasons(values):
    make = 'make one with: python -c "import secrets; print(secrets.token_urlsafe(64))"'
    for name in ("SECRET_KEY", "TRACKING_KEY"):
        key = values[name]
        if not key:
            yield f"{name} is missing; {make}"
        elif len(key) < SHORTEST_KEY or len(set(key)) < 10 or key.startswith("django-insecure"):
            yield f"{name} is too easy to guess: it needs {SHORTEST_KEY} random characters; {make}"
    if values["SECRET_KEY"] and values["SECRET_KEY"] == values["TRACKING_KEY"]:
        yield "TRACKING_KEY equals SECRET_KEY; they are changed on different occasions, so give each its own."


def _place_reasons(values):
    if values["DEBUG"]:
        yield "DEBUG is on; it shows settings and data to visitors, so leave it out."
    if not values["HTTPS"]:
        yield "HTTPS is off; passwords and complaints would travel in the clear, so leave it out."
    if not values["ALLOWED_HOSTS"]:
        yield "ALLOWED_HOSTS is missing; name the hosts of the communes, separated by commas."
    if "*" in values["ALLOWED_HOSTS"]:
        yield "ALLOWED_HOSTS holds *, which lets anyone forge links in our mails; name the hosts of the communes."
    if not values["DATABASE_URL"]:
        yield "DATABASE_URL is missing; for instance postgres://jamaati@localhost/jamaati, or sqlite:////srv/jamaati.db"


def _sending_reasons(values):
    mail, sms = urlsplit(values["EMAIL_URL"]), urlsplit(values["SMS_URL"])
    if not mail.scheme:
        yield "EMAIL_URL is missing; for instance smtp://user:password@mail.example.ma:587/?tls=starttls"
    if mail.scheme == "console":
        yield "EMAIL_URL is console:, which sends nothing; give the address of a mail server."
    if mail.scheme == "smtp" and mail.password and not ENCRYPTED.search(mail.query) and mail.hostname not in LOOPBACK:
        yield "EMAIL_URL would send its password in the clear; add ?tls=starttls or ?tls=ssl"
    if not sms.scheme:
        yield "SMS_URL is missing; for instance https://sms.example.ma/send, or none: for a commune without SMS."
    if sms.scheme == "http" and sms.hostname not in LOOPBACK:
        yield "SMS_URL would send telephone numbers in the clear; use https://"


def _watching_reasons(values):
    scanner, token = urlsplit(values["CLAMD_URL"]), values["METRICS_TOKEN"]
    understood = (scanner.scheme == "unix" and scanner.path) or (scanner.scheme == "tcp" and scanner.hostname)
    if values["CLAMD_URL"] and not understood:
        yield "CLAMD_URL is not understood; write unix:///run/clamav/clamd.ctl or tcp://localhost:3310"
    if token and len(token) < SHORTEST_TOKEN:
        yield f"METRICS_TOKEN is too easy to guess: it needs {SHORTEST_TOKEN} random characters."
    if values["BACKUP_RECIPIENT"] and not values["BACKUP_RECIPIENT"].startswith("age1"):
        yield "BACKUP_RECIPIENT is not a public key; it begins with age1 (manage.py backup_key makes one)."
