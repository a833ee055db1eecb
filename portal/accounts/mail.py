"""What the texts under templates/accounts/mail/ may say; the link is made at the moment of sending, never stored."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.communes.addresses import absolute

from .models import Membership


def context(row):
    """The context of an invitation, in the active language (its recipient's)."""
    membership = Membership.objects.select_related("user", "commune", "department").get(pk=row.about.partition(":")[2])
    return {
        "membership": membership,
        "person": membership.user,
        "password_url": "" if membership.user.has_usable_password() else absolute(row.commune, _choose(membership.user)),
        "sign_in_url": absolute(row.commune, reverse("account_login")),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
        "why": _("You receive this message because an administrator of the commune entered your address."),
    }


def _choose(user):
    """The page to choose a password: its key serves once and grows old (PASSWORD_RESET_TIMEOUT)."""
    key = default_token_generator.make_token(user)
    with translation.override(user.language):
        return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
