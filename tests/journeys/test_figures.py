"""Figures, register and inventory in a real browser: axe finds nothing, and time runs the way one reads."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from complaints.states import MODEL, Kind
from portal.cases.figures import yearly
from portal.cases.services import counting, inventories, lifecycle, sweep
from tests.fixtures.axe import faults, sideways
from tests.fixtures.builders import file_complaint, make_commune, make_member
from tests.journeys.test_backoffice import PASSWORD, signed_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("journeys")]
LONG = "شارع محمد الخامس قرب المسجد الكبير " * 4


@pytest.fixture
def town():
    """A commune with six cases of last year and of this one, answered, late and open, and a published inventory."""
    cache.clear()
    commune, now = make_commune(), timezone.now()
    officer = make_member(commune, "complaints_officer", password=PASSWORD)
    for days in (380, 370, 75, 70, 20, 1):
        case = file_complaint(commune, at=now - timedelta(days=days), subject=LONG[:150], name="Fatima " * 9)
        if days % 10 == 0:
            at = now - timedelta(days=days - 1)
            lifecycle.answer(case, by=officer, at=at, outcome="resolved", text="تم")
    sweep.enforce(at=now)
    counting.count(commune, at=now)
    found = inventories.begin(commune, model=MODEL, year=now.year - 1)
    inventories.write(found, by=officer, at=now, measures=[{"ar": LONG * 3, "fr": "Mesure " * 40}])
    tables = yearly.of(commune, model=MODEL, kinds=Kind.choices, year=now.year - 1)
    inventories.publish(found, by=officer, at=now, tables=tables)
    return commune, officer


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_no_page_moves_sideways(width, language, town, visit):
    _commune, officer = town
    officer.language = language
    officer.save()
    year = timezone.now().year
    page = signed_in(visit, officer, width=width)
    paths = ["/backoffice/figures/", "/backoffice/figures/?period=1", "/backoffice/register/",
             f"/backoffice/register/?year={year - 1}", "/backoffice/inventories/", f"/backoffice/inventories/{year}/",
             f"/backoffice/inventories/{year - 1}/", f"/{language}/complaints/figures/",
             f"/{language}/complaints/figures/?period={year - 1}-q1", f"/{language}/complaints/inventories/{year - 1}/",
             ]  # fmt: skip
    found = {}
    for path in paths:
        page.goto(path)
        found[path] = faults(page)
        assert sideways(page) == 0, path
    page.goto(f"/backoffice/inventories/{year}/")
    page.locator("textarea").first.fill("فقط بالعربية")
    page.locator("button[value=save]").click()
    expect(page.locator(".is-invalid")).to_have_count(1)
    found["one language only"] = faults(page)
    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize(("language", "first"), [("ar", "right"), ("fr", "left")])
def test_the_oldest_month_stands_at_the_side_where_one_begins(language, first, town, visit):
    page = visit(f"/{language}/complaints/figures/", width=1280, javascript=False)
    bars = page.locator("svg.chart").first.locator("rect")
    old, new = bars.first.bounding_box()["x"], bars.last.bounding_box()["x"]
    assert old > new if first == "right" else old < new
    page.select_option("[name=period]", str(timezone.now().year - 1))
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile(rf"period={timezone.now().year - 1}$"))
