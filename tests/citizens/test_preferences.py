"""What a person sets for all open cases at once, and a new address that must be proved first."""

import pytest

from portal.cases.models import Case, Move
from portal.cases.services import correspondence, lifecycle
from portal.citizens.codes import one_time_code
from portal.citizens.models import OneTimeCode
from portal.notifications.models import Notification
from tests.citizens.browsers import EMAIL, go, send, signed_in
from tests.fixtures.builders import NOW, file_complaint
from tests.fixtures.citizens import in_language

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "commune")]
PHONE, OTHER = "+212612345678", "+212698765432"


def last_message():
    row = Notification.objects.latest("pk")
    return row.channel, row.recipient, row.language


@pytest.fixture
def case(commune):
    return file_complaint(commune, phone=PHONE)


def test_language_channel_and_name_hold_for_the_next_message(case, clerk):
    answer = send(signed_in(), "preferences", {"name": "Fatima", "language": "fr", "reached_by": "sms"})
    assert answer.url == in_language("fr", "citizens:case_list")
    changed = Case.objects.get()
    assert (changed.name, changed.language, changed.reached_by) == ("Fatima", "fr", "sms")
    assert "fatima" in changed.search_text and Move.objects.latest("pk").reason == "preferences"
    correspondence.write(changed, by=clerk, at=NOW, text="Bonjour")
    assert last_message() == ("sms", PHONE, "fr")


def test_back_to_email(case, clerk):
    for way in ("sms", "email"):
        send(signed_in(), "preferences", {"name": "", "language": "ar", "reached_by": way})
    correspondence.write(Case.objects.get(), by=clerk, at=NOW, text="x")
    assert last_message() == ("email", EMAIL, "ar")


def test_all_open_cases_change_and_no_other(commune, case):
    second, closed = file_complaint(commune, phone=PHONE), file_complaint(commune, phone=PHONE)
    foreign = file_complaint(commune, email="other@example.org")
    lifecycle.withdraw(closed, at=NOW)
    send(signed_in(), "preferences", {"name": "N", "language": "fr", "reached_by": "sms"})
    languages = dict(Case.objects.values_list("pk", "language"))
    assert languages == {case.pk: "fr", second.pk: "fr", closed.pk: "ar", foreign.pk: "ar"}


def test_saving_the_same_again_writes_no_history(case):
    client = signed_in()
    for _time in range(2):
        send(client, "preferences", {"name": "N", "language": "fr", "reached_by": "email"})
    assert Move.objects.filter(reason="preferences").count() == 1


def test_a_case_without_a_number_is_never_sent_by_sms(commune, case):
    without = file_complaint(commune)
    send(signed_in(), "preferences", {"name": "N", "language": "fr", "reached_by": "sms"})
    assert Case.objects.get(pk=without.pk).contact == ("email", EMAIL)


def test_with_one_address_there_is_no_choice_of_channel(complaint):
    assert "reached_by" not in go(signed_in(), "preferences").context["form"].fields


@pytest.mark.parametrize("data", [{}, {"language": "en"}, {"language": "fr", "reached_by": "post"}])
def test_bad_choices_are_told(case, data):
    answer = send(signed_in(), "preferences", data)
    assert answer.status_code == 200 and answer.context["form"].errors
    assert Case.objects.get().language == "ar"


def test_without_open_cases_there_is_nothing_to_set():
    assert go(signed_in(), "preferences").context["form"] is None


def prove(client, address):
    assert send(client, "address_change", {"contact": address}).status_code == 302
    return send(client, "code_enter", {"code": one_time_code(OneTimeCode.objects.latest("pk"))})


def test_a_new_email_takes_the_place_of_the_old_one_everywhere(commune, case):
    closed = file_complaint(commune)
    lifecycle.withdraw(closed, at=NOW)
    client = signed_in()
    prove(client, "New@example.org")
    assert set(Case.objects.values_list("email", flat=True)) == {"new@example.org"}
    assert len(go(client, "case_list").context["rows"]) == 2
    assert len(go(signed_in(), "case_list").context["rows"]) == 0


def test_a_number_is_added_beside_the_email(complaint):
    client = signed_in()
    assert prove(client, "0698765432").url == in_language("fr", "citizens:preferences")
    changed = Case.objects.get()
    assert (changed.email, changed.phone, changed.contact.channel) == (EMAIL, OTHER, "email")
    assert "reached_by" in go(client, "preferences").context["form"].fields


def test_who_signs_in_by_phone_and_adds_an_email_keeps_the_cases(commune):
    file_complaint(commune, email="", phone=PHONE)
    client = signed_in("0612345678")
    prove(client, "new@example.org")
    assert Case.objects.get().contact == ("sms", PHONE) and len(go(client, "case_list").context["rows"]) == 1


def test_a_new_address_is_not_entered_before_it_is_proved(complaint):
    client = signed_in()
    send(client, "address_change", {"contact": "thief@example.org"})
    answer = send(client, "code_enter", {"code": "0" * 8})
    assert answer.status_code == 200 and Case.objects.get().email == EMAIL


def test_a_code_for_a_new_address_is_worth_nothing_after_signing_out(complaint):
    client = signed_in()
    send(client, "address_change", {"contact": "new@example.org"})
    send(client, "sign_out")
    code = one_time_code(OneTimeCode.objects.latest("pk"))
    assert send(client, "code_enter", {"code": code}).url == in_language("fr", "citizens:sign_in")
    assert Case.objects.get().email == EMAIL
