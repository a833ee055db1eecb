"""My cases: which ones an address opens, in which order, and at what cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.cases.contacts import Contact
from portal.cases.models import Case
from portal.cases.services import lifecycle
from tests.citizens.browsers import EMAIL, go, signed_in
from tests.fixtures.builders import file_complaint
from tests.fixtures.citizens import in_language, later
from tests.fixtures.desk import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "commune")]
PHONE = "+212612345678"
MAIL, SMS = Contact("email", EMAIL), Contact("sms", PHONE)


def references(answer):
    return [row["case"].reference for row in answer.context["rows"]]


def test_all_cases_of_the_address_newest_first_closed_ones_too(commune, officer):
    old, new = file_complaint(commune), file_complaint(commune, at=later(days=1), email="Citizen@example.org")
    file_complaint(commune, email="other@example.org")
    lifecycle.withdraw(old, at=later(days=1))
    assert references(go(signed_in(), "case_list")) == [new.reference, old.reference]


@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_a_row_says_state_and_due_date(complaint, lang):
    page = text_of(go(signed_in(lang=lang), "case_list", lang))
    assert complaint.reference in page and complaint.subject in page
    assert ("22 يناير 2027" if lang == "ar" else "22 janvier 2027") in page
    assert {"ar": "60 يوما", "fr": "60"}[lang] in page


@pytest.mark.parametrize(
    ("fields", "opens"),
    [
        ({"email": EMAIL, "phone": ""}, {MAIL}),
        ({"email": "", "phone": PHONE}, {SMS}),
        ({"email": EMAIL, "phone": PHONE}, {MAIL}),
        ({"email": EMAIL, "phone": PHONE, "reached_by": "sms"}, {MAIL, SMS}),
        ({"email": "CITIZEN@Example.org", "phone": ""}, {MAIL}),
        ({"email": "", "phone": ""}, set()),
    ],
)
def test_the_rule_in_the_database_and_the_rule_on_a_row_are_one(commune, fields, opens):
    case = file_complaint(commune, **fields)
    for contact in (MAIL, SMS):
        assert contact.opens(case) == (contact in opens)
        assert Case.objects.opened_by(contact).filter(pk=case.pk).exists() == (contact in opens)


def test_an_empty_address_opens_nothing(commune):
    file_complaint(commune, email="", phone="")
    for contact in (Contact("email", ""), Contact("sms", "")):
        assert not Case.objects.opened_by(contact).exists() and not contact.opens(Case.objects.get())


def test_a_number_beside_an_email_says_only_how_many(commune):
    case = file_complaint(commune, phone=PHONE)
    answer = go(signed_in("0612345678"), "case_list")
    assert answer.context["elsewhere"] == 1 and case.reference not in text_of(answer)
    assert case.name not in text_of(answer)


def test_opening_a_case_its_receipt_and_its_files_needs_no_code(complaint):
    client = signed_in()
    for name in ("cases:case", "cases:receipt"):
        assert client.get(in_language("fr", name, complaint.reference)).status_code == 200
    page = client.get(in_language("fr", "cases:case", complaint.reference))
    assert in_language("fr", "citizens:sign_out") in page.content.decode()


def test_a_case_of_another_address_stays_shut(commune):
    other = file_complaint(commune, email="other@example.org")
    assert signed_in().get(in_language("fr", "cases:case", other.reference)).status_code == 302


def test_long_lists_come_in_pages(commune):
    for _time in range(21):
        file_complaint(commune)
    client = signed_in()
    assert len(references(go(client, "case_list"))) == 20
    assert len(references(go(client, "case_list", page="2"))) == 1
    assert go(client, "case_list", page="x").status_code == 200


def test_three_rows_cost_no_more_queries_than_one(commune):
    client, counts = signed_in(), []
    for wanted in (1, 3):
        while Case.objects.count() < wanted:
            file_complaint(commune)
        with CaptureQueriesContext(connection) as queries:
            go(client, "case_list")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 7


def test_the_way_in_stands_on_the_tracking_page_and_in_the_menu(client):
    page = client.get(in_language("ar", "cases:track")).content.decode()
    assert in_language("ar", "citizens:sign_in") in page and in_language("ar", "citizens:case_list") in page
