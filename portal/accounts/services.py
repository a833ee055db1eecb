"""Who works for a commune: enrolled, invited, away for some days, gone. Memberships end, they are never deleted."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from portal import audit
from portal.notifications import outbox
from portal.notifications.models import Channel

from .models import Absence, Membership, User
from .roles import DEPARTMENTAL, Role


class MembershipRefused(Exception):
    """What was asked of a membership cannot be; the message is a sentence in the active language."""


@transaction.atomic
def enrol(commune, *, email, role, by, at, department=None, title="", **person):
    """Make a person a member of a commune's staff and return the membership; nobody is written to.

    The person with this address is taken, else made, without a password: `person` is name_ar, name_latin, language.
    Raise MembershipRefused when the address is none, the role needs a department, or it is held already.
    """
    email = email.strip().lower()
    _refuse_impossible(commune, email, role, department)
    user = User.objects.filter(email=email).first()
    if user is None:
        person = {"name_latin": "" if person.get("name_ar") else email.partition("@")[0], **person}
        user = User.objects.create_user(email, is_staff=True, **person)
    elif not user.is_staff or not user.is_active:
        _take_back(user)
    mine = Membership.objects.filter(user=user, commune=commune, department=department, role=role)
    if mine.filter(ended_at=None).exists():
        raise MembershipRefused(_("%(person)s holds this role already.") % {"person": user})
    return Membership.objects.create(
        user=user, commune=commune, department=department, role=role, title=title, started_at=at
    )


@transaction.atomic
def invite(commune, *, email, role, by, at, **fields):
    """Enrol a person (see `enrol`) and queue the message with the link to choose a password. Return the membership."""
    membership = enrol(commune, email=email, role=role, by=by, at=at, **fields)
    send_invitation(membership, at=at)
    return membership


def send_invitation(membership, *, at):
    """Queue the invitation; its link is made when the message is sent, so sending it again gives a fresh one."""
    outbox.queue(
        membership.commune,
        key=f"invitation:{membership.pk}:{at.isoformat()}",
        channel=Channel.EMAIL,
        recipient=membership.user.email,
        language=membership.user.language,
        template="accounts/mail/invitation",
        about=membership,
        context={"to": "staff"},
        at=at,
    )


@transaction.atomic
def end_membership(membership, *, by, at):
    """The role ends now. Return False when it had ended before. Raise MembershipRefused for the last administrator."""
    others = Membership.objects.of(membership.commune_id).active().exclude(pk=membership.pk)
    if membership.role == Role.ADMINISTRATOR and not others.filter(role=Role.ADMINISTRATOR).exists():
        raise MembershipRefused(_("A commune keeps one administrator: name another one first."))
    if not Membership.objects.filter(pk=membership.pk, ended_at=None).update(ended_at=at):
        return False
    audit.note(membership, by=by, at=at, ended_at=at)
    if not Membership.objects.filter(user=membership.user_id, ended_at=None).exists():
        User.objects.filter(pk=membership.user_id, is_superuser=False).update(is_staff=False)
    return True


@transaction.atomic
def set_absence(membership, *, by, at, from_on, to_on, substitute=None):
    """A member is away on these local days, inclusive; `substitute`: the membership that stands in. Return the row.

    Raise MembershipRefused when the days are in the wrong order or overlap, or the substitute is of another commune.
    """
    if to_on < from_on:
        raise MembershipRefused(_("The last day of an absence is not before its first day."))
    if membership.absences.filter(from_on__lte=to_on, to_on__gte=from_on).exists():
        raise MembershipRefused(_("An absence is entered for some of these days already."))
    if substitute and (substitute.commune_id != membership.commune_id or substitute.user_id == membership.user_id):
        raise MembershipRefused(_("A substitute is another member of the same commune."))
    return Absence.objects.create(membership=membership, from_on=from_on, to_on=to_on, substitute=substitute)


def end_absence(absence, *, by, at):
    """Take an absence away again: the member is there."""
    absence.delete()


def choose_language(user, *, language):
    """The language in which a person reads the backoffice and receives messages."""
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language


def choose_shortcuts(user, *, on):
    """Whether single keys act in the backoffice (WCAG 2.1.4: who speaks to the computer switches them off)."""
    User.objects.filter(pk=user.pk).update(shortcuts=on)
    user.shortcuts = on


def _take_back(user):
    """Somebody who had left works for a commune again; when the account was closed, with a new password."""
    if not user.is_active:
        user.set_unusable_password()
    user.is_staff = user.is_active = True
    user.save(update_fields=["is_staff", "is_active", "password"])


def _refuse_impossible(commune, email, role, department):
    try:
        validate_email(email)
    except ValidationError as error:
        raise MembershipRefused(_("%(email)s is not an e-mail address.") % {"email": email}) from error
    if role not in Role.values:
        raise MembershipRefused(_("There is no role %(role)s.") % {"role": role})
    if role in DEPARTMENTAL and department is None:
        raise MembershipRefused(_("This role belongs to a department: name it."))
    if department and department.commune_id != commune.pk:
        raise MembershipRefused(_("The department is not one of this commune."))


def choose_alerts(user, *, alerts):
    """Be told of each alert by itself, or in one message each working morning (values of Alerts)."""
    User.objects.filter(pk=user.pk).update(alerts=alerts)
    user.alerts = alerts
