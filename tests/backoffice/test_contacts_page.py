"""Telephone and e-mail on the case page: masked until somebody opens them, and that is written down."""

from datetime import timedelta

import pytest

from portal.cases.models import ContactEvent
from tests.fixtures.builders import NOW, file_complaint, make_member
from tests.fixtures.desk import act, case_url, fresh, sign_in, text_of

pytestmark = pytest.mark.usefixtures("now", "watched")
EMAIL, PHONE = "nadia@example.org", "+212612345678"


@pytest.fixture
def case(commune):
    return file_complaint(commune, name="نادية العلمي", email=EMAIL, phone=PHONE)


def readable(user, case):
    page = sign_in(user).get(case_url(case)).content.decode()
    seen = [EMAIL in page, "06 12 34 56 78" in page, PHONE in page]
    assert len(set(seen)) == 1, seen
    return seen[0]


def test_who_handles_the_case_opens_the_contacts_and_it_is_written_down(case, clerk, officer, now):
    assert not readable(clerk, case)
    answer = sign_in(clerk).post(case_url(case, "show-contacts"))
    assert answer["Location"] == case_url(case)
    assert readable(clerk, case)
    assert not readable(officer, case), "each opens them for oneself"
    event = ContactEvent.objects.get()
    assert (event.what, event.by, event.at) == ("shown", clerk, NOW)
    assert "Téléphone et courriel affichés" in text_of(sign_in(officer).get(case_url(case)))
    now.shift(timedelta(minutes=16))
    assert not readable(clerk, case)


def test_looking_does_not_open_them(case, clerk):
    sign_in(clerk).get(case_url(case, "show-contacts"))
    assert not ContactEvent.objects.exists()


@pytest.mark.parametrize("role", ["president", "administrator"])
def test_who_does_not_handle_the_case_opens_and_corrects_nothing(role, commune, case):
    user = make_member(commune, role)
    for action in ("show-contacts", "contacts", "new-code"):
        assert sign_in(user).post(case_url(case, action), {"email": "x@example.org"}).status_code == 403
    assert not readable(user, case)
    assert fresh(case).email == EMAIL


def test_the_form_to_correct_shows_no_address_and_keeps_what_is_left_empty(case, clerk):
    page = sign_in(clerk).get(case_url(case, "contacts")).content.decode()
    assert EMAIL not in page and "612345678" not in page
    assert act(clerk, case, "contacts", phone="06 99 99 99 99").status_code == 302
    assert (fresh(case).phone, fresh(case).email) == ("+212699999999", EMAIL)


def test_an_address_is_taken_away(case, clerk):
    act(clerk, case, "contacts", no_email="on")
    assert (fresh(case).phone, fresh(case).email) == (PHONE, "")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"phone": "12"}, "phone"), ({"email": "nobody"}, "email"), ({}, "__all__"), ({"email": EMAIL}, "__all__"),
        ({"email": "x@example.org", "no_email": "on"}, "email"), ({"phone": "\x00"}, "phone"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_the_field(data, field, case, clerk):
    answer = act(clerk, case, "contacts", **data)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert fresh(case).code_version == 1


def test_a_new_code_is_one_press_away(case, clerk):
    assert act(clerk, case, "new-code").status_code == 302
    assert fresh(case).code_version == 2
