"""Emergency alerts: on top of every page at once, to all who follow, changed and called off, and nobody overtaken."""

import json
import re
from datetime import timedelta

import pytest
from django.core import mail as sent_mail

from communications.models import Alert, AlertMessage, Mailing
from communications.services import alerting, digests, editing, mailings, publishing
from communications.services.errors import NotPossible
from communications.services.subscribing import Wish
from communications.states.items import Scope
from portal.communes.models import Commune, District
from portal.notifications import delivery
from portal.notifications.models import Notification
from tests.fixtures.alerts import ALERT, OFF, draft_alert, issue_alert
from tests.fixtures.builders import NOW, make_commune, make_member
from tests.fixtures.desk import sign_in, text_of
from tests.fixtures.subscribers import follow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "watched")]
LATER = NOW + timedelta(minutes=10)
TYPED = {**ALERT, "everywhere": "on", "lapses_at": "2026-12-24T18:00"}


def send(at=NOW):
    mailings.advance(at=at)
    delivery.deliver_waiting(clock=lambda: at)
    found, sent_mail.outbox[:] = list(sent_mail.outbox), []
    return found


def page(client, address="/fr/personal-data/"):
    return client.get(address).content.decode()


def test_from_the_form_to_every_page_and_every_subscriber(desk, client, commune):
    follow(commune, "fr@example.org", frequency="weekly")
    phone = follow(commune, "+212612345678", channel="sms", language="ar")
    begun = desk.post("/backoffice/emergencies/add/", TYPED)
    alert = Alert.objects.get()
    assert begun["Location"] == f"/backoffice/emergencies/{alert.pk}/"
    assert "Crue" not in page(client)
    assert client.get(f"/fr/news/{alert.pk}/").status_code == 404
    desk.post(f"/backoffice/emergencies/{alert.pk}/issue/")
    for address in ("/fr/", "/fr/news/", "/fr/personal-data/", "/fr/nowhere/"):
        assert "Crue du Loukkos" in page(client, address)
    assert "فيضان وادي لوكوس" in page(client, "/ar/personal-data/")
    assert client.get(f"/fr/news/{alert.pk}/").status_code == 200
    mails = {message.to[0]: message for message in send()}
    assert mails["fr@example.org"].subject == "Alerte : Crue du Loukkos"
    assert "Éloignez-vous de la rive." in mails["fr@example.org"].body
    assert {row.key for row in Notification.objects.filter(channel="sms")} == {
        f"mailing:{Mailing.objects.get().pk}:{phone.pk}"
    }


def test_what_is_missing_is_named_and_nothing_goes_out(desk, client, commune, publisher):
    alert = draft_alert(commune, by=publisher, contact_ar="", contact_fr="", body_ar="")
    shown = desk.post(f"/backoffice/emergencies/{alert.pk}/issue/")
    assert "Le texte en arabe" in text_of(shown)
    assert not AlertMessage.objects.exists()
    assert "Crue" not in page(client)


def test_in_one_language_with_a_reason_that_is_kept(desk, commune, publisher):
    alert = draft_alert(commune, by=publisher, title_ar="", summary_ar="", body_ar="")
    address = f"/backoffice/emergencies/{alert.pk}/issue/"
    assert list(desk.post(address).context["issue_form"].errors) == ["urgent_reason"]
    desk.post(address, {"urgent_reason": "L’eau monte"})
    assert alert.messages.get().languages == ["fr"]
    alert.refresh_from_db()
    assert alert.urgent_reason == "L’eau monte"


def test_it_leaves_the_pages_when_its_time_is_over_and_its_page_stays(client, commune, publisher, now):
    alert = issue_alert(commune, by=publisher, hours=1)
    assert "Crue du Loukkos" in page(client)
    now.shift(timedelta(hours=1, seconds=1))
    assert "Crue du Loukkos" not in page(client)
    assert "Cette alerte est terminée." in page(client, f"/fr/news/{alert.pk}/")


def test_an_update_takes_the_place_of_what_was_said(client, desk, commune, publisher):
    follow(commune, "fr@example.org")
    alert = issue_alert(commune, by=publisher)
    assert len(send()) == 1
    desk.post(f"/backoffice/emergencies/{alert.pk}/", {**TYPED, "title_fr": "La crue monte encore", "seen": 1})
    assert "La crue monte encore" in page(client)
    assert "Crue du Loukkos" not in page(client)
    assert [row.type for row in alert.messages.all()] == ["alert", "update"]
    assert [message.subject for message in send(LATER)] == ["Suite de l’alerte : La crue monte encore"]
    assert send(LATER) == []


def test_what_still_waits_of_the_former_message_is_not_sent_any_more(commune, publisher):
    follow(commune, "fr@example.org")
    alert = issue_alert(commune, by=publisher)
    mailings.advance(at=NOW)
    alerting.update(alert, seen=1, by=publisher, at=LATER, title_fr="Plus haut")
    assert [message.subject for message in send(LATER)] == ["Suite de l’alerte : Plus haut"]
    assert [row.status for row in Mailing.objects.order_by("pk")] == ["stopped", "sending"]


