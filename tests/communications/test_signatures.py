"""Signing a petition: an address says yes by its link, once; taken back by the same link until it is deposited."""

from datetime import timedelta

import pytest
from django.test import Client

from communications.models import Petition, Signature
from communications.own_data import forget, of
from communications.services import petitioning, signing
from communications.services.errors import NotPossible
from communications.tasks import hourly_round
from portal.cases.codes import sealed
from portal.cases.contacts import Contact
from portal.notifications import suppressions
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, make_commune
from tests.fixtures.desk import text_of
from tests.fixtures.petitions import begin_petition, show_petition, sign_petition

from .test_petitions import SIGN, again, link_of, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "seeded")]


@pytest.fixture
def petition(commune, answerer):
    return show_petition(begin_petition(commune), by=answerer)


def test_a_signature_counts_once_its_address_has_said_yes(reader, petition):
    sent = reader.post(page_of(petition), SIGN, follow=True)
    assert "lien" in text_of(sent)
    row = Signature.objects.get()
    assert again(petition).online == 0
    message = Notification.objects.get(template="communications/mail/signature")
    assert (message.recipient, message.language) == ("nadia@example.org", "fr")
    page = text_of(reader.get(link_of(row)))
    assert "Pas encore confirmée" in page
    assert again(petition).online == 0, "opening the page changes nothing"
    for _time in range(2):
        reader.post(link_of(row), {"confirm": "1"})
    assert again(petition).online == 1


def test_an_address_signs_once_and_nobody_learns_whether_it_had(reader, petition):
    first = reader.post(page_of(petition), SIGN)
    signing.confirm(Signature.objects.get(), at=NOW)
    second = reader.post(page_of(petition), {**SIGN, "email": "NADIA@example.org", "name": "X"})
    assert first["Location"] == second["Location"]
    assert Signature.objects.get().name == "Nadia"
    assert Notification.objects.filter(template="communications/mail/signature").count() == 1, "one question a day"


def test_a_signature_is_taken_back_until_the_petition_is_deposited(reader, petition):
    first, second = sign_petition(petition), sign_petition(petition, "other@example.org")
    reader.post(link_of(first), {"take_back": "1"})
    assert again(petition).online == 1
    assert reader.get(link_of(first)).status_code == 404
    assert not Notification.objects.filter(recipient="nadia@example.org").exists()
    petitioning.deposit(petition, by=None, at=NOW)
    reader.post(link_of(second), {"take_back": "1"})
    assert again(petition).online == 1
    late = sealed("signature", second.pk)
    assert reader.get(f"/fr/news/petitions/signature/{late[:-1]}x/").status_code == 404
    for act in (signing.take_back, lambda row: signing.confirm(row, at=NOW)):
        with pytest.raises(NotPossible):
            act(second)


def test_what_is_deposited_collects_no_more(reader, petition):
    waiting = sign_petition(petition, confirmed=False)
    petitioning.deposit(petition, by=None, at=NOW)
    answer = reader.post(page_of(petition), {**SIGN, "email": "late@example.org"})
    assert "ne recueille plus" in text_of(answer)
    assert "late@example.org" in answer.content.decode()
    reader.post(link_of(waiting), {"confirm": "1"})
    assert again(petition).online == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"), ({"quarter": ""}, "quarter"), ({"resident": ""}, "resident"), ({"email": ""}, "email"),
        ({"agree": ""}, "agree"), ({"name": "x" * 121}, "name"), ({"name": "a\x00"}, "name"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_beside_it(reader, petition, wrong, field):
    answer = reader.post(page_of(petition), {**SIGN, **wrong})
    assert list(answer.context["form"].errors) == [field]
    assert "Hay Al Manar" in answer.content.decode() or "quarter" in wrong
    assert not Signature.objects.exists()


def test_a_petition_that_nobody_has_read_is_signed_by_nobody(reader, commune):
    hidden = begin_petition(commune)
    assert reader.post(page_of(hidden), SIGN).status_code == 404
    assert reader.get("/fr/news/petitions/%00/").status_code == 404


def test_an_address_that_refused_messages_is_not_written_to(reader, commune, petition):
    suppressions.add(commune, channel="email", address="nadia@example.org", reason="refused", at=NOW)
    assert reader.post(page_of(petition), SIGN).status_code == 302
    assert not Signature.objects.exists()


def test_the_same_address_cannot_be_written_to_a_hundred_times(reader, petition):
    answers = [reader.post(page_of(petition), SIGN).status_code for _ in range(7)]
    assert answers == [302] * 5 + [429] * 2


def test_the_link_works_in_its_commune_alone(petition):
    row, _other = sign_petition(petition, confirmed=False), make_commune("AUT")
    elsewhere = Client(headers={"host": "aut.localhost"})
    assert elsewhere.get(link_of(row)).status_code == 404


def test_what_no_address_confirms_goes_after_seven_days(petition, monkeypatch):
    kept, late = sign_petition(petition), sign_petition(petition, "late@example.org", confirmed=False)
    assert signing.forget(at=NOW + timedelta(days=7)) == 0
    assert signing.forget(at=NOW + timedelta(days=7, seconds=1)) == 1
    assert list(Signature.objects.all()) == [kept]
    assert not Notification.objects.filter(recipient=late.address).exists()
    hourly_round()
    assert Signature.objects.filter(pk=kept.pk).exists()


def test_the_copy_of_one_s_data_holds_what_one_signed_and_forgetting_takes_it(commune, petition, answerer):
    sign_petition(petition)
    mine = Contact("email", "nadia@example.org")
    assert petition.subject in str(of(commune, mine))
    other = show_petition(begin_petition(commune), by=answerer)
    sign_petition(other)
    petitioning.deposit(other, by=None, at=NOW)
    forget(commune, mine, before=NOW, at=NOW)
    assert of(commune, mine) == []
    assert [row.online for row in Petition.objects.order_by("pk")] == [0, 1], "what was deposited still counts"
    assert Signature.objects.get().name == ""
