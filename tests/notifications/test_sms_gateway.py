"""An SMS gateway that fails in its own ways: it hangs, goes away after taking a message, or never ends its answer."""

from datetime import timedelta

import pytest

from communications.services import mailings
from portal.notifications import delivery
from portal.notifications.channels import sms
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, make_member
from tests.fixtures.items import publish_item
from tests.fixtures.subscribers import follow
from tests.notifications.servers import sms_gateway

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
AGAIN = NOW + timedelta(minutes=2)
NUMBERS = ["+212612345670", "+212612345671", "+212612345672"]


@pytest.fixture
def quick(monkeypatch):
    """Half a second of patience, for a test that waits it out."""
    monkeypatch.setattr(sms, "TIMEOUT", 0.5)


@pytest.fixture
def mailing(commune):
    """An announcement on its way to three telephones."""
    publisher, director = make_member(commune, "publisher"), make_member(commune, "director")
    for number in NUMBERS:
        follow(commune, number, channel="sms")
    made = mailings.ask(publish_item(commune, by=publisher), by=publisher, at=NOW)
    mailings.approve(made, by=director, at=NOW)
    mailings.advance(at=NOW)
    Notification.objects.filter(channel="sms").update(next_try_at=NOW)
    return made


def deliver(at=NOW):
    return delivery.deliver_waiting(clock=lambda: at)


def passed_on(received):
    """What a gateway that keeps its keys sends to telephones: each key once."""
    return {message["key"]: message["to"] for message in received}


@pytest.mark.parametrize("act", ["hang", "drop"])
def test_one_that_took_a_message_and_never_said_so_gets_it_again_under_the_same_key(act, quick, mailing, settings):
    with sms_gateway(settings, acts=[act]) as received:
        assert deliver() == 2  # the others went on
        assert deliver(AGAIN) == 1
    assert len(received) == 4
    assert received[3]["key"] == received[0]["key"] == received[3]["header"]
    assert sorted(passed_on(received).values()) == NUMBERS
    assert not Notification.objects.filter(channel="sms", sent_at=None).exists()


def test_an_answer_that_never_ends_holds_nobody_up(quick, mailing, settings):
    with sms_gateway(settings, acts=["drip"]) as received:
        assert deliver() == 3
    assert sorted(message["to"] for message in received) == NUMBERS


def test_one_that_refuses_is_asked_later_and_later_and_nothing_is_lost(mailing, settings):
    with sms_gateway(settings, status=500) as refused:
        assert deliver() == 0
        assert deliver(NOW + timedelta(seconds=30)) == 0
    assert len(refused) == 3
    with sms_gateway(settings) as received:
        assert deliver(AGAIN) == 3
    assert {message["key"] for message in refused} == {message["key"] for message in received}
    assert mailings.progress(mailing)["sent"] == 3
