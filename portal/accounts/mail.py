"""What the texts under templates/accounts/mail/ may say; the link is made at the moment of sending, never stored."""

from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.communes.addresses import absolute

from .models import Membership, User

# What allauth calls it, and what we tell the person
EVENTS = {
    "password_changed": gettext_lazy("The password of your account was changed."),
    "password_reset": gettext_lazy("The password of your account was changed."),
    "password_set": gettext_lazy("The password of your account was chosen."),
    "totp_activated": gettext_lazy("An app was set up as second proof of your account."),
    "totp_deactivated": gettext_lazy("The app was taken away from your account."),
    "webauthn_added": gettext_lazy("A passkey was added to your account."),
    "webauthn_removed": gettext_lazy("A passkey was removed from your account."),
    "recovery_codes_generated": gettext_lazy("New recovery codes were made for your account."),
    "second_factor_reset": gettext_lazy(
        "An administrator took away the second proof of your account. At your next sign-in you set up a new one."
    ),
}


def context(row):
    """The context of a message about an account, in the active language (its recipient's)."""
    kind, _colon, pk = row.about.partition(":")
    if kind == Membership._meta.label_lower:
        return _invitation(row, Membership.objects.select_related("user").get(pk=pk))
    user = User.objects.get(pk=pk)
    event = row.context.get("event")
    return {
        "title": EVENTS.get(event, ""),
        "url": absolute(row.commune, _ask() if event else _choose(user)),
        "valid_until": _end(row),
        "why": _("You receive this message because you have an account for the staff of the commune."),
    }


def _invitation(row, membership):
    user = membership.user
    return {
        "role": membership.get_role_display(),
        "url": "" if user.has_usable_password() else absolute(row.commune, _choose(user)),
        "valid_until": _end(row),
        "sign_in_url": absolute(row.commune, reverse("account_login")),
    }


def _end(row):
    return row.queued_at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def _ask():
    return reverse("account_reset_password")


def _choose(user):
    """The page to choose a password: its key serves once and grows old (PASSWORD_RESET_TIMEOUT)."""
    key = default_token_generator.make_token(user)
    with translation.override(user.language):
        return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
