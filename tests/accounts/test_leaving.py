"""Somebody is invited again, and somebody leaves: the account closes, the history stays, no case is left alone."""

import pytest

from portal.accounts import services
from portal.accounts.models import Membership, User
from portal.cases.models import Case
from portal.cases.services import lifecycle
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, file_complaint, make_member
from tests.fixtures.desk import sign_in

from .test_sign_in import PASSWORD, browser, is_open, sign_in_at

pytestmark = pytest.mark.usefixtures("now", "watched")


@pytest.fixture
def queries(django_assert_max_num_queries):
    return django_assert_max_num_queries


@pytest.fixture
def member(commune):
    return make_member(commune, "clerk", "lighting", password=PASSWORD)


def url(user, page, commune=None):
    member = user.memberships.filter(ended_at=None).order_by("pk")
    return f"/backoffice/members/{(member.filter(commune=commune) if commune else member).first().pk}/{page}/"


def taken(commune, member):
    case = file_complaint(commune)
    lifecycle.take(Case.objects.get(pk=case.pk), by=member, at=NOW)
    return case


def test_closing_an_account_signs_out_at_once_and_gives_the_cases_back(commune, member, administrator):
    case, theirs = taken(commune, member), browser()
    sign_in_at(theirs, member.email)
    assert is_open(theirs)
    desk = sign_in(administrator)
    assert [c.pk for c in desk.get(url(member, "deactivate")).context["cases"]] == [case.pk]
    due = Case.objects.get(pk=case.pk).due_at
    assert desk.post(url(member, "deactivate")).status_code == 302
    assert not is_open(theirs)
    case = Case.objects.get(pk=case.pk)
    assert (case.assignee, case.department.code, case.state, case.due_at) == (None, "lighting", "in_progress", due)
    assert case.moves.last().reason == "released"
    assert case.moves.filter(by=member).exists()
    assert User.objects.get(pk=member.pk).is_active is False
    assert Membership.objects.get(user=member).ended_at == NOW


def test_a_closed_account_opens_nothing(commune, member, administrator):
    sign_in(administrator).post(url(member, "deactivate"))
    client = browser()
    sign_in_at(client, member.email)
    assert not is_open(client)


def test_somebody_who_works_elsewhere_keeps_that(commune, other_commune, member, administrator):
    make_member(other_commune, "director", user=member)
    sign_in(administrator).post(url(member, "deactivate", commune))
    member.refresh_from_db()
    assert member.is_active
    assert [m.commune for m in member.memberships.filter(ended_at=None)] == [other_commune]


def test_nobody_closes_their_own_account_and_the_last_administrator_stays(commune, administrator):
    desk = sign_in(administrator)
    desk.post(url(administrator, "deactivate"))
    assert administrator.memberships.get().ended_at is None
    assert is_open(desk)


@pytest.mark.parametrize("role", ["clerk", "head", "director", "president", "complaints_officer"])
def test_only_an_administrator_closes_an_account(commune, member, role):
    other = make_member(commune, role, "roads" if role in ("clerk", "head") else None)
    for page in ("deactivate", "account"):
        assert sign_in(other).get(url(member, page)).status_code == 403
        assert sign_in(other).post(url(member, page)).status_code == 403
    assert member.memberships.get().ended_at is None


def test_the_administrator_of_another_commune_closes_nothing_here(member, other_commune):
    desk = sign_in(make_member(other_commune, "administrator"), host="tng.localhost")
    assert desk.post(url(member, "deactivate")).status_code == 404


def test_who_comes_back_is_invited_anew_and_chooses_a_new_password(commune, member, administrator):
    sign_in(administrator).post(url(member, "deactivate"))
    services.invite(commune, email=member.email, role="director", by=administrator, at=NOW)
    member.refresh_from_db()
    assert (member.is_active, member.is_staff, member.has_usable_password()) == (True, True, False)


def test_an_invitation_is_sent_again_until_a_password_is_chosen(commune, administrator, now):
    member = services.invite(commune, email="new@larache.example", role="director", by=administrator, at=NOW)
    desk, address = sign_in(administrator), f"/backoffice/members/{member.pk}/account/"
    now.shift(0.001)
    desk.post(address, {"do": "invite"})
    assert Notification.objects.filter(template="accounts/mail/invitation").count() == 2
    for _time in range(5):
        now.shift(0.001)
        desk.post(address, {"do": "invite"})
    assert Notification.objects.filter(template="accounts/mail/invitation").count() == 4
    member.user.set_password(PASSWORD)
    member.user.save()
    now.shift(14 * 60)
    desk.post(address, {"do": "invite"})
    assert Notification.objects.filter(template="accounts/mail/invitation").count() == 4


def test_the_page_costs_the_same_with_one_case_and_with_three(commune, member, administrator, queries):
    desk = sign_in(administrator)
    taken(commune, member)
    desk.get(url(member, "deactivate"))
    address = url(member, "deactivate")
    with queries(14) as one:
        desk.get(address)
    for _number in range(2):
        taken(commune, member)
    with queries(len(one)):
        desk.get(address)
