"""The keys of the office in a browser: rows, opening, the way back, answering; none of them while somebody types."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from portal.cases.services import sweep
from tests.fixtures.axe import faults
from tests.fixtures.builders import file_complaint
from tests.journeys.test_backoffice import person, signed_in, town  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("journeys")]


def test_a_day_without_the_mouse(town, visit):  # noqa: F811
    head = person(town, "head", "ar", "lighting")
    cases = [file_complaint(town, at=timezone.now() - timedelta(days=day), subject=f"عمود {day}") for day in (9, 5)]
    sweep.enforce(at=timezone.now())
    page = signed_in(visit, head, "/backoffice/cases/", width=1280)
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Escape")

    page.keyboard.press("/")
    expect(page.locator("#id_q")).to_be_focused()
    page.keyboard.type("jot?")
    expect(page.locator("#id_q")).to_have_value("jot?")
    page.locator("h1").click()

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator(".cases a.subject").first).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("[name=case]").first).to_be_checked()
    page.keyboard.press("Control+o")
    page.keyboard.press("o")
    page.wait_for_url(f"**/{cases[0].reference}/")
    page.keyboard.press("t")
    expect(page.locator(".notice.is-done")).to_be_visible()
    page.keyboard.press("a")
    page.wait_for_url("**/answer/")
    page.keyboard.press("u")
    page.wait_for_url(f"**/{cases[0].reference}/")
    page.keyboard.press("u")
    page.wait_for_url("**/backoffice/cases/")


def test_rows_are_ticked_and_given_away(town, visit):  # noqa: F811
    head, clerk = person(town, "head", "fr", "lighting"), person(town, "clerk", "fr", "lighting")
    for day in (9, 5):
        file_complaint(town, at=timezone.now() - timedelta(days=day))
    page = signed_in(visit, head, "/backoffice/cases/", width=390)
    page.locator("#tick-all").check()
    expect(page.locator("[data-ticked]")).to_contain_text("2")
    page.locator("[name=case]").first.uncheck()
    expect(page.locator("#tick-all")).not_to_be_checked()
    assert faults(page) == []
    page.locator("#id_assignee").select_option(str(clerk.pk))
    page.locator(".tick-bar .btn").click()
    expect(page.locator(".notice.is-done")).to_contain_text("1 dossier")
