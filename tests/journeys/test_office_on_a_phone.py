"""The office on a phone: a bar of two rows, and the register as cards that read without moving sideways."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.fixtures.axe import faults, sideways
from tests.fixtures.builders import file_complaint
from tests.journeys.test_backoffice import LONG, person, signed_in, town  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("journeys")]
TWO_ROWS = 7.5 * 16


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("javascript", [True, False])
def test_the_bar_stays_two_rows_and_its_buttons_keep_their_names(javascript, language, town, visit):  # noqa: F811
    officer = person(town, "complaints_officer", language)
    page = signed_in(visit, officer, javascript=javascript)
    assert page.locator(".staff-head").bounding_box()["height"] <= TWO_ROWS
    buttons = page.locator(".staff-me :is(a, button):visible").all()
    assert len(buttons) == 4
    for button in buttons:
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44
        assert button.inner_text().strip()
    assert sideways(page) == 0


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_register_is_read_as_cards(language, town, visit):  # noqa: F811
    officer = person(town, "complaints_officer", language)
    case = file_complaint(town, at=timezone.now() - timedelta(days=2), subject=LONG, name=LONG[:80])
    page = signed_in(visit, officer, "/backoffice/register/")
    assert (sideways(page), faults(page)) == (0, [])
    card = page.locator("table.is-stacked tbody tr").first
    assert case.reference in card.inner_text()
    frame = page.locator(".frame")
    assert frame.evaluate("frame => frame.scrollWidth - frame.clientWidth") == 0
    label = "cell => getComputedStyle(cell, '::before').content"
    assert all(len(cell.evaluate(label)) > 4 for cell in card.locator("td").all()), "each value has its heading"
    page.set_viewport_size({"width": 1280, "height": 850})
    assert card.locator("td").first.evaluate("cell => getComputedStyle(cell).display") == "table-cell"
