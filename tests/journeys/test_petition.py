"""A petition on a phone, in both languages, with and without JavaScript: begun, read, signed, deposited."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from communications.models import Petition, Signature
from communications.seeding import seed
from portal.cases.codes import sealed
from tests.fixtures.axe import faults, sideways
from tests.fixtures.builders import make_commune, make_member

from .test_backoffice import signed_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("journeys")]
PASSWORD = "a long password 7"


@pytest.fixture
def clerk():
    commune = make_commune()
    seed(commune, timezone.now())
    return make_member(commune, "clerk", "complaints_unit", password=PASSWORD)


def fill(page, **words):
    for name, text in words.items():
        page.locator(f"#id_{name}").fill(text)


def sound(page, javascript):
    assert not sideways(page)
    if javascript:
        assert not faults(page)


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("javascript", [True, False])
def test_a_petition_goes_from_a_phone_to_the_commune(javascript, language, clerk, visit):
    mine = visit(f"/{language}/news/petitions/start/", javascript=javascript)
    mine.locator("#asking .btn-primary").click()
    expect(mine.locator("#id_subject")).to_have_attribute("aria-invalid", "true")
    sound(mine, javascript)
    fill(mine, subject="ممر آمن للتلاميذ", description="أمام المدرسة", name="كريم", email="karim@example.org")
    mine.locator("#id_agree").check()
    mine.locator("#asking .btn-primary").click()
    mine.wait_for_url("**/receipt/**")
    case = Petition.objects.get()

    desk = signed_in(visit, clerk, f"/backoffice/cases/{case.reference}/publish/", javascript=javascript)
    desk.locator("main form .btn-primary").last.click()
    desk.wait_for_url(f"**/{case.reference}/")
    other = visit(f"/{language}/news/petitions/{case.reference}/", javascript=javascript)
    fill(other, name="Nadia", quarter="Hay Al Manar", email="nadia@example.org")
    other.locator("#id_resident").check()
    other.locator("#id_agree").check()
    sound(other, javascript)
    other.locator("#sign .btn-primary").click()
    expect(other.locator(".notice.is-done")).to_be_visible()
    other.goto(f"/{language}/news/petitions/signature/{sealed('signature', Signature.objects.get().pk)}/")
    other.locator("button[name=confirm]").click()
    expect(other.locator(".state.is-answered")).to_be_visible()
    sound(other, javascript)

    mine.goto(f"/{language}/news/petitions/{case.reference}/deposit/")
    sound(mine, javascript)
    mine.locator("main form .btn-primary").click()
    mine.wait_for_url(f"**/cases/{case.reference}/")
    kept = Petition.objects.get()
    assert (kept.kind, kept.signed) == ("petition", 1)
    sound(mine, javascript)
