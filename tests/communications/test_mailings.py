"""Sending to many: asked for by one, let go by another, in batches, stopped, and to nobody twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail as sent_mail
from django.db import IntegrityError, transaction

from communications import preview
from communications.models import Mailing, MailingTerms
from communications.services import editing, mailings, publishing
from communications.services.errors import NotPossible
from communications.services.subscribing import Wish
from communications.states.items import Scope
from portal.notifications import delivery, suppressions
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, make_commune, make_member
from tests.fixtures.desk import sign_in, text_of
from tests.fixtures.items import WORDS, make_theme, publish_item, write_item
from tests.fixtures.subscribers import ask, follow, follow_many, let_go

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def director(commune):
    return make_member(commune, "director", email="director@example.org")


@pytest.fixture
def item(commune, publisher):
    return publish_item(commune, by=publisher)


def deliver(at=NOW + timedelta(hours=1)):
    return delivery.deliver_waiting(clock=lambda: at)


def received():
    return sorted(message.to[0] for message in sent_mail.outbox)


def test_from_the_request_to_the_mail_boxes(commune, item, publisher, director):
    follow(commune, "fr@example.org")
    follow(commune, "ar@example.org", language="ar")
    desk, boss = sign_in(publisher), sign_in(director)
    address = f"/backoffice/items/{item.pk}/mailing/"
    desk.post(f"{address}ask/")
    assert Mailing.objects.get().counted == {"email:ar": 1, "email:fr": 1}
    assert WORDS["title_fr"] in boss.get("/backoffice/").content.decode()
    boss.post(f"{address}approve/")
    mailings.advance(at=NOW)
    assert deliver() == 2
    assert received() == ["ar@example.org", "fr@example.org"]
    by_address = {message.to[0]: message for message in sent_mail.outbox}
    assert by_address["ar@example.org"].subject == WORDS["title_ar"]
    assert by_address["fr@example.org"].subject == WORDS["title_fr"]
    assert "<strong>" not in by_address["fr@example.org"].body
    mailings.advance(at=NOW + timedelta(minutes=1))
    page = boss.get(address)
    assert page.context["progress"]["sent"] == 2
    assert Mailing.objects.get().status == "sent"


def test_each_message_says_why_and_how_to_stop(commune, item, publisher, director):
    follow(commune)
    let_go(item, publisher=publisher, director=director)
    mailings.advance(at=NOW)
    deliver()
    [message] = sent_mail.outbox
    headers = message.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/fr/news/unsubscribe/" in headers["List-Unsubscribe"]
    assert headers["List-Unsubscribe"].strip("<>").replace("unsubscribe", "follow") in message.body
    assert "parce que vous suivez" in message.body


def test_nobody_lets_go_what_they_asked_for(commune, item, director):
    desk = sign_in(director)
    address = f"/backoffice/items/{item.pk}/mailing/"
    desk.post(f"{address}ask/")
    desk.post(f"{address}approve/")
    assert Mailing.objects.get().status == "asked"
    with pytest.raises(IntegrityError), transaction.atomic():
        Mailing.objects.update(decided_by=director, status="sending")


def test_a_publisher_lets_nothing_go(commune, item, publisher):
    mailings.ask(item, by=make_member(commune, "publisher"), at=NOW)
    desk = sign_in(publisher)
    assert desk.post(f"/backoffice/items/{item.pk}/mailing/approve/").status_code == 403
    assert desk.post(f"/backoffice/items/{item.pk}/mailing/refuse/", {"reason": "x"}).status_code == 403
    assert Mailing.objects.get().status == "asked"


def test_what_was_refused_says_why_and_may_be_asked_for_again(commune, item, publisher, director):
    mailings.ask(item, by=publisher, at=NOW)
    boss = sign_in(director)
    boss.post(f"/backoffice/items/{item.pk}/mailing/refuse/", {"reason": ""})
    assert Mailing.objects.get().status == "asked"
    boss.post(f"/backoffice/items/{item.pk}/mailing/refuse/", {"reason": "Date fausse"})
    assert "Date fausse" in text_of(sign_in(publisher).get(f"/backoffice/items/{item.pk}/mailing/"))
    assert mailings.ask(item, by=publisher, at=NOW).status == "asked"


def test_an_item_is_sent_once_even_when_it_is_published_again(commune, item, publisher, director):
    follow(commune)
    let_go(item, publisher=publisher, director=director)
    mailings.advance(at=NOW)
    publishing.withdraw(item, by=publisher, at=NOW, reason="x")
    publishing.publish(item, by=publisher, at=NOW)
    with pytest.raises(NotPossible):
        mailings.ask(item, by=publisher, at=NOW)


def test_a_draft_is_not_sent(commune, publisher):
    with pytest.raises(NotPossible):
        mailings.ask(write_item(commune, by=publisher), by=publisher, at=NOW)


def test_what_is_scheduled_is_sent_when_it_is_public(commune, publisher, director):
    follow(commune)
    later = publish_item(commune, by=publisher, publish_at=NOW + timedelta(days=1))
    let_go(later, publisher=publisher, director=director)
    assert mailings.advance(at=NOW) == 0
    assert mailings.advance(at=NOW + timedelta(days=1)) == 1


def test_what_is_stopped_sends_no_more(commune, item, publisher, director):
    follow_many(commune, 100)
    MailingTerms.objects.create(commune=commune, per_second=1)
    let_go(item, publisher=publisher, director=director)
    mailings.advance(at=NOW)
    assert deliver(NOW + timedelta(seconds=9)) == 10
    sign_in(publisher).post(f"/backoffice/items/{item.pk}/mailing/stop/")
    assert deliver() == 0
    assert mailings.advance(at=NOW + timedelta(minutes=5)) == 0
    assert len(sent_mail.outbox) == 10


def test_taking_the_item_away_stops_its_mailing(commune, item, publisher, director):
    follow_many(commune, 3)
    let_go(item, publisher=publisher, director=director)
    mailings.advance(at=NOW)
    publishing.withdraw(item, by=publisher, at=NOW, reason="erreur")
    assert deliver() == 0
    assert Mailing.objects.get().status == "stopped"


def test_batches_keep_to_the_rate_and_a_round_again_sends_nothing_twice(commune, item, publisher, director):
    follow_many(commune, 150)
    MailingTerms.objects.create(commune=commune, per_second=1)
    let_go(item, publisher=publisher, director=director)
    assert mailings.advance(at=NOW) == 60
    assert Notification.objects.waiting(NOW + timedelta(seconds=29)).count() == 30
    later = NOW + timedelta(minutes=1)
    assert mailings.advance(at=later) == 0, "what still waits counts"
    deliver(later)
    Mailing.objects.update(cursor=0)  # as if the row had been lost
    assert mailings.advance(at=later) == 60
    deliver(later + timedelta(minutes=1))
    assert len(set(received())) == len(received()) == 60
    for _round in range(4):
        later += timedelta(minutes=2)
        mailings.advance(at=later)
        deliver(later + timedelta(minutes=1))
    assert len(set(received())) == len(received()) == 150
    assert Mailing.objects.get().status == "sent"


def test_only_those_whom_it_concerns_are_told(commune, publisher):
    theme, other = make_theme(commune), make_theme(commune, "other")
    manar, lighting = commune.districts.last(), commune.departments.get(code="lighting")
    wishes = {
        "all": Wish(Scope.EVERYTHING), "theme": Wish(Scope.THEME, theme=theme), "other": Wish(Scope.THEME, theme=other),
        "place": Wish(Scope.DISTRICT, district=manar), "service": Wish(Scope.DEPARTMENT, department=lighting),
        "cases": Wish(Scope.CASES),
    }  # fmt: skip
    for name, wish in wishes.items():
        follow(commune, f"{name}@example.org", wishes=[wish])
    follow(commune, "daily@example.org", frequency="daily")
    follow(make_commune("TNG"), "elsewhere@example.org")
    ask(commune, "silent@example.org")
    follow(commune, "held@example.org")
    suppressions.add(commune, channel="email", address="held@example.org", reason="bounced", at=NOW)

    def told(**fields):
        item = publish_item(commune, by=publisher, **fields)
        return {row.address.partition("@")[0] for row in mailings.recipients(item, at=NOW)}

    assert told(themes=[theme]) == {"all", "theme", "place"}
    assert told(everywhere=False, districts=[manar]) == {"all", "place"}
    assert told(everywhere=False, districts=[commune.districts.exclude(pk=manar.pk).first()]) <= {"all", "place"}
    assert told(department=lighting) == {"all", "service", "place"}


def test_a_test_goes_to_the_person_alone(commune, item, publisher):
    follow(commune)
    sign_in(publisher).post(f"/backoffice/items/{item.pk}/mailing/test/")
    deliver()
    assert set(received()) == {"publisher@example.org"}
    assert len(sent_mail.outbox) == 2  # one in each language
    assert "List-Unsubscribe" not in sent_mail.outbox[0].extra_headers


def test_the_page_shows_the_texts_the_parts_and_the_cost(commune, item, publisher):
    follow(commune, "+212612345678", channel="sms")
    terms = MailingTerms.objects.create(commune=commune)
    shown = preview.of(item, counts=mailings.count(item, at=NOW), at=NOW)
    [sms] = [text for text in shown["texts"] if text["is_sms"] and text["language"] == "fr"]
    assert WORDS["title_fr"].replace("’", "'") in sms["text"]
    assert shown["sms_parts"] == sms["parts"] >= 1
    assert shown["sms_cost"] is None
    MailingTerms.objects.filter(pk=terms.pk).update(sms_price=Decimal("0.25"))
    shown = preview.of(item, counts=mailings.count(item, at=NOW), at=NOW)
    assert shown["sms_cost"] == Decimal("0.25") * sms["parts"]
    page = sign_in(publisher).get(f"/backoffice/items/{item.pk}/mailing/")
    assert page.context["total"] == 1


def test_a_change_before_it_leaves_is_what_people_read(commune, item, publisher, director):
    follow(commune)
    let_go(item, publisher=publisher, director=director)
    mailings.advance(at=NOW)
    editing.change(item, by=publisher, at=NOW, title_fr="Titre corrigé")
    deliver()
    assert sent_mail.outbox[0].subject == "Titre corrigé"


def test_mailings_of_another_commune_are_not_there(commune, publisher):
    other = make_commune("TNG")
    item = publish_item(other, by=make_member(other, "publisher"))
    desk = sign_in(publisher)
    assert desk.get(f"/backoffice/items/{item.pk}/mailing/").status_code == 404
    assert desk.post(f"/backoffice/items/{item.pk}/mailing/ask/").status_code == 404
    assert not Mailing.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_for_one_row_and_for_three(count, commune, publisher, django_assert_num_queries):
    desk = sign_in(publisher)
    for _number in range(count):
        mailings.ask(publish_item(commune, by=publisher), by=publisher, at=NOW)
    desk.get("/backoffice/mailings/")
    with django_assert_num_queries(7):
        assert len(desk.get("/backoffice/mailings/").context["rows"]) == count
