"""The second factor: nobody of the staff works without, and no way around it."""

from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from portal.accounts import security
from portal.notifications.models import Notification
from tests.fixtures.builders import file_complaint, make_member
from tests.fixtures.desk import HOST, case_url, sign_in

from .authenticators import code_of, set_up_app
from .test_sign_in import PASSWORD, browser, is_open, leave, sign_in_at

pytestmark = pytest.mark.usefixtures("now", "watched")
INBOX = "/backoffice/cases/"


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def member(commune):
    return make_member(commune, "clerk", "lighting", password=PASSWORD)


@pytest.fixture
def protected(member):
    """A member with an app, signed out; the secret of the app."""
    client = browser()
    sign_in_at(client, member.email)
    secret, _answer = set_up_app(client)
    leave(client)
    return secret


def answer_second(client, code):
    return client.post(reverse("mfa_authenticate"), {"code": code})


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.usefixtures("required")
def test_without_a_second_factor_no_page_of_the_office_opens(commune, member, method):
    case = file_complaint(commune)
    client = browser()
    sign_in_at(client, member.email)
    for address in (INBOX, "/backoffice/", case_url(case), case_url(case, "take"), "/ar/complaints/new/?for=citizen"):
        answer = getattr(client, method)(address)
        assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index")), address
    case.refresh_from_db()
    assert case.state == "received"


@pytest.mark.usefixtures("required")
def test_without_a_second_factor_no_receipt_and_no_file_is_read_as_staff(commune, member):
    case = file_complaint(commune)
    client = browser()
    sign_in_at(client, member.email)
    for name in ("receipt", "receipt_pdf", "case"):
        assert client.get(reverse(f"cases:{name}", args=[case.reference]))["Location"] == reverse("mfa_index")


@pytest.mark.usefixtures("required")
def test_setting_up_the_app_opens_the_office_and_shows_the_codes_once(member):
    client = browser()
    sign_in_at(client, member.email)
    _secret, answer = set_up_app(client)
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(answer["Location"]).context["unused_codes"]
    assert len(codes) == 10
    again = client.get(answer["Location"])
    assert not again.context["can_view_codes"]
    assert not [code for code in codes if code in again.content.decode()]
    assert client.get(INBOX).status_code == 200


@pytest.mark.usefixtures("required")
def test_recovery_codes_alone_are_no_second_factor(member, protected):
    Authenticator.objects.filter(user=member, type=Authenticator.Type.TOTP).delete()
    assert not security.has_second_factor(member)
    client = browser()
    sign_in_at(client, member.email)
    assert client.get(INBOX)["Location"] == reverse("mfa_index")


def test_citizens_and_demonstrations_are_not_asked_for_one(member):
    client = browser()
    sign_in_at(client, member.email)
    assert client.get(INBOX).status_code == 200
    assert browser().get(reverse("cases:track")).status_code == 200


def test_the_password_alone_does_not_open_a_protected_account(member, protected):
    client = browser()
    assert sign_in_at(client, member.email)["Location"] == reverse("mfa_authenticate")
    assert not is_open(client)
    for name in ("backoffice:index", "mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes"):
        assert "/login/" in client.get(reverse(name))["Location"], name


def test_the_code_of_the_app_opens_it_in_any_digits_and_once(member, protected, now):
    now.shift(60)
    client, code = browser(), code_of(protected)
    sign_in_at(client, member.email)
    eastern = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert answer_second(client, f" {eastern[:3]} {eastern[3:]} ").status_code == 302
    assert is_open(client)
    seen_over_the_shoulder = browser("41.140.7.7")
    sign_in_at(seen_over_the_shoulder, member.email)
    assert answer_second(seen_over_the_shoulder, code).status_code == 200
    assert not is_open(seen_over_the_shoulder)


@pytest.mark.parametrize("wrong", ["", "000000", "abcdef", "1" * 300, "٠٠٠٠٠٠", "²²²²²²", "\x00" * 6])
def test_what_is_no_code_is_refused_with_a_sentence(member, protected, wrong):
    client = browser()
    sign_in_at(client, member.email)
    answer = answer_second(client, wrong)
    assert answer.status_code == 200
    assert answer.context["form"].errors["code"]
    assert not is_open(client)


def test_guessing_codes_is_slowed_even_for_the_right_one(member, protected, now):
    now.shift(60)
    client = browser()
    sign_in_at(client, member.email)
    for number in range(10):
        answer_second(client, f"{number:06d}")
    answer = answer_second(client, code_of(protected))
    assert not is_open(client)
    assert answer.context["form"].errors
    now.shift(15 * 60 + 1)
    sign_in_at(client, member.email)
    answer_second(client, code_of(protected))
    assert is_open(client)


