"""Signing in by a one-time code: who gets in, who does not, and what a stranger learns."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.cases import access
from portal.cases.models import Case
from portal.citizens import tasks
from portal.citizens.codes import one_time_code
from portal.citizens.models import OneTimeCode
from portal.citizens.services import proofs
from portal.notifications import delivery, rendering
from portal.notifications.models import Notification
from tests.citizens.browsers import EMAIL, HOST, ask_code, go, send, signed_in
from tests.fixtures.builders import NOW, file_complaint, make_commune, make_member
from tests.fixtures.citizens import in_language
from tests.fixtures.desk import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "commune")]
PHONE = "+212612345678"


def wrong_for(row):
    return "00000000" if one_time_code(row) != "0000 0000" else "11111111"


def opened_list(client):
    return go(client, "case_list").status_code == 200


@pytest.mark.parametrize("lang", ["ar", "fr"])
@pytest.mark.parametrize(("typed", "channel"), [("Citizen@Example.ORG ", "email"), ("٠٦ 12-34 56 78", "sms")])
def test_a_code_opens_the_cases_of_an_address_in_the_language_of_the_page(client, typed, channel, lang):
    row = ask_code(client, typed, lang)
    message = Notification.objects.get()
    assert (row.channel, row.address) == (channel, EMAIL if channel == "email" else PHONE)
    assert (message.channel, message.recipient, message.language) == (channel, row.address, lang)
    assert one_time_code(row) in rendering.render(message).text
    page = go(client, "code_enter", lang)
    assert row.address in text_of(page)
    answer = send(client, "code_enter", {"code": one_time_code(row).replace(" ", "")}, lang)
    assert answer.url == in_language(lang, "citizens:case_list")
    assert go(client, "case_list", lang).status_code == 200


@pytest.mark.parametrize("typed", [EMAIL, "06 12 34 56 78"])
def test_the_two_halves_of_a_code_keep_their_order_in_an_arabic_line(client, typed):
    row = ask_code(client, typed, "ar")
    assert f"\u200e{one_time_code(row)}" in rendering.render(Notification.objects.get()).text


def test_the_code_stands_nowhere_in_the_database(client):
    row = ask_code(client)
    with connection.cursor() as cursor:
        for table in ("citizens_onetimecode", "notifications_notification", "django_session"):
            cursor.execute(f"SELECT * FROM {table}")
            kept = str(cursor.fetchall())
            assert one_time_code(row) not in kept and one_time_code(row).replace(" ", "") not in kept


def test_the_code_depends_on_the_secret_of_the_installation(client, settings):
    row = ask_code(client)
    before = one_time_code(row)
    settings.SECRET_KEY = "another"
    assert one_time_code(row) != before


# What a stranger learns


def test_known_and_unknown_addresses_get_the_same_page_and_the_same_work(complaint):
    pages, work = [], []
    for address in (EMAIL, "nobody@example.org"):
        client = Client()
        with CaptureQueriesContext(connection) as queries:
            answer = send(client, "sign_in", {"contact": address})
        work.append([re.sub(r"'[^']*'|\bs\d+_x\d+|\b\d+\b", "?", query["sql"]) for query in queries])
        page = go(client, "code_enter").content.decode().replace(address, "ADDRESS")
        pages.append(re.sub(r'csrfmiddlewaretoken" value="\w+', "", page))
        assert answer.status_code == 302
    assert pages[0] == pages[1] and work[0] == work[1]


def test_both_addresses_get_the_same_message_which_tells_nothing_of_cases(complaint):
    texts = []
    for address in (EMAIL, "nobody@example.org"):
        row = ask_code(Client(), address)
        message = rendering.render(Notification.objects.latest("pk"))
        texts.append(message.text.replace(one_time_code(row), "CODE"))
    assert texts[0] == texts[1] and complaint.reference not in texts[0]


def test_the_owner_of_an_unknown_address_sees_an_empty_list(complaint):
    page = text_of(go(signed_in("nobody@example.org"), "case_list"))
    assert "Aucun dossier" in page and complaint.reference not in page


@pytest.mark.parametrize("typed", ["", "hello", "a@b", "0612", "\x00", "@", "x" * 300 + "@example.org", "{{ 7*7 }}"])
def test_what_is_no_address_is_told_and_kept(client, typed):
    answer = send(client, "sign_in", {"contact": typed})
    assert list(answer.context["form"].errors) == ["contact"] and not OneTimeCode.objects.exists()
    assert answer.context["form"]["contact"].value() == typed.replace("\x00", "")


def test_where_no_sms_is_sent_a_number_is_told_so(client, settings):
    settings.SMS_URL = "none:"
    answer = send(client, "sign_in", {"contact": "0612345678"})
    assert "courriel" in answer.context["form"].errors["contact"][0] and not OneTimeCode.objects.exists()


# Attacks on the code


def test_a_code_serves_once(client):
    row = ask_code(client)
    send(client, "code_enter", {"code": one_time_code(row)})
    with pytest.raises(proofs.CodeSpent):
        proofs.redeem(row, typed=one_time_code(row), at=NOW)


def test_a_code_is_too_old_after_ten_minutes(client, now):
    row = ask_code(client)
    now.shift(timedelta(minutes=10))
    answer = send(client, "code_enter", {"code": one_time_code(row)})
    assert list(answer.context["form"].errors) == ["code"] and not opened_list(client)


def test_five_wrong_codes_end_it_and_the_right_one_comes_too_late(client):
    row = ask_code(client)
    for left in (4, 3, 2, 1):
        answer = send(client, "code_enter", {"code": wrong_for(row)})
        assert str(left) in answer.context["form"].errors["code"][0]
    send(client, "code_enter", {"code": wrong_for(row)})
    answer = send(client, "code_enter", {"code": one_time_code(row)})
    assert "nouveau" in answer.context["form"].errors["code"][0] and not opened_list(client)


def test_a_fresh_code_opens_after_a_spent_one(client):
    row = ask_code(client)
    for _time in range(6):
        send(client, "code_enter", {"code": wrong_for(row)})
    assert opened_list(signed_in(client=client))


def test_a_code_opens_only_in_the_browser_that_asked(client):
    row = ask_code(client)
    stranger = Client()
    assert send(stranger, "code_enter", {"code": one_time_code(row)}).url == in_language("fr", "citizens:sign_in")
    assert not opened_list(stranger)


def test_a_code_of_one_address_does_not_prove_another(client):
    first = ask_code(client)
    second = ask_code(client, "other@example.org")
    answer = send(client, "code_enter", {"code": one_time_code(first)})
    assert one_time_code(first) != one_time_code(second) and "code" in answer.context["form"].errors


@pytest.mark.parametrize("typed", ["", "1234", "123456789", "abcdefgh", "\x00" * 8, "😀" * 8])
def test_a_code_without_its_shape_is_told_and_costs_no_attempt(client, typed):
    row = ask_code(client)
    answer = send(client, "code_enter", {"code": typed})
    row.refresh_from_db()
    assert list(answer.context["form"].errors) == ["code"] and row.attempts == 0


def test_an_address_gets_only_so_many_codes_whether_it_is_known_or_not(complaint):
    for address in (EMAIL, "nobody@example.org"):
        answers = [send(Client(), "sign_in", {"contact": address}) for _time in range(4)]
        assert [a.status_code for a in answers] == [302, 302, 302, 200]
    assert OneTimeCode.objects.count() == 6


# Sessions


def test_the_session_key_changes_at_sign_in_and_at_sign_out(client):
    row = ask_code(client)
    before = client.session.session_key
    send(client, "code_enter", {"code": one_time_code(row)})
    during = client.session.session_key
    send(client, "sign_out")
    assert len({before, during, client.session.session_key}) == 3


def test_after_two_hours_the_code_is_asked_again(complaint, now):
    client = signed_in()
    now.shift(access.SIGNED_IN_FOR - timedelta(minutes=1))
    assert opened_list(client)
    now.shift(timedelta(minutes=1))
    assert go(client, "case_list").url == in_language("fr", "citizens:sign_in")
    assert client.get(in_language("fr", "cases:case", complaint.reference)).status_code == 302


def test_signing_out_leaves_nothing_on_a_shared_device(complaint):
    client = signed_in()
    case = in_language("fr", "cases:case", complaint.reference)
    assert client.get(case).status_code == 200
    send(client, "sign_out")
    assert client.get(case).status_code == 302 and go(client, "download").status_code == 302


def test_an_address_counts_in_its_commune_only(complaint, settings):
    settings.ALLOWED_HOSTS = ["*"]
    other = make_commune("TNG")
    foreign = file_complaint(other)
    client = signed_in()
    elsewhere = {"headers": {"host": "tng.localhost"}}
    assert client.get(in_language("fr", "citizens:case_list"), **elsewhere).status_code == 302
    assert client.get(in_language("fr", "cases:case", foreign.reference), **elsewhere).status_code == 302
    assert foreign.reference not in text_of(go(client, "case_list"))


# Staff


def test_the_address_of_a_director_opens_no_backoffice(commune):
    director = make_member(commune, "director", email=EMAIL)
    file_complaint(commune, email="somebody.else@example.org")
    client = signed_in()
    assert SESSION_KEY not in client.session and Case.objects.visible_to(director, commune).exists()
    for name in ("backoffice:index", "backoffice:inbox", "backoffice:data_requests"):
        assert "/accounts/login/?next=" in client.get(reverse(name)).url
    assert "somebody" not in text_of(go(client, "case_list"))


def test_staff_at_work_stay_signed_in_beside_the_citizen(commune):
    director = make_member(commune, "director")
    client = Client(headers={"host": HOST})
    client.force_login(director)
    signed_in(client=client)
    send(client, "sign_out")
    assert client.session[SESSION_KEY] == str(director.pk) and go(client, "case_list").status_code == 302


def test_old_codes_and_their_messages_are_forgotten(client, now):
    ask_code(client)
    delivery.deliver_waiting(clock=lambda: NOW)
    assert mail.outbox
    now.shift(timedelta(days=1, minutes=1))
    tasks.hourly_round()
    assert not OneTimeCode.objects.exists()
    assert list(Notification.objects.values_list("recipient", "error")) == [("", "")]
    assert not any(EMAIL in row.key for row in Notification.objects.all())
