"""Every page a person can open, walked in a real browser: axe finds nothing and nothing runs off sideways."""

import pytest
from django.test import Client

from tests.fixtures import walks
from tests.fixtures.axe import faults, sideways
from tests.journeys.test_backoffice import PASSWORD, signed_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("journeys")]
WIDTHS = (1280, 390)
PUBLIC_AT_LEAST, STAFF_AT_LEAST = 20, 60  # not one fewer: a page that no longer opens is not a page without faults


@pytest.fixture
def town():
    return walks.make_town(password=PASSWORD)


def is_a_page(page, address):
    answer = page.request.get(address, max_redirects=0)
    return answer.status == 200 and answer.headers["content-type"].startswith("text/html")


def walk(page, found):
    """(pages that opened, {(address, width): faults})"""
    opened, bad = 0, {}
    for address in found:
        if not is_a_page(page, address):
            continue
        page.goto(address)
        opened += 1
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 850})
            wrong = [*faults(page), *([f"{sideways(page)} px sideways"] if sideways(page) else [])]
            if wrong:
                bad[address, width] = wrong
    return opened, bad


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_citizen_meets_no_fault_on_any_page(language, town, visit):
    commune, _officer = town
    citizen = walks.follow_all(Client(headers={"host": "localhost"}), commune, language)
    page = visit(f"/{language}/offline/")
    kept = citizen.cookies.items()
    page.context.add_cookies(
        [{"name": name, "value": one.value, "domain": "localhost", "path": "/"} for name, one in kept]
    )
    opened, bad = walk(page, walks.pages(commune, language)[0])
    assert bad == {}
    assert opened >= PUBLIC_AT_LEAST


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_staff_meet_no_fault_on_the_pages_of_the_office_its_configuration_and_their_account(language, town, visit):
    commune, officer = town
    walks.speaks(officer, language)
    page = signed_in(visit, officer)
    opened, bad = walk(page, walks.pages(commune, language)[1])
    assert bad == {}
    assert opened >= STAFF_AT_LEAST
