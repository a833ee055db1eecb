"""How allauth signs people in here: by our limits, our words, our outbox; nobody registers alone."""

import base64
import hashlib
import secrets
import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal import rates

from . import devices, security
from .models import User

FRESH = 15 * 60  # for so many seconds after signing in, a password need not be typed again
NOT_TOLD = "unknown_account"  # allauth would write to an address without an account


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in for staff: nobody registers alone, an administrator invites."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("No account has this e-mail address with this password. Check both."),
        "incorrect_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right, or no longer. Wait for the next one and type it."),
    }

    def is_open_for_signup(self, request):
        return False

    def get_login_redirect_url(self, request):
        return reverse("backoffice:index")

    def get_password_change_redirect_url(self, request):
        return reverse("mfa_index")

    def get_client_ip(self, request):
        """The address behind TRUSTED_PROXIES; a request that came past them has its own, or none. Never an error."""
        try:
            return super().get_client_ip(request)
        except (ImproperlyConfigured, PermissionDenied):
            return request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 - the unspecified address

    def is_reauthentication_required(self, *, app, **kwargs):
        """Who has just signed in is not asked for the password again."""
        request = self.request
        latest = max((r["at"] for r in get_authentication_records(request, request.user)), default=0)
        return time.time() - latest > FRESH

    def pre_authenticate(self, request, **credentials):
        action, target = attempts(request, credentials.get("email", ""))
        wait = rates.waiting(request, action, target=target)
        if wait:
            request.wait = wait
            raise ValidationError(wait.sentence, code="too_many_login_attempts")

    def authentication_failed(self, request, **credentials):
        action, target = attempts(request, credentials.get("email", ""))
        rates.spend(request, action, target=target)

    def login(self, request, user):
        super().login(request, user)
        request.session[security.SEEN] = request.session[security.SINCE] = time.time()

    def post_login(self, request, user, **options):
        response = super().post_login(request, user, **options)
        devices.remember(request, response, user)
        return response

    def send_mail(self, template_prefix, email, context):
        if not template_prefix.endswith(NOT_TOLD):
            super().send_mail(template_prefix, email, context)

    def send_password_reset_mail(self, user, email, context):
        security.send_password_link(user, commune=self.request.commune, at=timezone.now())

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        event = template_prefix.rpartition("/")[2]
        security.tell(user, event=event, commune=self.request.commune, at=timezone.now())


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are encrypted before they are stored, with a key made from SECRET_KEY."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": _("You need one second factor: add another one first."),
    }

    def encrypt(self, text):
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """The secret; one that nobody knows where it was encrypted with another key."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def can_delete_authenticator(self, authenticator):
        rest = authenticator.user.authenticator_set.filter(type__in=security.FACTORS).exclude(pk=authenticator.pk)
        return rest.exists() or not settings.SECOND_FACTOR_REQUIRED

    def generate_authenticator_name(self, user, type):
        return ""

    def _get_site_name(self):
        return self.request.commune.name


def attempts(request, email):
    """(action, target) of portal/rates.py that a wrong password for this address counts for."""
    user = User.objects.filter(email=email.strip().lower()).first()
    target, known = devices.target(request, user)
    return ("sign_in_known", target) if known else ("sign_in", email.strip())


def _cipher():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"portal.accounts.second_factor:{key!s}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