def test_a_recovery_code_opens_once(member, protected):
    code = Authenticator.objects.get(user=member, type="recovery_codes").wrap().get_unused_codes()[0]
    first, second = browser(), browser("41.140.7.7")
    sign_in_at(first, member.email)
    answer_second(first, code)
    assert is_open(first)
    sign_in_at(second, member.email)
    answer_second(second, code)
    assert not is_open(second)


def test_secrets_are_not_stored_as_they_are(member, protected, settings):
    rows = Authenticator.objects.filter(user=member)
    assert rows.count() == 2
    assert not [row for row in rows if protected in str(row.data)]
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 60
    assert rows.get(type="totp").wrap().validate_code(code_of(protected, periods=1))


def test_with_a_lost_key_nobody_is_let_in_and_nothing_breaks(member, protected, settings):
    settings.SECRET_KEY = "n" * 60
    client = browser()
    client.post("/fr/accounts/login/", {"login": member.email, "password": PASSWORD})
    assert answer_second(client, "000000").status_code == 200
    assert not is_open(client)


@pytest.mark.usefixtures("required")
def test_the_last_second_factor_is_not_given_up(member, protected, now):
    now.shift(60)
    client = browser()
    sign_in_at(client, member.email)
    answer_second(client, code_of(protected))
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 200
    assert security.has_second_factor(member)


def test_the_safety_of_an_account_asks_for_the_password_again_after_a_while(member, now):
    client = browser()
    sign_in_at(client, member.email)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    now.shift(15 * 60 + 1)
    answer = client.get(reverse("mfa_activate_totp"))
    assert reverse("account_reauthenticate") in answer["Location"]
    assert client.post(answer["Location"], {"password": "wrong"}).status_code == 200
    assert client.post(answer["Location"], {"password": PASSWORD})["Location"] == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_a_change_of_the_second_factor_is_told_by_message(member, django_capture_on_commit_callbacks):
    client = browser()
    sign_in_at(client, member.email)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(client)
    row = Notification.objects.get(template="accounts/mail/security")
    assert (row.recipient, row.context["event"]) == (member.email, "totp_activated")


# An administrator and a lost phone


def account_url(user):
    return f"/backoffice/members/{user.memberships.get().pk}/account/"


def test_an_administrator_takes_a_lost_second_factor_away(member, protected, administrator, now):
    now.shift(60)
    theirs = browser()
    sign_in_at(theirs, member.email)
    answer_second(theirs, code_of(protected))
    assert is_open(theirs)
    desk = sign_in(administrator)
    desk.post(account_url(member), {"do": "reset"})
    assert not security.has_second_factor(member)
    assert not is_open(theirs)
    assert Notification.objects.filter(recipient=member.email, context__event="second_factor_reset").count() == 1
    line = security.history(member).get()
    assert (line.actor, line.changes) == (administrator, {"account": ["", "second_factor_reset"]})
    assert member.email not in f"{line.object_repr}{line.changes}{line.additional_data}"
    assert desk.get(account_url(member)).context["lines"]


@pytest.mark.parametrize("role", ["director", "complaints_officer", "head"])
def test_nobody_else_takes_one_away(commune, member, protected, role):
    other = make_member(commune, role, "roads" if role == "head" else None)
    assert sign_in(other).post(account_url(member), {"do": "reset"}).status_code == 403
    assert security.has_second_factor(member)


def test_the_administrator_of_another_commune_sees_no_such_account(member, protected, other_commune):
    stranger = make_member(other_commune, "administrator")
    desk = sign_in(stranger, host="tng.localhost")
    assert desk.post(account_url(member), {"do": "reset"}).status_code == 404
    assert security.has_second_factor(member)


def test_who_works_for_two_communes_is_for_the_installation(member, protected, administrator, other_commune):
    make_member(other_commune, "director", user=member)
    here = member.memberships.get(role="clerk").pk
    sign_in(administrator).post(f"/backoffice/members/{here}/account/", {"do": "reset"})
    assert security.has_second_factor(member)
    call_command("reset_second_factor", member.email)
    assert not security.has_second_factor(member)


def test_the_command_says_whom_it_does_not_know(db):
    with pytest.raises(CommandError, match="No member of staff has the address"):
        call_command("reset_second_factor", "nobody@larache.example")


def test_the_pages_of_an_account_ask_who_is_there_after_a_while(commune, member, now):
    desk = sign_in(make_member(commune, "administrator", password=PASSWORD))
    assert desk.get(account_url(member)).status_code == 200
    now.shift(16 * 60)
    answer = desk.get(account_url(member))
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert account_url(member) in unquote(answer["Location"])


def test_a_fresh_browser_without_a_session_is_asked_to_sign_in(member):
    assert "/login/" in Client(headers={"host": HOST}).get(account_url(member))["Location"]
