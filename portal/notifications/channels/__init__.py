"""How a message leaves the house: one gateway for each channel, chosen by settings."""

from urllib.parse import unquote, urlsplit

from django.conf import settings

from ..models import Channel
from .email import EmailGateway
from .sms import FileSmsGateway, HttpSmsGateway, NoSmsGateway, Undeliverable

__all__ = ["Gateways", "Undeliverable", "gateway"]


class Gateways:
    """The gateways of one round of deliveries: a connection to the mail server serves all its messages."""

    def __init__(self):
        self._open = {}

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.close()

    def of(self, channel):
        if channel not in self._open:
            self._open[channel] = gateway(channel)
        return self._open[channel]

    def close(self):
        """Close the connections; the next message opens new ones."""
        while self._open:
            self._open.popitem()[1].close()


def gateway(channel):
    """The gateway of a channel; for SMS by the scheme of SMS_URL: file:///folder, http(s)://…, none:"""
    if channel == Channel.EMAIL:
        return EmailGateway()
    address = urlsplit(settings.SMS_URL)
    if address.scheme == "file":
        return FileSmsGateway(unquote(address.path))
    return HttpSmsGateway(settings.SMS_URL) if address.netloc else NoSmsGateway()
