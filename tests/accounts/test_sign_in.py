"""Signing in, as somebody who guesses would try it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from portal import rates
from portal.accounts.borrowed import SENTENCES
from tests.fixtures.builders import make_member
from tests.fixtures.desk import HOST

SINGLE = SENTENCES[:-2]  # the others count
PASSWORD = "a long enough secret 42"
pytestmark = pytest.mark.usefixtures("now")


def login_url(lang="fr"):
    with translation.override(lang):
        return reverse("account_login")


def browser(address="41.140.1.1"):
    return Client(headers={"host": HOST}, REMOTE_ADDR=address)


def sign_in_at(client, email, password=PASSWORD, **more):
    return client.post(login_url(), {"login": email, "password": password, **more})


def is_open(client):
    """Whether this browser may open the office."""
    return client.get(reverse("backoffice:index")).status_code == 200


def leave(client):
    """Sign out as a person does: the browser keeps its other cookies."""
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


@pytest.fixture
def member(commune):
    return make_member(commune, "clerk", "lighting", password=PASSWORD)


@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_what_is_borrowed_from_elsewhere_is_said_in_the_words_of_this_portal(member, lang):
    with translation.override("en"):
        english = {str(sentence) for sentence in SINGLE}
    with translation.override(lang):
        assert not english & {str(sentence) for sentence in SINGLE}
    page = browser().get(login_url(lang)).content.decode()
    assert {"ar": "نسيتم كلمة المرور؟", "fr": "Mot de passe oublié\u00a0?"}[lang] in page
    assert "الالكتروني" not in page


def test_the_right_password_opens_and_gives_a_new_session_key(member):
    client = browser()
    client.get(reverse("backoffice:index"))
    session = client.session
    session["marker"] = "of before"
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    answer = sign_in_at(client, member.email)
    assert (answer.status_code, answer["Location"]) == (302, reverse("backoffice:index"))
    assert client.session.session_key != before
    cookie = answer.cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_no_sentence_tells_whether_an_account_exists(member, commune):
    closed = make_member(commune, "clerk", "roads", password=PASSWORD, is_active=False)
    answers = [
        sign_in_at(browser(), email, "wrong") for email in (member.email, "nobody@larache.example", closed.email)
    ]
    said = {(a.status_code, str(a.context["form"].non_field_errors())) for a in answers}
    assert len(said) == 1


@pytest.mark.parametrize("known", [True, False])
def test_guessing_is_slowed_after_ten_wrong_passwords_whether_the_account_exists_or_not(member, known):
    email = member.email if known else "nobody@larache.example"
    for number in range(10):
        assert sign_in_at(browser(f"41.140.1.{number + 1}"), email, "wrong").status_code == 200
    held = sign_in_at(browser("41.140.9.9"), email)
    assert held.status_code == 429
    assert int(held["Retry-After"]) <= 15 * 60
    assert email in held.content.decode()
    assert PASSWORD not in held.content.decode()


def test_a_stranger_who_guesses_keeps_nobody_out_of_their_own_browser(member):
    own = browser()
    sign_in_at(own, member.email)
    leave(own)
    for number in range(12):
        sign_in_at(browser(f"41.140.1.{number + 1}"), member.email, "wrong")
    assert sign_in_at(browser("41.140.9.9"), member.email).status_code == 429
    assert sign_in_at(own, member.email).status_code == 302


def test_a_known_browser_is_slowed_too_when_it_guesses(member):
    own = browser()
    sign_in_at(own, member.email)
    leave(own)
    for _time in range(10):
        sign_in_at(own, member.email, "wrong")
    assert sign_in_at(own, member.email).status_code == 429


@pytest.mark.parametrize("forged", ["", "x", "W1sxLCJhIl1d:1abc:xyz"])
def test_a_forged_mark_of_a_known_browser_helps_nobody(member, forged):
    for number in range(10):
        sign_in_at(browser(f"41.140.1.{number + 1}"), member.email, "wrong")
    client = browser()
    client.cookies["device"] = forged
    assert sign_in_at(client, member.email).status_code == 429


def test_the_mark_of_one_account_opens_no_attempts_on_another(member, commune):
    mine = make_member(commune, "clerk", "roads", password=PASSWORD)
    insider = browser()
    sign_in_at(insider, mine.email)
    leave(insider)
    for _time in range(10):
        sign_in_at(insider, member.email, "wrong")
    assert sign_in_at(insider, member.email).status_code == 429


def test_when_the_wait_is_over_the_right_password_opens(member, now):
    for number in range(11):
        sign_in_at(browser(f"41.140.1.{number + 1}"), member.email, "wrong")
    now.shift(15 * 60 + 1)
    assert sign_in_at(browser(), member.email).status_code == 302


def test_many_colleagues_sign_in_from_one_town_hall(commune):
    people = [make_member(commune, "clerk", "lighting", password=PASSWORD) for _number in range(40)]
    assert {sign_in_at(browser("196.200.1.1"), person.email).status_code for person in people} == {302}


def test_guessing_over_many_accounts_from_one_address_is_slowed(member):
    for number in range(60):
        sign_in_at(browser(), f"nobody{number}@larache.example", "wrong")
    assert sign_in_at(browser(), member.email).status_code == 429
    assert sign_in_at(browser("41.140.1.2"), member.email).status_code == 302


def test_an_address_is_never_followed_to_another_site(member):
    for there in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert sign_in_at(browser(), member.email, next=there)["Location"] == reverse("backoffice:index")


def test_nobody_registers_and_nobody_changes_addresses_alone(member):
    client = browser()
    sign_in_at(client, member.email)
    for name in ("account_signup", "account_email", "account_email_verification_sent", "account_confirm_login_code"):
        assert client.get(reverse(name)).status_code in (302, 404), name
    assert client.post(reverse("account_email"), {"email": "x@y.ma", "action_add": ""}).status_code == 404


def test_the_limits_of_known_browsers_are_as_tight_as_those_of_strangers():
    assert rates.LIMITS["sign_in_known"].target[0] == rates.LIMITS["sign_in"].target[0]
