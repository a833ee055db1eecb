"""Messages of a mailing are copies of the first one: each with its reader's links, and with nobody else's."""

from datetime import timedelta

import pytest

from communications.models import Subscriber
from communications.services import mailings
from portal.cases.codes import sealed
from portal.notifications import delivery, rendering
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, make_member
from tests.fixtures.items import publish_item
from tests.fixtures.subscribers import follow, let_go
from tests.notifications.servers import mail_server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

READERS = {"a@example.org": "fr", "b@example.org": "ar", "c@example.org": "fr", "d@example.org": "ar"}
BODY = "## Horaires\n\n" + "Le service ouvre à neuf heures et ferme à seize heures. " * 20 + "\n\n- lundi\n- mardi\n"


@pytest.fixture
def send(commune, publisher, settings):
    """Send an item with these words to READERS, or to these addresses; give what arrived by address."""

    def do(readers=READERS, **words):
        for address, language in readers.items():
            follow(commune, address, language=language)
        item = publish_item(commune, by=publisher, **words)
        let_go(item, publisher=publisher, director=make_member(commune, "director"))
        mailings.advance(at=NOW)
        with mail_server(settings) as sink:
            delivery.deliver_waiting(clock=lambda: NOW + timedelta(hours=1))
        assert len(sink.messages) == len(readers)
        return {message["To"].addresses[0].addr_spec: message for message in sink.messages}

    return do


def tokens():
    rows = Subscriber.objects.filter(address__in=READERS)
    return {row.address: sealed("subscriber", row.pk) for row in rows}


def words_of(message):
    return [message.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html")]


def test_each_has_the_links_of_its_reader_and_of_nobody_else(send):
    received = send(body_fr=BODY)
    assert {address: message["Content-Language"] for address, message in received.items()} == READERS
    assert len({message["Message-ID"] for message in received.values()}) == len(READERS)
    for address, token in tokens().items():
        for reader, message in received.items():
            said = [*words_of(message), message["List-Unsubscribe"]]
            assert [token in text for text in said] == [address == reader] * 3, (address, reader)


def test_a_copy_is_what_it_would_be_by_itself(send):
    received = send(body_fr=BODY)
    for row in Notification.objects.filter(recipient__in=READERS):
        alone, message = rendering.render(row), received[row.recipient]
        assert alone.like.own == alone.own, "a row without a memo is the first of its kind"
        assert (message["Subject"].strip(), *words_of(message)) == (alone.subject, alone.text, alone.html)
        assert message["List-Unsubscribe"].strip() == alone.headers["List-Unsubscribe"]
        assert message["From"].addresses[0].display_name == row.commune.name


def test_readers_of_a_language_share_one_writing(send):
    received = send()
    boundaries = {address: message.get_boundary() for address, message in received.items()}
    assert boundaries["a@example.org"] == boundaries["c@example.org"]
    assert boundaries["b@example.org"] == boundaries["d@example.org"]
    assert len(set(boundaries.values())) == 2


def test_words_that_must_be_encoded_are_written_for_each_reader(send):
    """An encoding breaks lines where it likes: in the middle of a link, too."""
    received = send(body_fr="é" * 700)
    assert {message.get_body(("plain",))["Content-Transfer-Encoding"] for message in received.values()} == {
        "8bit", "quoted-printable",
    }  # fmt: skip
    assert received["a@example.org"].get_boundary() != received["c@example.org"].get_boundary()
    for address, token in tokens().items():
        assert all(token in text for text in words_of(received[address]))


def test_an_address_with_letters_of_its_own_is_written_to(send):
    received = send({"a@example.org": "fr", "b@exämple.org": "fr", "c@example.org": "fr"})
    assert set(received) == {"a@example.org", "b@xn--exmple-cua.org", "c@example.org"}


def test_arabic_and_long_paragraphs_are_sent_as_they_are_in_lines_that_mail_allows(send):
    message = send(body_fr=BODY)["a@example.org"]
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert part["Content-Transfer-Encoding"] == "8bit"
        assert max(len(line.encode()) for line in part.get_content().splitlines()) <= 998
    text = words_of(message)[0]
    assert "\n\nHoraires\n\nLe service ouvre" in text
    assert "\n\n– lundi\n\n– mardi\n\n" in text


def test_the_phone_to_ask_is_not_turned_around_among_arabic_letters(send):
    message = send(contact_ar="مصلحة الإنارة 05 39 00 00 11")["b@example.org"]
    assert all("مصلحة الإنارة \u206605\u00a039\u00a000\u00a000\u00a011\u2069" in text for text in words_of(message))
