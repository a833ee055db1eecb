"""A mailing of 10,000 messages whose worker is killed again and again: each address once, at most one repeat per kill.

On PostgreSQL with Redis, and on SQLite with the embedded broker: whatever the suite runs on.
"""

import os
import random
import signal
import time

import pytest
from celery import current_app
from django.utils import timezone

from communications.models import Mailing, MailingTerms
from portal.notifications.models import Notification
from tests.fixtures.builders import make_commune, make_member
from tests.fixtures.items import publish_item
from tests.fixtures.subscribers import follow_many, let_go
from tests.notifications.servers import mail_server

MESSAGES, KILLS = 10_000, 12
WORKER = ("worker", "--pool", "solo", "--without-gossip", "--without-mingle")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]


@pytest.fixture
def mailing():
    commune, at = make_commune(), timezone.now()
    publisher, director = make_member(commune, "publisher"), make_member(commune, "director")
    MailingTerms.objects.create(commune=commune, per_second=10_000)
    follow_many(commune, MESSAGES, at=at)
    item = publish_item(commune, by=publisher, at=at)
    return let_go(item, publisher=publisher, director=director, at=at)


def wait_for(condition, *, seconds, what):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"waited {seconds} s for {what}"
        time.sleep(0.05)


def ask_for_rounds():
    current_app.send_task("communications.tasks.send_mailings")
    current_app.send_task("portal.notifications.tasks.deliver_messages")


def release():
    """What a killed worker had claimed is tried again now, not when its lease ends in three minutes."""
    Notification.objects.filter(next_try_at__gt=timezone.now()).update(next_try_at=timezone.now())


def test_ten_thousand_messages_and_a_worker_that_dies_twelve_times(
    mailing, start_celery, child_environment, settings, caplog
):
    caplog.set_level("WARNING", "mail.log")
    dice = random.Random(seed := int(os.environ.get("KILL_SEED", time.time())))
    print(f"KILL_SEED={seed}")
    with mail_server(settings) as sink:
        child_environment["EMAIL_URL"] = f"smtp://127.0.0.1:{settings.EMAIL_PORT}/"
        for number in range(KILLS):
            worker = start_celery(*WORKER)
            ask_for_rounds()
            reached = len(sink.messages) + (0 if number == 0 else dice.randint(1, MESSAGES // KILLS // 2))
            wait_for(lambda reached=reached: len(sink.messages) >= reached, seconds=120, what="mail to be sent")
            time.sleep(dice.uniform(0, 1.5))
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
            release()
        assert len(sink.messages) < MESSAGES, "the kills must fall in the middle"
        start_celery(*WORKER)
        began, before = time.monotonic(), len(sink.messages)
        ask_for_rounds()
        wait_for(lambda: not waiting(), seconds=400, what="everything to be sent")
    sent, took = len(sink.messages) - before, time.monotonic() - began
    print(f"{KILLS} kills, {len(sink.messages) - MESSAGES} repeated; the last {sent} at {sent / took:.0f}/s")
    assert_each_once(sink)


def waiting():
    queued = Notification.objects.filter(template="communications/mail/item").count()
    return queued < MESSAGES or Notification.objects.filter(next_try_at__isnull=False).exists()


def assert_each_once(sink):
    identities = [message["Message-ID"] for message in sink.messages]
    assert len(set(identities)) == MESSAGES
    assert len({message["To"] for message in sink.messages}) == MESSAGES
    assert len(identities) - MESSAGES <= KILLS
    assert Notification.objects.filter(sent_at=None).count() == 0
    assert Mailing.objects.get().queued == MESSAGES
