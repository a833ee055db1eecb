"""What came from the national portal: its number once, its day of arrival, found by it."""

from datetime import date

import pytest
from django.db import IntegrityError

from complaints.models import Complaint
from complaints.views import filing as filing_view
from tests.fixtures.builders import file_complaint
from tests.fixtures.citizens import filing_url, filled, in_language
from tests.fixtures.desk import case_url, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "watched")]
NUMBER = "CH-2026-0042"


def form(commune, **changes):
    entered = {"channel": "chikaya", "received_on": "2026-11-10", "external_reference": NUMBER}
    return filled(commune, **{**entered, **changes})


@pytest.fixture
def desk(clerk):
    return sign_in(clerk)


def enter(desk, commune, **changes):
    return desk.post(f"{filing_url('fr')}?for=citizen", form(commune, **changes))


@pytest.mark.parametrize("typed", [NUMBER, "ch-2026-0042", " CH-٢٠٢٦-٠٠٤٢ ", "CH - 2026 - 0042"])
def test_its_number_is_kept_and_the_deadline_counts_from_its_arrival_there(desk, commune, typed):
    assert enter(desk, commune, external_reference=typed).status_code == 302
    case = Complaint.objects.get()
    assert (case.channel, case.external_system, case.external_reference) == ("chikaya", "chikaya", NUMBER)
    assert case.received_on == date(2026, 11, 10)
    assert case.deadlines.get().last_on == date(2027, 1, 9)


def test_the_same_number_twice_is_refused_with_the_case_that_has_it(desk, commune):
    enter(desk, commune)
    first = Complaint.objects.get()
    answer = enter(desk, commune, description="encore")
    assert list(answer.context["form"].errors) == ["external_reference"]
    assert first.reference in answer.context["form"].errors["external_reference"][0]
    assert case_url(first) in answer.content.decode()
    assert answer.context["form"]["description"].value() == "encore"
    assert Complaint.objects.count() == 1


def test_two_who_enter_it_at_once_make_one_case(desk, commune, monkeypatch):
    """The database refuses the second: the form comes back and says so."""
    enter(desk, commune)
    seen = []

    def blind(form, number):
        if not seen:
            seen.append(number)  # at the first look the other case was not written yet
        else:
            genuine(form, number)

    genuine = filing_view.DeskForm._refuse_known
    monkeypatch.setattr(filing_view.DeskForm, "_refuse_known", blind)
    answer = enter(desk, commune, description="encore")
    assert list(answer.context["form"].errors) == ["external_reference"]
    assert Complaint.objects.count() == 1


def test_another_commune_may_have_the_same_number(desk, commune, other_commune):
    file_complaint(other_commune, external_system="chikaya", external_reference=NUMBER)
    assert enter(desk, commune).status_code == 302
    with pytest.raises(IntegrityError):
        file_complaint(commune, external_system="chikaya", external_reference=NUMBER)


@pytest.mark.parametrize("changes", [
    {"external_reference": ""}, {"external_reference": "sans chiffre"}, {"external_reference": "م-12"},
    {"external_reference": "1" * 61}, {"external_reference": "1\x00"}, {"external_reference": "<b>1"},
    {"channel": "counter"},
])  # fmt: skip
def test_a_number_that_is_missing_wrong_or_of_another_channel_is_told(desk, commune, changes):
    answer = enter(desk, commune, **changes)
    assert list(answer.context["form"].errors) == ["external_reference"]
    assert not Complaint.objects.exists()


def test_a_citizen_sets_no_number_and_no_channel(client, commune):
    client.post(filing_url(), form(commune))
    case = Complaint.objects.get()
    assert (case.channel, case.external_system, case.external_reference) == ("web", "", "")


def test_it_is_found_by_its_number_and_stands_on_the_case_and_the_receipt(desk, commune):
    enter(desk, commune)
    case = Complaint.objects.get()
    assert case.reference in desk.get("/backoffice/cases/", {"q": NUMBER}).content.decode()
    assert case.reference in desk.get("/backoffice/cases/", {"channel": "chikaya"}).content.decode()
    assert NUMBER in desk.get(case_url(case)).content.decode()
    assert NUMBER in desk.get(in_language("fr", "cases:receipt", case.reference)).content.decode()
