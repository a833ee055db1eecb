"""An address as a digest: recognised again, and read by nobody. The key is the one that backups carry."""

from django.conf import settings
from django.utils.crypto import salted_hmac

DIGITS = 40


def digest(channel, address):
    """The same for the same address of a channel, however its letters are written."""
    text = f"{channel}:{address.strip().casefold()}"
    made = salted_hmac("portal.notifications.addresses", text, secret=settings.TRACKING_KEY, algorithm="sha256")
    return made.hexdigest()[:DIGITS]


def masked(address):
    """Enough of an address for somebody who knows it: "a…@example.org", "+2126…78"."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}…@{domain}" if at else f"{address[:5]}…{address[-2:]}"
