"""A hall with phones and a wall: what one asks, others see by themselves, and nobody loses what they type."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from communications.models import MemberQuestion
from communications.seeding import seed
from tests.fixtures.axe import faults, sideways
from tests.fixtures.builders import make_commune, make_member
from tests.fixtures.events import publish_event

from .test_backoffice import signed_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("journeys")]
PASSWORD = "a long password 7"
ASKED = "متى تصلح الإنارة قرب باب السوق؟"


@pytest.fixture
def hall():
    """(publisher, event): a meeting that takes questions now."""
    commune, now = make_commune(), timezone.now()
    seed(commune, now)
    leads = make_member(commune, "publisher", language="ar", password=PASSWORD)
    begun = {"at": now - timedelta(hours=1), "starts_at": now - timedelta(minutes=10)}
    return leads, publish_event(commune, by=leads, takes_questions=True, hours=3, **begun)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_question_goes_from_a_phone_to_the_wall_and_gets_its_answer(javascript, hall, visit):
    leads, event = hall
    phone = visit(f"/ar/news/{event.pk}/questions/", javascript=javascript)
    phone.locator("#id_subject").fill(ASKED)
    phone.locator("#ask .btn-primary").click()
    expect(phone.locator("#sent")).to_be_visible()

    board = signed_in(visit, leads, f"/backoffice/events/{event.pk}/questions/", javascript=javascript)
    board.locator("button[value=show]").click()
    board.locator("button[value=shortlist]").click()
    phone.goto(phone.url.partition("?")[0])
    phone.locator("[name=same]").click()
    expect(phone.locator("#hall")).to_contain_text("شخص واحد يسأل السؤال نفسه")
    assert MemberQuestion.objects.get().supports == 1
    board.locator("button[value=now]").click()
    wall = visit(f"/ar/news/{event.pk}/questions/screen/", width=1280, javascript=javascript)
    expect(wall.locator(".wall-now")).to_contain_text(ASKED)

    board.locator("textarea[name$=said]").fill("في يناير.")
    board.locator("button[value=answered]").click()
    if not javascript:
        wall.reload()
    expect(wall.locator(".wall-now p, p.wall-now")).not_to_contain_text(ASKED, timeout=15_000)
    phone.reload()
    expect(phone.locator("#hall")).to_contain_text("في يناير")
    for page in (phone, wall, board) if javascript else ():
        assert not faults(page)
        assert not sideways(page)


def test_what_somebody_types_stays_while_the_hall_moves_on(hall, visit):
    leads, event = hall
    phone = visit(f"/fr/news/{event.pk}/questions/")
    phone.locator("#id_subject").fill("Et les trottoirs")
    other = visit(f"/ar/news/{event.pk}/questions/")
    other.locator("#id_subject").fill(ASKED)
    other.locator("#ask .btn-primary").click()
    expect(other.locator("#sent")).to_be_visible()
    board = signed_in(visit, leads, f"/backoffice/events/{event.pk}/questions/")
    board.locator("button[value=show]").click()
    expect(phone.locator("#hall")).to_contain_text(ASKED, timeout=15_000)
    phone.locator("[name=same]").click()
    expect(phone.locator("#hall")).to_contain_text("1 personne")
    assert phone.locator("#id_subject").input_value() == "Et les trottoirs"

    other.goto(other.url.partition("?")[0])
    other.locator("#id_subject").fill("Encore une")
    other.locator("#ask .btn-primary").click()
    expect(board.locator("#new a")).to_be_visible(timeout=20_000)
