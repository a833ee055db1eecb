"""The daily and the weekly digest: what each follows, the newest first, never empty, nothing twice or left out."""

from datetime import timedelta

import pytest
from django.core import mail as sent_mail

from communications.models import DigestRun
from communications.services import digests, publishing
from communications.services.subscribing import Wish
from communications.states.items import Scope
from complaints.models import Category
from portal.notifications import delivery
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, make_category
from tests.fixtures.items import WORDS, make_theme, publish_item
from tests.fixtures.publications import publish
from tests.fixtures.subscribers import follow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
MORNING = NOW.replace(hour=8, minute=0) + timedelta(days=1)  # a Tuesday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def texts(at):
    """Who got what in the digests of a moment."""
    sent_mail.outbox.clear()
    digests.send(at=at)
    delivery.deliver_waiting(clock=lambda: at + HOUR)
    return {message.to[0]: message.body for message in sent_mail.outbox}


def test_each_gets_what_they_follow_and_nobody_an_empty_one(commune, publisher):
    theme = make_theme(commune)
    follow(commune, "all@example.org", frequency="daily")
    follow(commune, "ar@example.org", frequency="daily", language="ar")
    follow(commune, "theme@example.org", frequency="daily", wishes=[Wish(Scope.THEME, theme=theme)])
    follow(commune, "none@example.org", frequency="daily", wishes=[Wish(Scope.THEME, theme=make_theme(commune, "x"))])
    publish_item(commune, by=publisher, themes=[theme], at=NOW + HOUR)
    publish_item(commune, by=publisher, title_fr="Coupure d’eau", title_ar="انقطاع", kind="cut", at=NOW + 2 * HOUR)
    sent = texts(MORNING)
    assert set(sent) == {"all@example.org", "ar@example.org", "theme@example.org"}
    assert sent["all@example.org"].index("Coupure d’eau") < sent["all@example.org"].index(WORDS["title_fr"])
    assert "Coupure d’eau" not in sent["theme@example.org"]
    assert WORDS["title_ar"] in sent["ar@example.org"]


def test_before_the_hour_nothing_goes_out_and_after_it_once(commune, publisher):
    follow(commune, frequency="daily")
    publish_item(commune, by=publisher, at=NOW + HOUR)
    assert texts(MORNING - timedelta(minutes=1)) == {}
    assert len(texts(MORNING)) == 1
    assert texts(MORNING + HOUR) == {}
    assert texts(MORNING + DAY) == {}


def test_a_day_without_a_worker_leaves_nothing_out(commune, publisher):
    follow(commune, frequency="daily")
    texts(MORNING)
    publish_item(commune, by=publisher, at=MORNING + HOUR)
    publish_item(commune, by=publisher, title_fr="Plus tard", at=MORNING + DAY + HOUR)
    [text] = texts(MORNING + 3 * DAY).values()
    assert WORDS["title_fr"] in text and "Plus tard" in text


def test_the_weekly_one_goes_out_on_its_day(commune, publisher):
    follow(commune, frequency="weekly")
    publish_item(commune, by=publisher, at=NOW + HOUR)
    assert texts(MORNING) == {}, "Tuesday"
    monday = MORNING + 6 * DAY
    assert len(texts(monday)) == 1
    assert list(DigestRun.objects.filter(frequency="weekly").values_list("to_at", flat=True)) == [monday]


def test_what_is_published_again_is_told_once(commune, publisher):
    follow(commune, frequency="daily")
    item = publish_item(commune, by=publisher, at=NOW + HOUR)
    assert len(texts(MORNING)) == 1
    publishing.withdraw(item, by=publisher, at=MORNING + HOUR, reason="x")
    publishing.publish(item, by=publisher, at=MORNING + HOUR)
    assert texts(MORNING + DAY) == {}


def test_what_was_taken_away_meanwhile_is_not_told(commune, publisher):
    follow(commune, frequency="daily")
    item = publish_item(commune, by=publisher, at=NOW + HOUR)
    digests.send(at=MORNING)
    publishing.withdraw(item, by=publisher, at=MORNING, reason="x")
    delivery.deliver_waiting(clock=lambda: MORNING + HOUR)
    assert sent_mail.outbox == []
    assert Notification.objects.get(template="communications/mail/digest").given_up_at


def test_what_was_public_before_the_yes_is_not_told(commune, publisher):
    publish_item(commune, by=publisher, at=NOW + HOUR)
    follow(commune, frequency="daily", at=NOW + 2 * HOUR)
    assert texts(MORNING) == {}


def test_published_complaints_of_a_topic_and_a_district(commune, clerk):
    Category.objects.of(commune).update(publishable=True)
    follow(commune, "a@example.org", wishes=[Wish(Scope.CASES)], frequency="daily", at=NOW - DAY)
    complaint = publish(commune, by=clerk)
    elsewhere = make_category(commune, code="elsewhere")
    fits = Wish(Scope.CASES, topic=complaint.topic)
    misses = Wish(Scope.CASES, topic=elsewhere.topic_ptr)
    follow(commune, "b@example.org", wishes=[fits], frequency="daily", at=NOW - DAY)
    follow(commune, "c@example.org", wishes=[misses], frequency="daily", at=NOW - DAY)
    Notification.objects.all().delete()  # what was written to the citizen
    sent = texts(MORNING)
    assert set(sent) == {"a@example.org", "b@example.org"}
    assert complaint.reference in sent["a@example.org"]
