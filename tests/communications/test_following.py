"""Following without an account: asked first, changed and left by a link, opened by a scanner without harm."""

from datetime import timedelta

import pytest
from django.core import mail as sent_mail
from django.test import Client

from communications.mail import MANAGE
from communications.models import Subscriber, Subscription
from communications.services import subscribing
from communications.services.subscribing import Wish
from communications.states.items import Scope
from portal.cases.codes import sealed
from portal.notifications import delivery, suppressions
from portal.notifications.models import Notification
from tests.fixtures.builders import NOW, make_commune
from tests.fixtures.desk import HOST, text_of
from tests.fixtures.items import make_theme
from tests.fixtures.subscribers import ask, follow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TYPED = {"everything": "on", "email": "Amal@Example.org", "frequency": "at_once", "language": "fr", "agree": "on"}


def page_of(row, name="follow"):
    return f"/fr/news/{name}/{sealed(MANAGE, row.pk)}/"


def deliver(at=NOW):
    return delivery.deliver_waiting(clock=lambda: at)


def test_from_the_form_to_a_confirmed_address(reader, commune):
    theme = make_theme(commune)
    answer = reader.post("/fr/news/follow/", {**TYPED, "everything": "", "themes": [theme.pk]}, follow=True)
    assert "lien dans le courriel" in text_of(answer)
    row = Subscriber.objects.get()
    assert (row.address, row.confirmed_at) == ("amal@example.org", None)
    deliver()
    [message] = sent_mail.outbox
    assert page_of(row) in message.body
    assert "Thème works" in message.body
    page = reader.get(page_of(row))
    assert Subscriber.objects.get().confirmed_at is None, "opening the page is no yes"
    assert "Thème works" in text_of(page)
    reader.post(page_of(row), {"confirm": "1"})
    row.refresh_from_db()
    assert row.confirmed_at == NOW
    assert row.subscriptions.get().confirmed_at == NOW


