"""Members: invited, absent, ended, by an administrator of the commune only."""

from datetime import date

import pytest

from portal.accounts.models import Absence, Membership, User
from portal.notifications import rendering
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, make_member
from tests.fixtures.desk import sign_in

pytestmark = pytest.mark.usefixtures("now", "watched")
MEMBERS = "/backoffice/members/"


def invitation(**changes):
    given = {"email": "new@larache.example", "name_ar": "سلمى", "name_latin": "", "language": "ar", "role": "director"}
    return {**given, **changes}


def test_an_administrator_invites_by_a_message_whose_link_opens_the_choice_of_a_password(commune, administrator):
    client = sign_in(administrator)
    lighting = commune.departments.get(code="lighting")
    answer = client.post(MEMBERS + "invite/", invitation(role="clerk", department=lighting.pk))
    assert answer["Location"] == MEMBERS
    member = Membership.objects.get(user__email="new@larache.example")
    assert (member.role, member.department, member.commune) == ("clerk", lighting, commune)
    assert not member.user.has_usable_password()
    message = rendering.render(Notification.objects.get(template="accounts/mail/invitation"))
    assert "/accounts/password/reset/key/" in message.text
    rows = {row["member"].pk: row["invited"] for row in client.get(MEMBERS).context["members"]}
    assert rows[member.pk]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"email": "no address"}, "email"),
        ({"email": ""}, "email"),
        ({"name_ar": ""}, "name_ar"),
        ({"role": "king"}, "role"),
        ({"role": ""}, "role"),
        ({"role": "clerk"}, "department"),
    ],
)
def test_an_invitation_that_lacks_something_is_refused(changes, wrong, commune, administrator):
    page = sign_in(administrator).post(MEMBERS + "invite/", invitation(**changes))
    assert wrong in page.context["form"].errors
    assert User.objects.filter(email="new@larache.example").count() == 0


def test_nobody_is_invited_into_a_department_of_another_commune(commune, other_commune, administrator):
    theirs = other_commune.departments.first().pk
    page = sign_in(administrator).post(MEMBERS + "invite/", invitation(role="clerk", department=theirs))
    assert "department" in page.context["form"].errors


def test_the_same_role_is_not_given_twice(commune, administrator, director):
    page = sign_in(administrator).post(MEMBERS + "invite/", invitation(email=director.email))
    assert page.status_code == 200
    assert page.context["form"].non_field_errors()
    assert director.memberships.count() == 1


def test_a_role_ends_and_shuts_its_holder_out(commune, administrator, clerk):
    member = clerk.memberships.get()
    client = sign_in(clerk)
    assert sign_in(administrator).post(f"{MEMBERS}{member.pk}/end/")["Location"] == MEMBERS
    assert client.get("/backoffice/").status_code == 403
    assert Membership.objects.get(pk=member.pk).ended_at == NOW


def test_the_last_administrator_stays(commune, administrator):
    member = administrator.memberships.get()
    page = sign_in(administrator).post(f"{MEMBERS}{member.pk}/end/", follow=True)
    assert "is-danger" in page.content.decode()
    assert Membership.objects.get(pk=member.pk).ended_at is None


def test_before_a_role_ends_one_sees_the_cases_in_hand(commune, administrator, clerk, complaint):
    type(complaint).objects.update(assignee=clerk)
    page = sign_in(administrator).get(f"{MEMBERS}{clerk.memberships.get().pk}/end/")
    assert page.context["assigned"] == 1
    assert f"?who={clerk.pk}" in page.content.decode()


def test_an_absence_has_its_days_and_a_substitute(commune, administrator, clerk, head):
    member = clerk.memberships.get()
    address = f"{MEMBERS}{member.pk}/absence/"
    client = sign_in(administrator)
    data = {"from_on": "2026-11-20", "to_on": "2026-11-30", "substitute": head.memberships.get().pk}
    assert client.post(address, data)["Location"] == MEMBERS
    absence = Absence.objects.get()
    assert (absence.from_on, absence.to_on, absence.substitute.user) == (date(2026, 11, 20), date(2026, 11, 30), head)
    rows = {row["member"].pk: row["away"] for row in client.get(MEMBERS).context["members"]}
    assert rows[member.pk]
    assert client.post(address, {"end": absence.pk})["Location"] == MEMBERS
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"from_on": "2026-11-30", "to_on": "2026-11-20"}, "to_on"),
        ({"from_on": "", "to_on": "2026-11-20"}, "from_on"),
        ({"from_on": "x", "to_on": "2026-11-20"}, "from_on"),
    ],
)
def test_an_absence_without_sense_is_refused(fields, wrong, commune, administrator, clerk):
    page = sign_in(administrator).post(f"{MEMBERS}{clerk.memberships.get().pk}/absence/", fields)
    assert wrong in page.context["form"].errors


def test_overlapping_absences_are_refused_with_a_sentence(commune, administrator, clerk):
    address = f"{MEMBERS}{clerk.memberships.get().pk}/absence/"
    client = sign_in(administrator)
    client.post(address, {"from_on": "2026-12-01", "to_on": "2026-12-10"})
    page = client.post(address, {"from_on": "2026-12-10", "to_on": "2026-12-12"})
    assert page.context["form"].non_field_errors()


@pytest.mark.parametrize("end", ["999999", "x", "-1"])
def test_an_absence_that_is_none_is_a_404(end, commune, administrator, clerk):
    address = f"{MEMBERS}{clerk.memberships.get().pk}/absence/"
    assert sign_in(administrator).post(address, {"end": end}).status_code == 404


@pytest.mark.parametrize("role", ["clerk", "head", "complaints_officer", "director", "president", "publisher"])
def test_only_an_administrator_changes_members(role, commune, clerk):
    user = make_member(commune, role, "lighting" if role in ("clerk", "head") else None)
    member = clerk.memberships.get()
    client = sign_in(user)
    for address in (MEMBERS + "invite/", f"{MEMBERS}{member.pk}/end/", f"{MEMBERS}{member.pk}/absence/"):
        assert client.get(address).status_code == 403
        assert client.post(address, invitation()).status_code == 403
    assert client.get(MEMBERS).status_code == (200 if role == "director" else 403)
    assert Membership.objects.get(pk=member.pk).ended_at is None


def test_members_of_another_commune_do_not_exist(commune, other_commune, administrator):
    stranger = make_member(other_commune, "director", name_latin="Stranger").memberships.get()
    client = sign_in(administrator)
    for address in (f"{MEMBERS}{stranger.pk}/end/", f"{MEMBERS}{stranger.pk}/absence/"):
        assert client.post(address).status_code == 404
    assert "Stranger" not in client.get(MEMBERS).content.decode()
    substitute = {"from_on": "2026-12-01", "to_on": "2026-12-02", "substitute": stranger.pk}
    mine = administrator.memberships.get().pk
    assert client.post(f"{MEMBERS}{mine}/absence/", substitute).status_code == 200
