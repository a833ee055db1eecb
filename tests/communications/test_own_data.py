"""What communications keep of an address stands in the copy of its data, and goes when its holder asks for that."""

import io
import json
import zipfile
from datetime import timedelta

import pytest

from communications.models import Contribution, Registration, Subscriber
from communications.services import attending
from portal.cases.contacts import Contact
from portal.citizens.download import archive
from portal.citizens.services import requests
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, make_commune, make_member
from tests.fixtures.consultations import publish_consultation, say
from tests.fixtures.events import publish_event
from tests.fixtures.subscribers import follow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
ADDRESS = "samira@example.org"
CONTACT = Contact("email", ADDRESS)
WHOM = {"channel": "email", "address": ADDRESS}


@pytest.fixture
def known(commune, publisher):
    """An address that follows, comes to a meeting with one place, and took part."""
    follow(commune, ADDRESS, language="fr")
    event = publish_event(commune, by=publisher, takes_registrations=True, places=1)
    attending.register(event, at=NOW, name="Samira", language="fr", people=1, **WHOM)
    other = {"channel": "email", "address": "other@example.org"}
    attending.register(event, at=NOW, name="Autre", language="fr", people=1, **other)
    asked = publish_consultation(commune, by=publisher)
    say(asked, "Près du port", name="Samira", **WHOM)
    say(asked, "Ailleurs", name="Autre", **other)
    return event


def copied(commune):
    made = b"".join(archive.stream(commune, CONTACT, language="fr", at=NOW))
    zipped = zipfile.ZipFile(io.BytesIO(made))
    return zipped.read("index.html").decode(), json.loads(zipped.read("data.json"))


def test_it_stands_in_the_copy_and_nothing_of_others(known, commune):
    page, data = copied(commune)
    assert [part["title"] for part in data["others"]] == [
        "Ce que vous suivez", "Où vous êtes inscrit", "Ce que vous avez dit aux consultations",
    ]  # fmt: skip
    for words in ("toutes les actualités", "Samira", "Près du port", "a une place"):
        assert words in page
    assert "Autre" not in page and "Ailleurs" not in json.dumps(data, ensure_ascii=False)


def test_who_is_unknown_gets_nothing_of_it(commune):
    assert copied(commune)[1]["others"] == []


def test_it_goes_when_its_holder_asks_and_who_waits_moves_up(known, commune):
    director = make_member(commune, "director")
    row = requests.ask(commune, contact=CONTACT, kind="erasure", language="fr", at=NOW)
    requests.decide(row, by=director, at=NOW, outcome="granted")
    requests.carry_out(row, at=NOW)
    assert not Subscriber.objects.exists()
    assert [(row.name, row.status) for row in Registration.objects.all()] == [("Autre", "coming")]
    assert sorted(Contribution.objects.values_list("text", "name", "address")) == [
        ("Ailleurs", "Autre", "other@example.org"), ("Près du port", "", ""),
    ]  # fmt: skip
    follow(commune, ADDRESS, at=NOW + timedelta(hours=1))
    requests.carry_out(row, at=NOW + timedelta(hours=2))
    assert Subscriber.objects.exists()  # who follows anew afterwards follows
    about = ("communications.registration:", "communications.subscriber:")
    left = Notification.objects.filter(recipient=ADDRESS)
    assert not [message for message in left if message.about.startswith(about)]


def test_nothing_of_another_commune(known, commune):
    other = make_commune("TNG")
    assert copied(other)[1]["others"] == []
