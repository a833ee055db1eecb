"""A member of staff adds a passkey in a real browser, from a device that Chromium plays, and signs in with it."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import expect

from tests.fixtures.builders import make_commune, make_member

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("journeys")]
PASSWORD = "a long password 7"
OFFICE = "/backoffice/"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def member(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # the live server speaks plain HTTP to this machine
    return lambda language: make_member(make_commune(), "clerk", "lighting", language=language, password=PASSWORD)


def with_device(page):
    """Give the browser of a page a finger-print reader; return the session that commands it, and the device's id."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    added = devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return devices, added["authenticatorId"]


def give_password(page, user):
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form .btn-primary").click()


def press(page):
    page.locator("form[data-passkey] button").click()


def at(name, language):
    with translation.override(language):
        return f"**{reverse(name)}"


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_passkey_is_added_and_opens_the_office(language, member, visit):
    user = member(language)
    page = visit(f"/{language}/accounts/login/?next={OFFICE}", width=1280)
    devices, device = with_device(page)
    give_password(page, user)
    page.wait_for_url(at("mfa_index", language))  # nothing else opens before there is a second proof
    page.locator(f"a[href='{at('mfa_add_webauthn', language).lstrip('*')}']").first.click()
    page.locator("[name=name]").fill("هاتفي")
    press(page)
    page.wait_for_url(at("mfa_view_recovery_codes", language))
    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).count() == 1
    assert len(devices.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1
    page.goto(OFFICE)
    expect(page.locator("html")).to_have_attribute("lang", language)

    page.context.clear_cookies()
    page.goto(f"/{language}/accounts/login/?next={OFFICE}")
    give_password(page, user)
    page.wait_for_url(at("mfa_authenticate", language) + "*")
    page.goto(OFFICE)
    assert "/2fa/authenticate/" in page.url  # the password alone opens nothing
    press(page)
    page.wait_for_url(f"**{OFFICE}")
    expect(page.locator(".staff-nav")).to_be_visible()


def test_a_passkey_of_another_device_opens_nothing_and_a_sentence_says_so(member, visit):
    user = member("fr")
    page = visit(f"/fr/accounts/login/?next={OFFICE}", width=1280)
    devices, device = with_device(page)
    give_password(page, user)
    page.goto("/fr/accounts/2fa/webauthn/add/")
    page.locator("[name=name]").fill("Clé")
    press(page)
    page.wait_for_url("**/recovery-codes/**")
    page.context.clear_cookies()
    devices.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    devices.send("WebAuthn.clearCredentials", {"authenticatorId": device})
    page.goto(f"/fr/accounts/login/?next={OFFICE}")
    give_password(page, user)
    page.wait_for_url("**/2fa/authenticate/**")
    press(page)
    expect(page.locator("[data-passkey-failed]")).to_be_visible()
    page.goto(OFFICE)
    assert "/2fa/authenticate/" in page.url
