"""SMS: a gateway has one method, send(row, rendered)."""

import json
from pathlib import Path
from urllib.request import Request, urlopen

from ..gsm import parts

TIMEOUT = 10


def idempotency_key(row):
    """The same for every attempt of a row: a gateway that accepted it once refuses it the second time."""
    return f"jamaati-{row.pk}"


class Undeliverable(Exception):
    """No attempt can ever succeed: the message is given up at once."""


class SmsGateway:
    def close(self):
        """Nothing stays open between two messages."""


class NoSmsGateway(SmsGateway):
    """For a commune that has no gateway (SMS_URL is `none:`): people who left only a telephone are not reached."""

    def send(self, row, rendered):
        raise Undeliverable("no SMS gateway is configured")


class FileSmsGateway(SmsGateway):
    """Writes each SMS into a folder: for a machine without a gateway, and for tests."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def send(self, row, rendered):
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{idempotency_key(row)}-{row.attempts}.json"
        draft = self.folder / f".{name}"
        draft.write_text(json.dumps(_payload(row, rendered), ensure_ascii=False, indent=1), encoding="utf-8")
        draft.replace(self.folder / name)


class HttpSmsGateway(SmsGateway):
    """Posts JSON {key, to, text, parts} to an HTTP gateway; any 2xx answer is acceptance."""

    def __init__(self, url):
        self.url = url

    def send(self, row, rendered):
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": idempotency_key(row)}
        body = json.dumps(_payload(row, rendered), ensure_ascii=False).encode()
        request = Request(self.url, data=body, headers=headers, method="POST")  # noqa: S310  (scheme checked in settings)
        with urlopen(request, timeout=TIMEOUT):  # noqa: S310
            pass  # what it says besides is not waited for: a gateway may never end its answer


def _payload(row, rendered):
    return {"key": idempotency_key(row), "to": row.recipient, "text": rendered.text, "parts": parts(rendered.text)}
