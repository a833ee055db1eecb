"""Where a mail server sends an e-mail back that it cannot deliver: an address for each message (VERP).

BOUNCE_ADDRESS is a mailbox that takes "+" extensions: `bounces@example.org` becomes `bounces+12-4f…@example.org`. The
digest keeps anybody from making up that a message came back. Without the setting the sender's address is used.
"""

import hmac
import re

from django.conf import settings
from django.utils.crypto import salted_hmac

DIGITS = 24


def of(row):
    """The return path of an outbox row; "" without BOUNCE_ADDRESS."""
    name, _at, domain = settings.BOUNCE_ADDRESS.partition("@")
    return f"{name}+{row.pk}-{_digest(row.pk)}@{domain}" if domain else ""


def row_in(address):
    """The number of the outbox row that a return path was made for, or None."""
    found = re.search(rf"\+(\d{{1,18}})-([0-9a-f]{{{DIGITS}}})@", address)
    return int(found[1]) if found and hmac.compare_digest(found[2], _digest(int(found[1]))) else None


def _digest(pk):
    return salted_hmac("portal.notifications.return_path", str(pk), algorithm="sha256").hexdigest()[:DIGITS]
