"""Every state of the filing form and of the pages of a case, looked at by axe, on a phone and on a desk."""

import pytest
from playwright.sync_api import expect

from portal.cases.codes import tracking_code
from portal.cases.services import correspondence, lifecycle
from tests.fixtures.axe import faults, sideways
from tests.fixtures.builders import NOW, file_complaint, make_member
from tests.fixtures.citizens import in_language
from tests.journeys.test_filing import filing

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("journeys")]
LONG = "اسم طويل جدا بلا فراغات" + "ـ" * 20 + "x" * 100


@pytest.fixture
def cases(town):
    """A case in each state that its page draws differently, with long words."""
    clerk = make_member(town, "clerk", "lighting")
    received, asked, answered, remark = (
        file_complaint(town, subject=LONG, address=LONG, at=NOW, kind=kind)
        for kind in ("complaint", "complaint", "complaint", "remark")
    )
    correspondence.ask(asked, by=clerk, at=NOW, text="أين؟")
    lifecycle.answer(answered, by=clerk, at=NOW, outcome="resolved", text=LONG)
    return [received, asked, answered, remark]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_axe_finds_nothing_on_the_form(town, visit, picture, lang, width):
    page = visit(filing(lang), width=width)
    assert faults(page) == []
    still = visit(filing(lang), width=width, javascript=True, scheme="dark")
    still.evaluate("document.querySelector('form.parts').classList.remove('is-stepped')")
    still.locator("#id_description").fill(LONG * 50)
    still.locator("#id_phone").fill("06 12")
    still.locator("#id_files").set_input_files(picture)
    still.evaluate("document.querySelector('form.parts').submit()")
    expect(still.locator(".error-summary")).to_be_visible()
    assert faults(still) == []
    assert sideways(still) <= 0


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_axe_finds_nothing_where_a_case_is_followed(cases, visit, lang, width):
    page = visit(in_language(lang, "cases:track"), width=width)
    assert faults(page) == []
    page.locator("form.panel button").click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert faults(page) == []
    for case in cases:
        page.goto(f"{in_language(lang, 'cases:track')}?reference={case.reference}")
        page.locator("#id_code").fill(tracking_code(case))
        page.locator("form.panel button").click()
        page.wait_for_url(f"**/cases/{case.reference}/")
        assert faults(page) == [], case.state
        assert sideways(page) <= 0
        page.goto(in_language(lang, "cases:receipt", case.reference))
        assert faults(page) == [], case.state
        assert sideways(page) <= 0
