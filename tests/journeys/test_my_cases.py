"""A citizen signs in by code in a real browser, in both languages, without JavaScript too; and every page by axe."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from portal.cases.services import lifecycle
from portal.citizens import seeding
from portal.citizens.codes import one_time_code
from portal.citizens.models import DataRequest, OneTimeCode
from tests.fixtures.axe import faults, sideways
from tests.fixtures.builders import file_complaint, make_commune

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("journeys")]
LONG = "انقطاع-الإنارة-في-الزقاق-كله" * 5
DIRECTIONS = {"ar": "rtl", "fr": "ltr"}


@pytest.fixture
def town():
    commune, at = make_commune(), timezone.now()
    seeding.seed(commune, at)
    file_complaint(commune, at=at - timedelta(days=90), subject=LONG, phone="+212612345678")
    closed = file_complaint(commune, at=at - timedelta(days=9), subject="Lampadaire éteint", language="fr")
    lifecycle.withdraw(closed, at=at)
    return commune


def sign_in(page):
    page.locator("[name=contact]").fill("Citizen@example.org")
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/my-cases/code/")
    page.locator("[name=code]").fill(one_time_code(OneTimeCode.objects.latest("pk")))
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/my-cases/")


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("javascript", [True, False])
def test_a_citizen_signs_in_reads_downloads_asks_and_leaves(javascript, language, town, visit):
    page = visit(f"/{language}/track/", javascript=javascript)
    page.locator("summary.fold").click()
    page.locator("details .btn-primary").click()
    sign_in(page)
    assert page.locator("html").get_attribute("dir") == DIRECTIONS[language]
    expect(page.locator(".my-cases li")).to_have_count(2)
    page.locator(".my-cases a").last.click()
    expect(page.locator("h1")).to_contain_text("انقطاع")
    page.goto(f"/{language}/my-cases/data/")
    with page.expect_download() as waited:
        page.locator("a.btn-primary").click()
    assert waited.value.suggested_filename.endswith(".zip")
    page.locator("[name=extent][value=words]").check()
    page.locator("form[action$='erasure/'] button").click()
    expect(page.locator(".state.is-waiting")).to_have_count(1)
    assert DataRequest.objects.get().language == language
    page.locator(".account form button").click()
    page.goto(f"/{language}/my-cases/")
    page.wait_for_url("**/sign-in/")


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_axe_finds_nothing_and_nothing_runs_off_sideways(width, scheme, language, town, visit):
    page = visit(f"/{language}/my-cases/sign-in/", width=width, scheme=scheme)
    assert (faults(page), sideways(page)) == ([], 0)
    page.locator("main form .btn-primary").click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert (faults(page), sideways(page)) == ([], 0)
    page.goto(f"/{language}/my-cases/sign-in/")
    sign_in(page)
    for path in ("", "settings/", "address/", "data/"):
        page.goto(f"/{language}/my-cases/{path}")
        assert (faults(page), sideways(page)) == ([], 0), path
    page.locator("form[action$='correction/'] button").click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert (faults(page), sideways(page)) == ([], 0)
