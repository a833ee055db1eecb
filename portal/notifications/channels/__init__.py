"""How a message leaves the house: one gateway for each channel, chosen by settings."""

from urllib.parse import unquote, urlsplit

from django.conf import settings

from ..models import Channel
from .email import EmailGateway
from .sms import FileSmsGateway, HttpSmsGateway, NoSmsGateway, Undeliverable

__all__ = ["Undeliverable", "gateway"]


def gateway(channel):
    """The gateway of a channel; for SMS by the scheme of SMS_URL: file:///folder, http(s)://…, none:"""
    if channel == Channel.EMAIL:
        return EmailGateway()
    address = urlsplit(settings.SMS_URL)
    if address.scheme == "file":
        return FileSmsGateway(unquote(address.path))
    return HttpSmsGateway(settings.SMS_URL) if address.netloc else NoSmsGateway()
