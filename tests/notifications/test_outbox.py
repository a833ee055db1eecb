"""One row a message; sent once, repeated only with the same Message-ID, given up in the end, never lost."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from portal.cases.models import Case
from portal.cases.services import lifecycle, reach
from portal.notifications import delivery, outbox, return_path
from portal.notifications.gsm import economical, parts
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, file_complaint
from tests.notifications.servers import mail_server, sms_gateway

PHONE = "+212612345678"


def deliver(at=NOW):
    return delivery.deliver_waiting(clock=lambda: at)


def test_the_same_cause_never_writes_two_rows(commune):
    for _ in range(3):
        outbox.queue(
            commune, key="once", channel="email", recipient="a@example.org", language="ar",
            template="cases/mail/receipt",
            at=NOW,
        )  # fmt: skip
    assert Notification.objects.count() == 1


def test_a_message_of_a_transaction_that_failed_does_not_exist(commune):
    with pytest.raises(RuntimeError), transaction.atomic():
        file_complaint(commune)
        raise RuntimeError
    assert not Notification.objects.exists()
    assert not Case.objects.exists()


@pytest.mark.parametrize(("language", "subject"), [("ar", "وصل"), ("fr", "Nous avons reçu")])
def test_a_receipt_goes_out_in_the_language_of_the_citizen_as_text_and_html(commune, settings, language, subject):
    complaint = file_complaint(commune, language=language)
    with mail_server(settings) as sink:
        assert deliver() == 1
    mail = sink.messages[0]
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    assert subject in mail["Subject"]
    assert complaint.reference in text
    assert f'lang="{language}"' in html
    assert ('dir="rtl"' in html) == (language == "ar")
    assert mail["Content-Language"] == language


def test_no_stored_row_holds_the_tracking_code(commune):
    complaint = file_complaint(commune)
    row = Notification.objects.get()
    assert set(row.context) == {"to"}
    assert complaint.description not in json.dumps(row.context)


def test_a_server_that_refuses_is_asked_again_with_the_same_message_id(commune, settings):
    file_complaint(commune)
    with mail_server(settings) as sink:
        sink.refusals = 1
        assert deliver() == 0
        row = Notification.objects.get()
        assert (row.attempts, row.sent_at) == (1, None)
        assert row.next_try_at == NOW + timedelta(minutes=1)
        assert deliver(NOW + timedelta(minutes=2)) == 1
    row.refresh_from_db()
    assert (row.attempts, row.next_try_at) == (2, None)
    assert sink.messages[0]["Message-ID"] == f"<outbox-{row.pk}@{settings.MAIL_DOMAIN}>"


def test_a_worker_killed_after_sending_repeats_with_the_same_message_id(commune, settings):
    """The claim outlives the worker by its lease; then another one sends again, recognisably."""
    file_complaint(commune)
    row = Notification.objects.get()
    with mail_server(settings) as sink:
        deliver()
        Notification.objects.update(sent_at=None, next_try_at=NOW + delivery.LEASE, attempts=1)  # as if never committed
        assert deliver(NOW + timedelta(minutes=1)) == 0
        assert deliver(NOW + delivery.LEASE) == 1
    assert [mail["Message-ID"] for mail in sink.messages] == [f"<outbox-{row.pk}@{settings.MAIL_DOMAIN}>"] * 2


def test_two_workers_claim_a_message_once(commune, settings):
    file_complaint(commune)
    assert [row.attempts for row in delivery.claim(at=NOW)] == [1]
    assert delivery.claim(at=NOW) == []
    with mail_server(settings) as sink:
        assert deliver() == 0
        assert deliver(NOW + delivery.LEASE) == 1
    assert len(sink.messages) == 1


def test_a_slow_server_does_not_outlast_the_claim(commune, settings):
    """What is left when half of the lease is over is given back, and sent in the next round: nothing twice."""
    for number in range(3):
        file_complaint(commune, email=f"{number}@example.org")
    moments = iter([NOW, NOW, NOW + delivery.LEASE, *[NOW + delivery.LEASE] * 9])
    with mail_server(settings) as sink:
        assert delivery.deliver_waiting(clock=lambda: next(moments)) == 3
    assert len({mail["Message-ID"] for mail in sink.messages}) == len(sink.messages) == 3
    assert {row.attempts for row in Notification.objects.all()} == {1}


def test_what_is_taken_back_after_the_claim_is_not_sent(commune, settings):
    file_complaint(commune)
    with mail_server(settings) as sink, delivery.Gateways() as gateways:
        [row] = delivery.claim(at=NOW)
        Notification.objects.all().delete()
        assert not delivery._deliver(row, gateways, NOW)
    assert sink.messages == []


def test_one_connection_serves_many_messages_and_a_broken_one_is_replaced(commune, settings):
    for number in range(4):
        file_complaint(commune, email=f"{number}@example.org")
    with mail_server(settings) as sink:
        sink.refusals = 1
        assert deliver() == 3
        assert sink.connections == 2


def test_each_message_has_a_return_path_of_its_own_where_one_is_set(commune, settings):
    settings.BOUNCE_ADDRESS = "bounces@larache.example"
    file_complaint(commune)
    row = Notification.objects.get()
    with mail_server(settings) as sink:
        deliver()
    [sender] = sink.senders
    assert sender.startswith(f"bounces+{row.pk}-")
    assert return_path.row_in(sender) == row.pk
    assert return_path.row_in(sender.replace(f"+{row.pk}-", f"+{row.pk + 1}-")) is None
    assert sink.messages[0]["From"].addresses[0].addr_spec == settings.DEFAULT_FROM_EMAIL


def test_a_message_given_up_puts_the_case_among_those_not_reached(commune, settings):
    complaint = file_complaint(commune)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    at = NOW
    for _ in range(len(delivery.BACK_OFF) + 1):
        deliver(at)
        at += timedelta(days=2)
    row = Notification.objects.get()
    assert row.given_up_at is not None
    assert "Connection" in row.error
    reach.note_unreached(since=row.given_up_at - timedelta(days=1))
    assert Case.objects.get(pk=complaint.pk).unreached_at == row.given_up_at


def test_a_text_that_fails_to_render_does_not_hold_up_the_others(commune, settings):
    file_complaint(commune)
    Notification.objects.update(template="cases/mail/absent")
    file_complaint(commune, email="second@example.org")
    with mail_server(settings) as sink:
        assert deliver() == 1
    assert sink.messages[0]["To"] == "second@example.org"


def test_who_has_only_a_phone_gets_an_sms_in_a_file(commune, settings, tmp_path):
    settings.SMS_URL = tmp_path.as_uri()
    complaint = file_complaint(commune, email="", phone=PHONE)
    assert deliver() == 1
    sms = json.loads(next(Path(tmp_path).glob("*.json")).read_text())
    assert sms["to"] == PHONE
    assert complaint.reference in sms["text"]
    assert sms["parts"] == parts(sms["text"])


def test_an_sms_gateway_that_fails_is_asked_again_with_the_same_key(commune, settings, clerk):
    complaint = file_complaint(commune, email="", phone=PHONE)
    with sms_gateway(settings, status=500) as refused:
        assert deliver() == 0
    with sms_gateway(settings) as accepted:
        assert deliver(NOW + timedelta(minutes=2)) == 1
    assert refused[0]["header"] == accepted[0]["header"] == accepted[0]["key"]
    lifecycle.answer(complaint, by=clerk, at=NOW, outcome="resolved", text="تم")
    assert complaint.deadlines.get().state == "met"


@pytest.mark.parametrize(
    ("text", "count"),
    [("a" * 160, 1), ("a" * 161, 2), ("€" * 80, 1), ("€" * 81, 2), ("ش" * 70, 1), ("ش" * 71, 2), ("ش" * 135, 3)],
)
def test_sms_parts_are_counted_as_the_networks_bill_them(text, count):
    assert parts(text) == count


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("L’eau\u00a0: «\u00a0coupée\u00a0»,\n9 – 12 h…", 'L\'eau : " coupée ", 9 - 12 h...'),
        ("L’eau sera coupée – peut-être", "L’eau sera coupée – peut-être"),
        ("انقطاع الماء – “غدا”…", "انقطاع الماء – “غدا”…"),
    ],
)
def test_print_becomes_typing_only_where_that_saves_parts(text, sent):
    assert economical(text) == sent


def test_a_broker_that_is_down_does_not_stop_a_filing(commune, broker_away, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        complaint = file_complaint(commune)
    assert Notification.objects.get().about.endswith(str(complaint.pk))
