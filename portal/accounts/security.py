"""The second factor, the sessions and the end of an account. What is done to one is in the audit trail and is told."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from auditlog.models import LogEntry
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from portal import audit
from portal.notifications import outbox
from portal.notifications.models import Channel

from .models import Membership, User
from .roles import Role
from .services import MembershipRefused

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SEEN, SINCE = "seen_at", "signed_in_at"  # in a session: when it was last used, when it began (seconds)
RESET, DEACTIVATED = "second_factor_reset", "deactivated"


def has_second_factor(user):
    """Whether the account asks for more than a password. Recovery codes alone do not count."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def must_set_up(user):
    """Whether this person may do nothing before a second factor is set: staff, but in a demonstration."""
    return settings.SECOND_FACTOR_REQUIRED and user.is_staff and not has_second_factor(user)


@transaction.atomic
def reset_second_factor(membership, *, by, at):
    """Take away a lost second factor; the next sign-in asks for a new one. Sessions end, the person is told.

    Raise MembershipRefused for somebody who works for another commune too: that is for the installation to do.
    """
    refuse_shared(membership)
    clear_second_factor(membership.user, by=by, at=at, commune=membership.commune)


@transaction.atomic
def clear_second_factor(user, *, by, at, commune):
    """`reset_second_factor` without asking whose person it is; `commune` is whose message tells the person."""
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    record(user, event=RESET, by=by, at=at)
    tell(user, event=RESET, commune=commune, at=at)


@transaction.atomic
def deactivate(user, *, commune, by, at):
    """Every role in a commune ends now. With no other commune, the account closes and its sessions end.

    What the person did stays. Raise MembershipRefused for the last administrator, and for oneself.
    """
    if by is not None and by.pk == user.pk:
        raise MembershipRefused(_("Nobody closes their own account: ask another administrator."))
    others = Membership.objects.of(commune).active().filter(role=Role.ADMINISTRATOR).exclude(user=user)
    mine = Membership.objects.of(commune).filter(user=user, ended_at=None)
    if mine.filter(role=Role.ADMINISTRATOR).exists() and not others.exists():
        raise MembershipRefused(_("A commune keeps one administrator: name another one first."))
    for membership in mine:
        audit.note(membership, by=by, at=at, ended_at=at)
    mine.update(ended_at=at)
    if not Membership.objects.filter(user=user, ended_at=None).exists():
        User.objects.filter(pk=user.pk, is_superuser=False).update(is_active=False, is_staff=False)
        end_sessions(user)
    record(user, event=DEACTIVATED, by=by, at=at)


def refuse_shared(membership):
    """Raise MembershipRefused when the account belongs to another commune as well."""
    elsewhere = Membership.objects.filter(user=membership.user_id, ended_at=None).exclude(commune=membership.commune_id)
    if elsewhere.exists():
        raise MembershipRefused(_("This person works for another commune too: ask who runs the installation."))


def end_sessions(user, *, but=""):
    """Sign a person out everywhere, except in the session with the key `but`."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=but):
        session.end()


def record(user, *, event, by, at):
    """A line of the audit trail about an account: codes and ids, no name."""
    LogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(User),
        object_pk=str(user.pk),
        object_id=user.pk,
        object_repr="",
        action=LogEntry.Action.UPDATE,
        changes={"account": ["", event]},
        actor=by,
        timestamp=at,
    )


def history(user):
    """The lines of the audit trail about an account, newest first."""
    return LogEntry.objects.get_for_object(user).filter(changes__has_key="account").select_related("actor")


def tell(user, *, event, commune, at):
    """Queue a message to a person: something about the safety of their account changed."""
    outbox.queue(
        commune,
        key=f"security:{user.pk}:{event}:{at.isoformat()}",
        channel=Channel.EMAIL,
        recipient=user.email,
        language=user.language,
        template="accounts/mail/security",
        about=user,
        context={"to": "staff", "event": event},
        at=at,
    )


def send_password_link(user, *, commune, at):
    """Queue the message with a link to choose a password; the link is made when it is sent."""
    outbox.queue(
        commune,
        key=f"password:{user.pk}:{at.isoformat()}",
        channel=Channel.EMAIL,
        recipient=user.email,
        language=user.language,
        template="accounts/mail/password_link",
        about=user,
        context={"to": "staff"},
        at=at,
    )


def forget_sessions(*, at):
    """Delete the addresses and browsers of sign-ins whose session has ended for good. Return how many."""
    ended = at - timedelta(days=settings.STAFF_SESSION_DAYS + 1)
    return UserSession.objects.filter(created_at__lt=ended).delete()[0]
