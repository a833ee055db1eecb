"""Requests about personal data at the office: who sees them, who decides, and what the decision does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.cases.contacts import Contact
from portal.cases.models import Case
from portal.cases.services import lifecycle
from portal.citizens import seeding
from portal.citizens.models import DataRequest
from portal.citizens.services import requests
from tests.fixtures.builders import NOW, file_complaint, make_commune, make_member
from tests.fixtures.desk import sign_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "watched")]
LIST = reverse("backoffice:data_requests")


def ask(commune, address="citizen@example.org", **fields):
    contact = Contact("email", address)
    return requests.ask(commune, contact=contact, language="fr", at=NOW, **{"kind": "erasure", **fields})


def page(row):
    return reverse("backoffice:data_request", args=[row.pk])


@pytest.mark.parametrize(
    ("role", "status"),
    [("complaints_officer", 200), ("director", 200), ("clerk", 403), ("head", 403), ("president", 403),
     ("publisher", 403), ("administrator", 403)],
)  # fmt: skip
def test_only_the_officer_and_the_director_decide(commune, role, status):
    client = sign_in(make_member(commune, role, "lighting" if role in ("clerk", "head") else None))
    row = ask(commune)
    for address in (LIST, page(row)):
        assert client.get(address).status_code == status
    client.post(page(row), {"outcome": "accepted"})
    assert DataRequest.objects.get().outcome == ("accepted" if status == 200 else "")
    menu = client.get(reverse("backoffice:index")).content.decode()
    assert (LIST in menu) == (status == 200)


def test_the_pages_mask_addresses_and_say_by_when(commune, officer):
    seeding.seed(commune, NOW)
    row = ask(commune)
    for address in (LIST, page(row)):
        text = text_of(sign_in(officer).get(address))
        assert "citizen@example.org" not in text and "@example.org" in text and "4 décembre 2026" in text


def test_granting_erases_what_is_closed(commune, officer):
    case = file_complaint(commune)
    lifecycle.withdraw(case, at=NOW)
    row = ask(commune, words=True)
    client = sign_in(officer)
    assert case.reference in text_of(client.get(page(row)))
    assert client.post(page(row), {"outcome": "accepted", "reason": ""}).status_code == 302
    case = Case.objects.get()
    assert (case.name, case.email, case.description) == ("", "", "")
    assert client.get(page(row)).status_code == 200
    assert client.get(reverse("backoffice:case", args=[case.reference])).status_code == 200


@pytest.mark.parametrize("outcome", ["refused", "partly"])
def test_a_refusal_needs_a_reason_and_keeps_what_was_typed(commune, officer, outcome):
    row = ask(commune, words=True)
    answer = sign_in(officer).post(page(row), {"outcome": outcome, "reason": ""})
    assert list(answer.context["form"].errors) == ["reason"]
    assert answer.context["form"]["outcome"].value() == outcome and DataRequest.objects.get().is_waiting


def test_a_decided_request_takes_no_second_decision(commune, officer, director):
    row = ask(commune)
    sign_in(officer).post(page(row), {"outcome": "refused", "reason": "archives"})
    assert sign_in(director).post(page(row), {"outcome": "accepted"}).status_code == 200
    assert DataRequest.objects.get().outcome == "refused"


def test_a_request_of_another_commune_is_not_found(commune, officer):
    row = ask(make_commune("TNG"))
    client = sign_in(officer)
    assert client.get(page(row)).status_code == 404
    assert client.post(page(row), {"outcome": "accepted"}).status_code == 404
    assert DataRequest.objects.get().is_waiting


def test_the_dashboard_says_that_one_waits(commune, officer, clerk):
    ask(commune)
    index = reverse("backoffice:index")
    assert "attend votre décision" in text_of(sign_in(officer).get(index))
    assert "attend votre décision" not in text_of(sign_in(clerk).get(index))


def test_three_rows_cost_no_more_queries_than_one(commune, officer):
    client, counts = sign_in(officer), []
    client.get(LIST)
    for addresses in (["a@example.org"], ["b@example.org", "c@example.org"]):
        for address in addresses:
            ask(commune, address)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]
