"""A session key that somebody planted or stole opens nothing: keys change at each proof, and die at sign-out."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from portal.citizens.codes import one_time_code
from tests.accounts.authenticators import code_of, set_up_app
from tests.accounts.test_sign_in import PASSWORD, browser, is_open, sign_in_at
from tests.citizens.browsers import ask_code, go, send, signed_in
from tests.fixtures.builders import make_member
from tests.fixtures.desk import HOST

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
COOKIE = settings.SESSION_COOKIE_NAME


@pytest.fixture
def member(commune):
    return make_member(commune, "clerk", "lighting", password=PASSWORD)


def with_planted_key(client):
    """A browser to which somebody gave a session of their own; its key."""
    client.get(reverse("citizens:sign_in"))
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[COOKIE] = session.session_key
    return session.session_key


def key_of(client):
    return client.cookies[COOKIE].value


def thief(key):
    client = Client(headers={"host": HOST})
    client.cookies[COOKIE] = key
    return client


def test_a_planted_key_opens_nothing_after_password_and_second_proof(member):
    owner = browser()
    sign_in_at(owner, member.email)
    secret, _answer = set_up_app(owner)
    owner.post(reverse("account_logout"))
    planted = with_planted_key(owner)
    assert sign_in_at(owner, member.email)["Location"] == reverse("mfa_authenticate")
    halfway = key_of(owner)
    assert not is_open(owner) and not is_open(thief(halfway)) and not is_open(thief(planted))
    owner.post(reverse("mfa_authenticate"), {"code": code_of(secret, periods=1)})
    assert is_open(owner) and key_of(owner) not in (planted, halfway)
    assert not is_open(thief(planted)) and not is_open(thief(halfway))


def test_a_password_alone_changes_the_key(member):
    client = browser()
    planted = with_planted_key(client)
    sign_in_at(client, member.email)
    assert is_open(client) and not is_open(thief(planted))


def test_the_key_of_staff_is_dead_after_sign_out(member):
    client = browser()
    sign_in_at(client, member.email)
    stolen = key_of(client)
    assert is_open(thief(stolen))
    client.post(reverse("account_logout"))
    assert not is_open(thief(stolen)) and not Session.objects.filter(session_key=stolen).exists()


def test_a_new_password_ends_the_sessions_of_before(member):
    client = browser()
    sign_in_at(client, member.email)
    stolen = thief(key_of(client))
    words = {"oldpassword": PASSWORD, "password1": "another long secret 43", "password2": "another long secret 43"}
    assert client.post(reverse("account_change_password"), words).status_code == 302
    assert is_open(client) and not is_open(stolen)


def opens_cases(client):
    return go(client, "case_list").status_code == 200


def test_a_planted_key_opens_nothing_after_a_one_time_code(complaint):
    client = Client(headers={"host": HOST})
    planted = with_planted_key(client)
    code = one_time_code(ask_code(client, complaint.email))
    assert not opens_cases(client) and not opens_cases(thief(planted))
    send(client, "code_enter", {"code": code})
    assert opens_cases(client) and not opens_cases(thief(planted))


def test_the_key_of_a_citizen_is_dead_after_sign_out(complaint):
    client = signed_in(complaint.email)
    stolen = key_of(client)
    assert opens_cases(thief(stolen))
    send(client, "sign_out")
    assert not opens_cases(client) and not opens_cases(thief(stolen))
    assert not Session.objects.filter(session_key=stolen).exists()