def test_a_phone_is_asked_by_sms(reader, commune):
    reader.post("/ar/news/follow/", {**TYPED, "email": "", "phone": "0612345678", "language": "ar"})
    row = Subscriber.objects.get()
    assert (row.channel, row.address) == ("sms", "+212612345678")
    assert Notification.objects.get().channel == "sms"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"everything": ""}, "themes"),
        ({"email": ""}, "email"),
        ({"email": "amal@"}, "email"),
        ({"agree": ""}, "agree"),
        ({"themes": ["999999"]}, "themes"),
        ({"frequency": "hourly"}, "frequency"),
        ({"language": "de"}, "language"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_nothing_is_kept(typed, field, reader, commune):
    page = reader.post("/fr/news/follow/", {**TYPED, **typed})
    form = page.context["form"]
    assert field in form.errors
    assert form["email"].value() == typed.get("email", TYPED["email"])
    assert not Subscriber.objects.exists()


def test_the_same_address_a_hundred_times_is_one_row_and_one_question_a_day(commune):
    for number in range(100):
        ask(commune, at=NOW + timedelta(seconds=number))
    assert Subscriber.objects.count() == Subscription.objects.count() == Notification.objects.count() == 1


def test_asking_too_often_is_held_back_and_keeps_what_was_typed(reader, commune):
    answers = [reader.post("/fr/news/follow/", TYPED).status_code for _number in range(6)]
    assert answers == [302] * 5 + [429]
    assert "Amal@Example.org" in reader.post("/fr/news/follow/", TYPED).content.decode()


def test_what_somebody_adds_to_a_confirmed_address_waits_for_its_yes(commune):
    row = follow(commune)
    theme = make_theme(commune)
    ask(commune, row.address, wishes=[Wish(Scope.THEME, theme=theme)], language="ar", frequency="daily")
    assert [one.confirmed_at for one in row.subscriptions.all()] == [NOW, None]
    row.refresh_from_db()
    assert row.language == "fr", "a stranger does not change the language"


def test_an_address_changes_its_wishes_on_its_page(reader, commune):
    row, theme = follow(commune), make_theme(commune)
    first = row.subscriptions.get()
    reader.post(
        page_of(row), {f"often_{first.pk}": "weekly", "themes": [theme.pk], "frequency": "daily", "language": "ar"}
    )
    row.refresh_from_db()
    assert row.language == "ar"
    assert {(one.target, one.frequency) for one in row.subscriptions.all()} == {
        ("everything", "weekly"), (f"theme:theme{theme.pk}", "daily"),
    }  # fmt: skip
    assert all(one.confirmed_at for one in row.subscriptions.all())


def test_who_wants_nothing_any_more_is_deleted(reader, commune):
    row = follow(commune)
    reader.post(page_of(row), {f"often_{row.subscriptions.get().pk}": "", "language": "fr"})
    assert not Subscriber.objects.exists()
    assert not Notification.objects.exclude(recipient="").exists()


def test_published_complaints_are_never_told_one_by_one(reader, commune):
    reader.post("/fr/news/follow/", {**TYPED, "everything": "", "cases": "on"})
    assert Subscription.objects.get().frequency == "daily"


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_mail_scanner_that_opens_the_link_unsubscribes_nobody(method, reader, commune):
    row = follow(commune)
    for name in ("unsubscribe", "follow"):
        assert getattr(reader, method)(page_of(row, name)).status_code == 200
    assert Subscriber.objects.filter(confirmed_at__isnull=False).exists()


def test_one_click_unsubscribes_without_cookie_or_token_of_a_form(commune):
    row = follow(commune)
    strict = Client(enforce_csrf_checks=True, headers={"host": HOST})
    answer = strict.post(page_of(row, "unsubscribe"), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert not Subscriber.objects.exists()
    again = strict.post(page_of(row, "unsubscribe"), {"List-Unsubscribe": "One-Click"})
    assert (again.status_code, again.content) == (answer.status_code, answer.content)


def test_the_button_for_people_does_the_same(reader, commune):
    row = follow(commune)
    answer = reader.post(page_of(row, "unsubscribe"), {"leave": "1"})
    assert "Votre adresse a été supprimée" in text_of(answer)
    assert not Subscriber.objects.exists()


def test_a_link_that_was_altered_opens_nothing(reader, commune):
    row = follow(commune)
    altered = page_of(row).replace(f"/{row.pk}-", f"/{row.pk + 1}-")
    assert reader.get(altered).status_code == 404
    assert reader.post(altered, {"leave": "1"}).status_code == 404
    reader.post(altered.replace("follow", "unsubscribe"), {"List-Unsubscribe": "One-Click"})
    assert Subscriber.objects.exists()


def test_the_link_of_another_commune_opens_nothing(reader, commune):
    row = follow(make_commune("TNG"))
    assert reader.get(page_of(row)).status_code == 404
    reader.post(page_of(row, "unsubscribe"), {"List-Unsubscribe": "One-Click"})
    assert Subscriber.objects.exists()


def test_never_ask_this_address_again(reader, commune):
    reader.post("/fr/news/follow/", TYPED)
    reader.post(page_of(Subscriber.objects.get()), {"refuse": "1"})
    assert suppressions.holds(commune, channel="email", address="AMAL@example.org", at=NOW + timedelta(days=4000))
    answer = reader.post("/fr/news/follow/", TYPED, follow=True)
    assert "lien dans le courriel" in text_of(answer), "nobody learns who refused"
    assert not Subscriber.objects.exists()
    assert not Notification.objects.exclude(recipient="").exists()


def test_what_never_was_confirmed_is_forgotten_after_seven_days(commune):
    ask(commune, "a@example.org")
    kept = follow(commune, "b@example.org")
    assert subscribing.forget(at=NOW + timedelta(days=7)) == 0
    assert subscribing.forget(at=NOW + timedelta(days=7, seconds=1)) == 1
    assert [row.pk for row in Subscriber.objects.all()] == [kept.pk]
