"""Sessions: where one is signed in, when that ends, and a form that was sent a moment too late."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import User
from portal.cases.codes import tracking_code
from tests.fixtures.builders import file_complaint, make_member
from tests.fixtures.desk import HOST, case_url, sign_in

from .test_sign_in import PASSWORD, browser, is_open, leave, sign_in_at

pytestmark = pytest.mark.usefixtures("now", "watched")
TYPED = "لقد قمنا بإصلاح المصباح صباح اليوم."
HOUR = 3600


@pytest.fixture
def member(commune):
    return make_member(commune, "clerk", "lighting", password=PASSWORD)


def signed_in(member, address="41.140.1.1"):
    client = browser(address)
    sign_in_at(client, member.email)
    return client


# Where one is signed in


def test_a_person_sees_where_they_are_signed_in_and_signs_one_device_out(member):
    here, there = signed_in(member), signed_in(member, "41.140.2.2")
    rows = here.get(reverse("usersessions_list")).context["rows"]
    assert [row["current"] for row in rows] == [True, False]
    here.post(reverse("usersessions_list"), {"end": rows[1]["session"].pk})
    assert (is_open(here), is_open(there)) == (True, False)


def test_everywhere_else_is_signed_out_at_once(member):
    here, others = signed_in(member), [signed_in(member, f"41.140.2.{n}") for n in (2, 3)]
    here.post(reverse("usersessions_list"), {"end": "others"})
    assert [is_open(client) for client in (here, *others)] == [True, False, False]


@pytest.mark.parametrize("wrong", ["", "0", "x", "999999", "1 or 1=1"])
def test_nobody_signs_out_a_session_that_is_not_theirs(commune, member, wrong):
    other = make_member(commune, "head", "roads", password=PASSWORD)
    theirs, mine = signed_in(other), signed_in(member)
    pk = theirs.get(reverse("usersessions_list")).context["rows"][0]["session"].pk
    assert mine.post(reverse("usersessions_list"), {"end": wrong or pk}).status_code == 404
    assert is_open(theirs)


def test_a_new_password_signs_every_other_device_out(member):
    here, there = signed_in(member), signed_in(member, "41.140.2.2")
    new = {"oldpassword": PASSWORD, "password1": "another long secret 43", "password2": "another long secret 43"}
    assert here.post(reverse("account_change_password"), new).status_code == 302
    assert (is_open(here), is_open(there)) == (True, False)


@pytest.mark.parametrize("weak", ["short1", "1234567890123", "password1234", "larache.example"])
def test_a_weak_password_is_refused_with_its_rule(member, weak):
    client = signed_in(member)
    new = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    page = client.post(reverse("account_change_password"), new)
    assert page.status_code == 200
    assert {"password1", "password2"} & set(page.context["form"].errors)
    assert "10" in client.get(reverse("account_change_password")).content.decode()


# When a session ends


def test_a_session_that_is_not_used_ends(member, now):
    client = signed_in(member)
    for _time in range(3):
        now.shift(11 * HOUR)
        assert is_open(client)
    now.shift(12 * HOUR + 1)
    assert not is_open(client)


def test_a_session_in_use_ends_too_after_its_days(member, now):
    client = signed_in(member)
    for _time in range(16):
        assert is_open(client)
        now.shift(10.6 * HOUR)
    assert not is_open(client)


def test_using_a_session_writes_no_more_than_once_in_five_minutes(member, now):
    client = signed_in(member)
    client.get(reverse("usersessions_list"))

    def writes():
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("home"))
        return [query["sql"] for query in found if query["sql"].startswith(("UPDATE", "INSERT"))]

    assert writes() == []
    now.shift(6 * 60)
    assert writes()
    assert writes() == []


def test_citizens_keep_theirs(commune, now):
    case = file_complaint(commune)
    client = Client(headers={"host": HOST})
    client.post("/fr/track/", {"reference": case.reference, "code": tracking_code(case)})
    now.shift(13 * HOUR)
    assert client.get(reverse("cases:case", args=[case.reference])).status_code == 200


# A form that was sent too late


def note(client, case, **more):
    return client.post(case_url(case, "note"), {"text": TYPED, **more})


def test_what_was_typed_when_the_session_had_ended_comes_back_after_signing_in(commune, member, now):
    case, client = file_complaint(commune), signed_in(member)
    client.get(case_url(case, "note"))
    now.shift(13 * HOUR)
    answer = note(client, case)
    assert "/login/" in answer["Location"]
    assert case.notes.count() == 0
    back = client.post(answer["Location"], {"login": member.email, "password": PASSWORD})
    page = client.get(back["Location"])
    assert TYPED in page.content.decode()
    assert f'action="{case_url(case, "note")}"' in page.content.decode()
    fields = {field.name: field.value for field in page.context["fields"]}
    assert client.post(page.context["address"], fields).status_code == 302
    assert case.notes.get().text == TYPED


def test_it_comes_back_once(commune, member, now):
    case, client = file_complaint(commune), signed_in(member)
    now.shift(13 * HOUR)
    note(client, case)
    sign_in_at(client, member.email)
    assert TYPED in client.get(reverse("accounts:resume")).content.decode()
    assert client.get(reverse("accounts:resume")).status_code == 302


def test_a_colleague_who_signs_in_at_the_same_desk_does_not_read_it(commune, member, now):
    other = make_member(commune, "clerk", "roads", password=PASSWORD)
    case, client = file_complaint(commune), signed_in(member)
    now.shift(13 * HOUR)
    note(client, case)
    sign_in_at(client, other.email)
    assert TYPED not in client.get(reverse("accounts:resume"), follow=True).content.decode()
    leave(client)
    sign_in_at(client, member.email)
    assert TYPED not in client.get(reverse("accounts:resume"), follow=True).content.decode()


def test_a_stranger_fills_no_session_with_text(commune, member):
    case, client = file_complaint(commune), browser()
    assert "/login/" in note(client, case)["Location"]
    assert "interrupted" not in client.session


def test_no_more_is_kept_than_a_form_holds_and_no_password(commune, member, now):
    case, client = file_complaint(commune), signed_in(member)
    now.shift(13 * HOUR)
    note(client, case, other="x" * 300_000)
    assert "interrupted" not in client.session
    note(client, case, password="very secret")
    assert "very secret" not in str(dict(client.session))


def test_what_was_typed_waits_for_two_hours_only(commune, member, now):
    case, client = file_complaint(commune), signed_in(member)
    now.shift(13 * HOUR)
    note(client, case)
    now.shift(2 * HOUR + 1)
    sign_in_at(client, member.email)
    assert TYPED not in client.get(reverse("accounts:resume"), follow=True).content.decode()


def test_a_filing_at_the_desk_comes_back_too(commune, member, now):
    client = signed_in(member)
    now.shift(13 * HOUR)
    client.post("/fr/complaints/new/?for=citizen", {"description": TYPED, "subject": "الإنارة"})
    sign_in_at(client, member.email)
    assert TYPED in client.get(reverse("accounts:resume")).content.decode()


def test_an_invitation_typed_when_we_ask_who_is_there_comes_back(commune, now):
    boss = make_member(commune, "administrator", password=PASSWORD)
    client = sign_in(boss)
    now.shift(16 * 60)
    typed = {"email": "new@larache.example", "name_ar": "سلمى", "role": "director", "language": "ar"}
    answer = client.post("/backoffice/members/invite/", typed)
    assert reverse("account_reauthenticate") in answer["Location"]
    back = client.post(answer["Location"], {"password": PASSWORD})
    assert "new@larache.example" in client.get(back["Location"]).content.decode()
    assert not User.objects.filter(email="new@larache.example").exists()
