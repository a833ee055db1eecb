"""Members of a commune's staff: enrolled, invited, away, gone."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from portal.accounts import services
from portal.accounts.models import Membership, User
from portal.accounts.services import MembershipRefused
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, make_member

EMAIL = "salma@larache.example"


@pytest.fixture(autouse=True)
def sentences_as_they_stand_in_the_source():
    with translation.override(None):
        yield


def invite(commune, **changes):
    wanted = {"email": EMAIL, "role": "director", "by": None, "at": NOW, "name_ar": "سلمى", "language": "fr"}
    return services.invite(commune, **{**wanted, **changes})


def test_an_invited_person_is_a_member_without_password_and_has_one_message(commune):
    membership = invite(commune, email=" Salma@Larache.EXAMPLE ")
    user = membership.user
    assert (user.email, user.name_ar, user.is_staff, user.has_usable_password()) == (EMAIL, "سلمى", True, False)
    message = Notification.objects.get()
    assert (message.recipient, message.language, message.template) == (EMAIL, "fr", "accounts/mail/invitation")
    assert message.context == {"to": "staff"}  # no name and no link is stored


def test_an_invitation_sent_again_is_another_message(commune):
    membership = invite(commune)
    services.send_invitation(membership, at=NOW)
    services.send_invitation(membership, at=NOW + timedelta(hours=1))
    assert Notification.objects.count() == 2


def test_a_person_who_is_known_gets_a_second_role_not_a_second_account(commune, other_commune):
    first, second = invite(commune), invite(other_commune, role="president")
    assert first.user == second.user and User.objects.filter(email=EMAIL).count() == 1


def test_a_person_without_any_name_is_called_by_the_address(commune):
    assert invite(commune, name_ar="").user.name_latin == "salma"


def test_a_role_is_held_once_and_again_after_it_ended(commune, administrator):
    membership = invite(commune)
    with pytest.raises(MembershipRefused, match="holds this role already"):
        invite(commune)
    assert services.end_membership(membership, by=administrator, at=NOW) is True
    assert invite(commune, at=NOW + timedelta(days=1)).ended_at is None


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"email": "salma"}, "is not an e-mail address"),
        ({"role": "king"}, "There is no role king"),
        ({"role": "clerk"}, "belongs to a department"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(commune, changes, told):
    with pytest.raises(MembershipRefused, match=told):
        invite(commune, **changes)
    assert not Membership.objects.exists() and not User.objects.exists() and not Notification.objects.exists()


def test_a_department_of_another_commune_is_refused(commune, other_commune):
    with pytest.raises(MembershipRefused, match="not one of this commune"):
        invite(commune, role="clerk", department=other_commune.departments.first())


def test_who_has_no_role_left_no_longer_works_for_a_commune(commune, other_commune, administrator):
    here, there = invite(commune), invite(other_commune)
    services.end_membership(here, by=administrator, at=NOW)
    assert User.objects.get(email=EMAIL).is_staff
    services.end_membership(there, by=administrator, at=NOW)
    assert not User.objects.get(email=EMAIL).is_staff
    assert services.end_membership(there, by=administrator, at=NOW) is False


def test_the_last_administrator_stays(commune, administrator):
    only = Membership.objects.get(user=administrator)
    with pytest.raises(MembershipRefused, match="keeps one administrator"):
        services.end_membership(only, by=administrator, at=NOW)
    make_member(commune, "administrator")
    assert services.end_membership(only, by=administrator, at=NOW)


def test_an_absence_has_its_days_in_order_once_and_a_substitute_of_the_commune(commune, other_commune, clerk, head):
    away, stands_in = Membership.objects.get(user=clerk), Membership.objects.get(user=head)
    stranger = Membership.objects.get(user=make_member(other_commune, "director"))
    first, last = date(2026, 12, 1), date(2026, 12, 10)

    def set_absence(from_on, to_on, **more):
        return services.set_absence(away, by=clerk, at=NOW, from_on=from_on, to_on=to_on, **more)

    assert set_absence(first, last, substitute=stands_in).substitute == stands_in
    later = {"from_on": date(2027, 1, 1), "to_on": date(2027, 1, 2)}
    for days, told in (
        ({"from_on": last, "to_on": last + timedelta(days=3)}, "entered for some of these days"),
        ({"from_on": last, "to_on": first}, "not before its first day"),
        ({**later, "substitute": stranger}, "another member of the same commune"),
        ({**later, "substitute": away}, "another member of the same commune"),
    ):
        with pytest.raises(MembershipRefused, match=told):
            set_absence(**days)
    assert away.absences.count() == 1