def test_of_two_who_update_at_once_the_second_is_told_and_keeps_what_was_typed(desk, commune, publisher):
    alert = issue_alert(commune, by=publisher)
    other = make_member(commune, "director", name_latin="Salma Idrissi")
    alerting.update(alert, seen=1, by=other, at=NOW, summary_fr="Le pont est fermé.")
    shown = desk.post(f"/backoffice/emergencies/{alert.pk}/", {**TYPED, "summary_fr": "Mes mots", "seen": 1})
    text = text_of(shown)
    assert str(other) in text
    assert "Le pont est fermé." in text
    assert shown.context["form"]["summary_fr"].value() == "Mes mots"
    assert alert.messages.count() == 2
    seen = re.search(r'name="seen" value="(\d+)"', shown.content.decode())[1]
    desk.post(f"/backoffice/emergencies/{alert.pk}/", {**TYPED, "summary_fr": "Mes mots", "seen": seen})
    assert alert.messages.last().summary_fr == "Mes mots"


def test_a_stale_copy_in_memory_overtakes_nobody(commune, publisher):
    alert = issue_alert(commune, by=publisher)
    stale = Alert.objects.get(pk=alert.pk)
    alerting.update(alert, seen=1, by=publisher, at=NOW, title_fr="Deux")
    with pytest.raises(alerting.Overtaken):
        alerting.update(stale, seen=1, by=publisher, at=NOW, title_fr="Deux aussi")
    assert Alert.objects.get().number == 2
    assert Alert.objects.get().title_fr == "Deux"


def test_a_draft_that_was_sent_meanwhile_stays_sent(commune, publisher):
    alert = draft_alert(commune, by=publisher)
    stale = Alert.objects.get(pk=alert.pk)
    alerting.issue(alert, by=publisher, at=NOW)
    editing.change(stale, by=publisher, at=NOW, title_fr="Autre titre")
    alert.refresh_from_db()
    assert (alert.number, alert.status) == (1, "published")
    with pytest.raises(alerting.Overtaken):
        alerting.issue(stale, by=publisher, at=NOW)


def test_called_off(client, desk, commune, publisher):
    follow(commune, "fr@example.org")
    alert = issue_alert(commune, by=publisher)
    send()
    shown = desk.post(f"/backoffice/emergencies/{alert.pk}/end/", {"summary_fr": "Fini", "seen": 1})
    assert list(shown.context["end_form"].errors) == ["summary_ar"]
    desk.post(f"/backoffice/emergencies/{alert.pk}/end/", {**OFF, "seen": 1})
    assert "Crue du Loukkos" not in page(client)
    assert "L’eau a baissé." in page(client, f"/fr/news/{alert.pk}/")
    [message] = send(LATER)
    assert message.subject == "Fin de l’alerte : Crue du Loukkos"
    assert "L’eau a baissé." in message.body
    assert "Éloignez-vous" not in message.body
    again = desk.post(f"/backoffice/emergencies/{alert.pk}/end/", {**OFF, "seen": 2})
    assert "Cette alerte est terminée" in text_of(again)
    assert "Cette alerte est terminée" in text_of(
        desk.post(f"/backoffice/emergencies/{alert.pk}/", {**TYPED, "seen": 2})
    )


def test_two_alerts_at_once_and_one_called_off(client, commune, publisher):
    one = issue_alert(commune, by=publisher, hours=6)
    issue_alert(commune, by=publisher, hours=2, title_fr="Incendie au port")
    assert "Crue du Loukkos" in page(client)
    alerting.end(one, seen=1, by=publisher, at=NOW, **OFF)
    assert "Crue du Loukkos" not in page(client)
    assert "Incendie au port" in page(client)
    assert Commune.objects.get(pk=commune.pk).banner_ends_at == NOW + timedelta(hours=2)


def test_an_alert_taken_away_leaves_the_pages(client, desk, commune, publisher):
    alert = issue_alert(commune, by=publisher)
    desk.post(f"/backoffice/items/{alert.pk}/withdraw/", {"reason": "erreur"})
    assert "Crue du Loukkos" not in page(client)
    assert client.get(f"/fr/news/{alert.pk}/").status_code == 404
    assert client.get(f"/fr/news/alerts/{alert.pk}-1.xml").status_code == 404


def test_a_moment_that_is_over_is_said_at_its_field(desk, commune, publisher):
    shown = desk.post("/backoffice/emergencies/add/", {**TYPED, "lapses_at": "2026-01-01T10:00"})
    assert list(shown.context["form"].errors) == ["lapses_at"]
    alert = draft_alert(commune, by=publisher, hours=-1)
    desk.post(f"/backoffice/emergencies/{alert.pk}/issue/")
    assert not AlertMessage.objects.exists()


