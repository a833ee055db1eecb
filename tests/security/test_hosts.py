"""The host that a request names: an unknown one is refused, a forwarded one is believed by nothing."""

import pytest
from django.core import mail
from django.urls import reverse

from portal.accounts import services
from portal.accounts.models import Membership
from portal.notifications import delivery
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, make_member
from tests.fixtures.citizens import filing_url, filled
from tests.fixtures.desk import HOST
from tests.fixtures.secrets import MARK
from tests.fixtures.world import OURS, Browser, ask

pytestmark = pytest.mark.django_db
EVIL, NOWHERE = "evil.example", "nowhere.localhost"  # a host that is not allowed, and one of no commune
REFUSED = [400, 404]
HEALTH = {"healthz", "readyz", "healthz_deadlines"}  # asked from inside by a number, and nothing is said of it
FORWARDED = {
    "x-forwarded-host": EVIL, "x-forwarded-server": EVIL, "x-host": EVIL, "x-original-host": EVIL,
    "forwarded": f"host={EVIL}", "x-forwarded-port": "6666", "x-original-url": f"//{EVIL}/", "x-rewrite-url": "/evil/",
}  # fmt: skip


def at(host, **more):
    return Browser(headers={"host": host, **more})


def refused(host, name, address):
    answer, body, written = ask(at(host), "get", address)
    assert EVIL.encode() not in body and not written
    if name == "root" and host == NOWHERE:  # led to its language first
        return refused(host, "home", answer["Location"])
    return answer.status_code if name not in HEALTH else REFUSED[host == NOWHERE]


def test_an_unknown_host_is_refused_on_every_address(world):
    for name, address in world.addresses(world.mine).items():
        assert [refused(host, name, address) for host in (EVIL, NOWHERE)] == REFUSED, name


@pytest.mark.parametrize(
    "host",
    [f"{EVIL}:80", f"{HOST}.{EVIL}", f"{HOST}@{EVIL}", f"{HOST}:80@{EVIL}", f"{HOST} {EVIL}", f"{HOST}/{EVIL}", ""],
)
def test_no_spelling_of_a_host_is_taken_for_ours(host, world):
    for name in ("home", "account_login", "account_reset_password", "backoffice:index", "complaints:complaint_file"):
        assert refused(host, name, reverse(name)) == 400


@pytest.mark.parametrize("forwarded", [EVIL, "tng.localhost"])
def test_a_forwarded_host_neither_chooses_the_commune_nor_is_refused(forwarded, world):
    browser = at(HOST, **{"x-forwarded-host": forwarded})
    for name in ("home", "complaints:complaint_file", "account_login", "complaints:complaint_list"):
        answer, body, _written = ask(browser, "get", reverse(name))
        assert answer.status_code == 200 and OURS.encode() in body and MARK.encode() not in body, name


@pytest.mark.parametrize("role", ["stranger", "owner", "officer"])
def test_no_page_repeats_a_forwarded_host(role, world):
    browser = world.browser(role, headers=FORWARDED)
    for name, address in world.addresses(world.mine).items():
        answer, body, _written = ask(browser, "get", address)
        assert EVIL.encode() not in body and b":6666" not in body, name
        assert EVIL not in answer.get("Location", ""), name


def test_no_message_carries_a_host_that_a_request_named(world):
    """A receipt, a one-time code, a forgotten password and an invitation, all asked for with forged headers."""
    before = set(Notification.objects.values_list("pk", flat=True))
    browser = at(HOST, **FORWARDED)
    member = make_member(world.mine, "clerk", "lighting", password="a long password 7")
    invited = make_member(world.mine, "clerk", "lighting")
    browser.post(filing_url("fr"), filled(world.mine, phone="", email="x@example.org"))
    browser.post(reverse("citizens:sign_in"), {"contact": "y@example.org"})
    browser.post(reverse("account_reset_password"), {"email": member.email})
    services.send_invitation(Membership.objects.get(user=invited), at=NOW)
    Notification.objects.filter(pk__in=before).delete()
    asked = set(Notification.objects.values_list("template", flat=True))
    assert {"citizens/mail/code", "accounts/mail/password_link"} <= asked and len(asked) >= 4, asked
    delivery.deliver_waiting(clock=lambda: NOW)
    assert len(mail.outbox) >= 4
    for message in mail.outbox:
        whole = message.message().as_string() + message.body + "".join(html for html, _kind in message.alternatives)
        assert EVIL not in whole and "6666" not in whole, message.subject
        assert "http" not in message.body or f"//{HOST}" in message.body, message.subject
