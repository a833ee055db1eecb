"""What the texts under templates/accounts/mail/ may say; the link is made at the moment of sending, never stored."""

from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from portal.communes.addresses import absolute

from .models import Membership


def context(row):
    """The context of an invitation, in the active language (its recipient's)."""
    membership = Membership.objects.select_related("user").get(pk=row.about.partition(":")[2])
    user = membership.user
    return {
        "role": membership.get_role_display(),
        "url": "" if user.has_usable_password() else absolute(row.commune, _choose(user)),
        "valid_until": row.queued_at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
        "sign_in_url": absolute(row.commune, reverse("account_login")),
    }


def _choose(user):
    """The page to choose a password: its key serves once and grows old (PASSWORD_RESET_TIMEOUT)."""
    key = default_token_generator.make_token(user)
    with translation.override(user.language):
        return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
