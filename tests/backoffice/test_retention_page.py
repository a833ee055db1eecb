"""The page of keeping and anonymising: the forecast of the dry run, for those who configure; the public sentence."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from portal.accounts import security
from portal.cases.models import Case
from portal.cases.services import retention
from portal.citizens.models import DataRequest
from portal.citizens.services import requests
from portal.communes.models import Commune
from tests.cases.test_retention import DUE, closed
from tests.fixtures.builders import NOW, make_category
from tests.fixtures.desk import sign_in, text_of

PAGE = "/backoffice/configuration/retention/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def swept(watched):
    """The warning of a sweep that is not running stands on no page."""


def confirm(commune):
    Commune.objects.filter(pk=commune.pk).update(retention_confirmed=True)
    commune.refresh_from_db()


def test_administrator_and_director_see_what_is_due(commune, administrator, director, now):
    closed(commune)
    Case.objects.filter(pk=closed(commune).pk).update(closed_at=NOW + timedelta(days=30))
    now.move_to(DUE)
    for user in (administrator, director):
        page = sign_in(user).get(PAGE)
        assert (page.context["due"], page.context["soon"]) == (1, 1)
        assert "À confirmer" in text_of(page) and "Il n'y a pas encore eu de passage" in text_of(page)


def test_others_do_not(commune, clerk, officer, president):
    assert [sign_in(user).get(PAGE).status_code for user in (clerk, officer, president)] == [403] * 3


def test_the_last_run_is_told(commune, director, now):
    confirm(commune)
    closed(commune)
    retention.run(commune, at=DUE)
    now.move_to(DUE)
    page = text_of(sign_in(director).get(PAGE))
    assert "1 dossier anonymisé" in page and "Aucun dossier n'est à anonymiser" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_topics(rows, commune, director, now, django_assert_num_queries):
    for number in range(rows):
        closed(commune, category=make_category(commune, code=f"t{number}", retention_months=number + 1))
    now.move_to(DUE)
    client = sign_in(director)
    client.get(PAGE)
    with django_assert_num_queries(8):
        client.get(PAGE)


def test_the_public_page_tells_the_period_once_it_is_confirmed(commune):
    client = Client(headers={"host": "lar.localhost"})
    assert "n'a pas encore confirmé" in text_of(client.get("/fr/personal-data/"))
    confirm(commune)
    assert "pendant 24 mois après la clôture" in text_of(client.get("/fr/personal-data/"))


def test_old_requests_are_emptied_with_the_cases(commune, officer):
    settled = {"kind": "correction", "channel": "email", "language": "fr", "outcome": "accepted", "reason": "x"}
    row = DataRequest.objects.create(
        commune=commune, address="z@example.org", text="z", at=NOW, decided_at=NOW, finished_at=NOW, by=officer,
        **settled,
    )  # fmt: skip
    assert requests.forget_old(commune, at=DUE) == 0
    confirm(commune)
    assert requests.forget_old(commune, at=DUE - timedelta(seconds=1)) == 0
    assert requests.forget_old(commune, at=DUE) == 1
    row.refresh_from_db()
    assert (row.address, row.text, row.reason, row.outcome) == ("", "", "", "accepted")
    assert requests.forget_old(commune, at=DUE) == 0


def test_where_staff_signed_in_is_forgotten_when_no_session_can_be_left(director, settings):
    rows = {"ip": "192.0.2.1", "user_agent": "x", "data": {}}
    row = UserSession.objects.create(user=director, session_key="k", **rows)
    days = timedelta(days=settings.STAFF_SESSION_DAYS + 1)
    assert security.forget_sessions(at=row.created_at + days) == 0
    assert security.forget_sessions(at=row.created_at + days + timedelta(seconds=1)) == 1


def test_the_page_tells_how_long_the_pillars_keep_what_names_a_person(director):
    page = text_of(sign_in(director).get(PAGE)).replace("\xa0", " ")
    assert "Personnes inscrites à un événement, après celui-ci 30 jours" in page
    assert "Adresses des participants à une consultation, après son issue 30 jours" in page
