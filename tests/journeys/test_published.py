"""The maps of published complaints in a real browser: drawn when somebody opens them, with their points."""

import pytest
from playwright.sync_api import expect

from complaints.models import Category
from tests.fixtures.axe import faults
from tests.fixtures.builders import make_commune, make_member
from tests.fixtures.publications import publish

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("journeys")]


@pytest.fixture
def case():
    commune = make_commune()
    clerk = make_member(commune, "clerk", "lighting")
    Category.objects.of(commune).update(publishable=True)
    return publish(commune, by=clerk, latitude=35.19, longitude=-6.15)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_map_of_the_list_and_that_of_the_page_are_drawn_when_they_are_opened(language, case, visit):
    page = visit(f"/{language}/complaints/published/")
    assert page.locator("link[href*=leaflet]").count() == 0  # weighs nothing before
    page.locator("details:has([data-map]) summary").click()
    expect(page.locator(".map-canvas .map-point")).to_be_visible()
    assert faults(page) == []

    page.locator(".public-row h2 a").click()
    page.locator("details:has([data-map]) summary").click()
    expect(page.locator(".map-canvas .map-pin")).to_be_visible()
    assert faults(page) == []
