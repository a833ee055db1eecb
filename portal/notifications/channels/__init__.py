"""How a message leaves the house: one gateway for each channel, chosen by settings."""

from django.conf import settings

from ..models import Channel
from .email import EmailGateway
from .sms import FileSmsGateway, HttpSmsGateway


def gateway(channel):
    """The gateway of a channel; for SMS by the scheme of SMS_URL (file:// or http(s)://)."""
    if channel == Channel.EMAIL:
        return EmailGateway()
    if settings.SMS_URL.startswith("file://"):
        return FileSmsGateway(settings.SMS_URL.removeprefix("file://"))
    return HttpSmsGateway(settings.SMS_URL)
