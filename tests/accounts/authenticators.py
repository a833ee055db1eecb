"""An authenticator app, and what a person does with it at the browser."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse

PERIOD = 30


def code_of(secret, *, periods=0):
    """The code that the app shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD + periods))


def set_up_app(client):
    """Set the app up as a person would; return its secret and the answer."""
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    return secret, client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