def test_an_update_may_move_to_other_districts(desk, commune, publisher):
    here, there = list(District.objects.of(commune).filter(parent=None)[:2])
    follow(commune, "here@example.org", wishes=[Wish(Scope.DISTRICT, district=here)])
    follow(commune, "there@example.org", wishes=[Wish(Scope.DISTRICT, district=there)])
    draft = draft_alert(commune, by=publisher)
    typed = {name: value for name, value in TYPED.items() if name != "everywhere"}
    desk.post(f"/backoffice/emergencies/{draft.pk}/", {**typed, "districts": [here.pk]})
    desk.post(f"/backoffice/emergencies/{draft.pk}/issue/")
    assert [message.to[0] for message in send()] == ["here@example.org"]
    desk.post(f"/backoffice/emergencies/{draft.pk}/", {**typed, "districts": [there.pk], "seen": 1})
    assert [message.to[0] for message in send(LATER)] == ["there@example.org"]
    assert draft.messages.last().place_fr == there.name_fr


def test_taking_an_alert_away_without_a_reason_is_said_at_its_field(desk, commune, publisher):
    alert = issue_alert(commune, by=publisher)
    shown = desk.post(f"/backoffice/items/{alert.pk}/withdraw/")
    assert list(shown.context["withdraw_form"].errors) == ["reason"]
    assert "Crue du Loukkos" in text_of(shown)


def test_a_draft_has_nothing_to_test(desk, commune, publisher):
    alert = draft_alert(commune, by=publisher)
    there = f"/backoffice/emergencies/{alert.pk}/"
    assert desk.post(f"/backoffice/items/{alert.pk}/mailing/test/")["Location"] == there
    assert not Notification.objects.exists()


def test_other_doors_do_not_send_an_alert(desk, commune, publisher):
    alert = draft_alert(commune, by=publisher)
    desk.post(f"/backoffice/items/{alert.pk}/publish/")
    desk.post(f"/backoffice/items/{alert.pk}/mailing/ask/")
    alert.refresh_from_db()
    assert alert.status == "draft"
    with pytest.raises(NotPossible):
        publishing.publish(alert, by=publisher, at=NOW)
    assert desk.get(f"/backoffice/items/{alert.pk}/")["Location"] == f"/backoffice/emergencies/{alert.pk}/"
    assert desk.get(f"/backoffice/items/{alert.pk}/mailing/").status_code == 302


def test_who_follows_only_other_places_is_left_in_peace(commune, publisher):
    here, there = list(District.objects.of(commune).filter(parent=None)[:2])
    follow(commune, "here@example.org", wishes=[Wish(Scope.DISTRICT, district=here)])
    follow(commune, "there@example.org", wishes=[Wish(Scope.DISTRICT, district=there)])
    follow(commune, "all@example.org", frequency="daily")
    issue_alert(commune, by=publisher, everywhere=False, districts=[here])
    assert sorted(message.to[0] for message in send()) == ["all@example.org", "here@example.org"]


def test_an_alert_goes_out_before_any_other_mailing_and_as_fast_as_it_can(commune, publisher):
    for number in range(25):
        follow(commune, f"n{number}@example.org")
    issue_alert(commune, by=publisher)
    mailings.advance(at=NOW)
    assert set(Notification.objects.filter(key__startswith="mailing").values_list("next_try_at", flat=True)) == {NOW}


def test_a_digest_says_it_not_again(commune, publisher):
    follow(commune, "fr@example.org", frequency="daily")
    issue_alert(commune, by=publisher)
    found = digests.gather(commune, "daily", since=NOW - timedelta(days=1), until=LATER)
    assert found == {}


def test_of_another_commune_nothing(desk, client, commune):
    other = make_commune("TNG")
    alert = issue_alert(other, by=make_member(other, "publisher"))
    for address in ("", "issue/", "end/"):
        assert desk.post(f"/backoffice/emergencies/{alert.pk}/{address}", TYPED).status_code == 404
    assert client.get(f"/fr/news/alerts/{alert.pk}-1.xml").status_code == 404


@pytest.mark.parametrize("role", ["clerk", "head", "complaints_officer", "president", "administrator"])
def test_others_do_not_alert(role, commune, publisher):
    alert = draft_alert(commune, by=publisher)
    client = sign_in(make_member(commune, role, "lighting" if role in ("clerk", "head") else None))
    assert client.get("/backoffice/emergencies/add/").status_code == 403
    assert client.post(f"/backoffice/emergencies/{alert.pk}/issue/").status_code == 403


def test_what_search_engines_read(client, commune, publisher):
    alert = issue_alert(commune, by=publisher)
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', page(client, f"/fr/news/{alert.pk}/"), re.S)[1])
    assert data["@type"] == "SpecialAnnouncement"
    assert data["expires"] == (NOW + timedelta(hours=6)).isoformat()


def test_without_an_alert_no_page_asks_for_one(client, commune, django_assert_num_queries):
    client.get("/fr/personal-data/")
    with django_assert_num_queries(2):
        client.get("/fr/personal-data/")


def test_while_one_is_in_force_a_page_asks_twice_more(client, commune, publisher, django_assert_num_queries):
    issue_alert(commune, by=publisher)
    with django_assert_num_queries(4):
        client.get("/fr/personal-data/")
