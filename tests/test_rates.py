"""Limits that slow down who guesses or floods, and nobody else."""

import threading
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from portal import rates
from portal.cache import CountingFileCache, ForgivingRedisCache
from portal.cases.codes import tracking_code
from portal.communes import networks
from tests.fixtures.builders import NOW, file_complaint
from tests.fixtures.citizens import file_at, filing_url, filled, in_language, opened

HOST = {"host": "lar.localhost"}
WRONG = "AAAA-BBBB-CCCC-DDDD"


def request_from(address="41.140.1.1", commune=None, **extra):
    request = RequestFactory().post("/", REMOTE_ADDR=address, **extra)
    request.commune = commune
    return request


def spend(times, action="track", *, target="LAR-2026-000001", **where):
    """Spend so often; return the last answer."""
    for _time in range(times):
        wait = rates.spend(request_from(**where), action, target=target)
    return wait


def guess(client, reference, code=WRONG, lang="fr"):
    return client.post(in_language(lang, "cases:track"), {"reference": reference, "code": code})


# The counters


def test_a_target_has_its_limit_whoever_tries(now):
    assert spend(5, address="41.140.1.1") is None
    assert spend(5, address="41.140.1.2") is None
    wait = spend(1, address="41.140.1.3")
    assert wait.of_target
    assert timedelta(0) < wait.until - NOW <= timedelta(minutes=15)


def test_another_target_is_not_slowed(now):
    assert spend(11)
    assert spend(1, target="LAR-2026-000002") is None


def test_an_address_has_its_limit_and_its_neighbour_is_free(now):
    assert spend(60, target="") is None
    assert not spend(1, target="").of_target
    assert spend(1, target="", address="41.140.1.2") is None


def test_a_window_ends(now):
    wait = spend(11)
    now.move_to(wait.until + timedelta(seconds=1))
    assert spend(1) is None


def test_asking_counts_nothing(now):
    for _time in range(30):
        assert rates.waiting(request_from(), "track", target="x") is None
    spend(10, target="x")
    assert rates.waiting(request_from(), "track", target="x")
    assert rates.waiting(request_from(), "track", target="y") is None


def test_an_ipv6_household_is_one_address_and_its_neighbour_another(now):
    for number in range(60):
        rates.spend(request_from(f"2001:db8:1:2::{number + 1:x}"), "track")
    assert rates.spend(request_from("2001:db8:1:2:ffff::9"), "track")
    assert rates.spend(request_from("2001:db8:1:3::1"), "track") is None


def test_behind_a_trusted_proxy_the_client_is_counted_and_not_what_it_claims(now, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(60):
        forged = f"10.0.0.{number}, 41.140.9.9"  # the proxy adds the last one
        assert rates.spend(request_from("127.0.0.1", headers={"x-forwarded-for": forged}), "track") is None
    assert rates.spend(request_from("127.0.0.1", headers={"x-forwarded-for": "1.1.1.1, 41.140.9.9"}), "track")
    assert rates.spend(request_from("127.0.0.1", headers={"x-forwarded-for": "41.140.9.10"}), "track") is None


def test_without_a_proxy_the_header_is_not_believed(now):
    for number in range(60):
        rates.spend(request_from(headers={"x-forwarded-for": f"10.0.0.{number}"}), "track")
    assert rates.spend(request_from(headers={"x-forwarded-for": "10.9.9.9"}), "track")


@pytest.mark.parametrize("address", ["", "unix:", "not an address"])
def test_a_client_without_an_address_is_not_counted_together_with_all_others(now, address):
    assert spend(70, target="", address=address) is None
    assert spend(11, address=address).of_target


def test_fewer_proxies_than_promised_are_no_error(now, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    request = request_from("41.140.1.1", headers={"x-forwarded-for": "10.0.0.1"})
    assert rates.client_address(request) == "41.140.1.1"


def test_a_town_hall_has_room_for_its_many_visitors_but_not_for_one_target(now, commune):
    commune.networks = "196.200.1.0/28\n2001:db8:7::1"
    assert spend(60 * rates.TOWN_HALL, target="", address="196.200.1.9", commune=commune) is None
    assert spend(1, target="", address="196.200.1.9", commune=commune)
    assert spend(61, target="", address="2001:db8:7::99", commune=commune) is None
    assert spend(61, target="", address="196.201.1.9", commune=commune)
    assert spend(11, address="196.200.1.10", commune=commune).of_target


@pytest.mark.parametrize("line", ["0.0.0.0/0", "41.0.0.0/8", "2001:db8::/32", "town hall", "300.1.1.1"])
def test_a_list_of_addresses_that_would_let_strangers_in_is_refused(line):
    with translation.override("en"), pytest.raises(ValidationError, match="is not an internet address"):
        networks.validate(f"196.200.1.10\n{line}")


def test_a_list_of_addresses_may_be_empty_or_have_blank_lines():
    networks.validate("\n\n196.200.1.10\n 196.200.1.0/28 \n2001:db8:7::/64\n")
    assert not networks.holds("", "196.200.1.10")


# The cache


def test_while_redis_is_away_each_process_counts_for_itself(now, monkeypatch):
    away = ForgivingRedisCache("redis://127.0.0.1:9/0", {})
    monkeypatch.setattr(rates, "caches", {"default": away, "memory": caches["memory"]})
    assert spend(10) is None
    assert spend(1)


class FullDisk(CountingFileCache):
    def add(self, *_args, **_kwargs):
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_no_error_and_locks_nobody_out(now, monkeypatch, tmp_path):
    monkeypatch.setattr(rates, "caches", {"default": FullDisk(tmp_path, {}), "memory": caches["memory"]})
    assert spend(10) is None


def test_no_count_is_lost_when_many_add_at_once(tmp_path):
    counter = CountingFileCache(tmp_path, {})
    counter.add("n", 0, 60)

    def add():
        for _time in range(20):
            CountingFileCache(tmp_path, {}).incr("n")

    threads = [threading.Thread(target=add) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counter.get("n") == 80


def test_a_count_ends_when_it_was_to_end_and_not_later(tmp_path, now):
    counter = CountingFileCache(tmp_path, {})
    counter.add("n", 0, 24 * 3600)
    for _hour in range(23):
        now.shift(3600)
        counter.incr("n")
    assert counter.get("n") == 23
    now.shift(3601)
    assert counter.get("n") is None
    with pytest.raises(ValueError, match="not found"):
        counter.incr("n")


def test_no_address_and_no_contact_stands_in_the_cache(now, monkeypatch):
    keys = []
    monkeypatch.setattr(rates, "count_each", lambda _cache, seconds: keys.extend(seconds) or [0] * len(seconds))
    rates.spend(request_from("41.140.1.1"), "code_send", target="fatima@example.ma")
    assert keys
    assert not [key for key in keys if "41.140" in key or "fatima" in key]


def test_every_action_is_limited_and_leaves_a_crowd_more_room_than_a_target():
    for action, limit in rates.LIMITS.items():
        assert limit.address or action == "sign_in_known"
        if limit.target and limit.address:
            assert limit.address[0].times >= 3 * limit.target[0].times, action


# The pages


def test_ten_wrong_codes_slow_the_eleventh_and_never_the_right_one(commune, now):
    case, client = file_complaint(commune), Client(headers=HOST)
    answers = [guess(client, case.reference) for _time in range(10)]
    assert {answer.status_code for answer in answers} == {200}
    held = guess(client, case.reference)
    assert held.status_code == 429
    assert 0 < int(held["Retry-After"]) <= 15 * 60
    assert "Try again" in held.context["form"].non_field_errors()[0] or "essayez" in held.content.decode()
    assert case.reference in held.content.decode()
    assert guess(client, case.reference, tracking_code(case)).status_code == 302


def test_a_flood_from_one_address_does_not_shut_out_its_neighbours_with_the_right_code(commune, now):
    case, client = file_complaint(commune), Client(headers=HOST)
    for number in range(61):
        held = guess(client, f"LAR-2026-{number + 500:06d}")
    assert held.status_code == 429
    assert guess(Client(headers=HOST), case.reference, tracking_code(case)).status_code == 302


def test_whether_a_reference_exists_cannot_be_told_from_the_limit(commune, now):
    case = file_complaint(commune)

    def said(reference):
        answers = [guess(Client(headers=HOST), reference) for _time in range(12)]
        return [(answer.status_code, answer.context["form"].non_field_errors()) for answer in answers]

    known, unknown = said(case.reference), said("LAR-2026-009999")
    assert [status for status, _words in known] == [status for status, _words in unknown] == [200] * 10 + [429] * 2
    assert known[:10] == unknown[:10]


@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_filing_beyond_the_limit_keeps_what_was_typed_and_says_when(commune, now, client, lang):
    browser = Client(headers=HOST)
    for number in range(5):
        file_at(browser, commune, subject=f"الإنارة {number}")
    held = browser.post(filing_url(lang), filled(commune, subject="السادسة"))
    assert held.status_code == 429
    assert "السادسة" in held.content.decode()
    assert rates.formats.clock(NOW)[:2] in held.context["form"].non_field_errors()[0]
    other = Client(headers=HOST, REMOTE_ADDR="41.140.3.3")
    assert other.post(filing_url(lang), filled(commune)).status_code == 302


def test_staff_at_the_counter_are_not_counted(commune, now, clerk):
    desk = Client(headers=HOST)
    desk.force_login(clerk)
    typed = filled(commune, channel="counter", received_on="2026-11-23")
    for number in range(8):
        answer = desk.post(f"{filing_url()}?for=citizen", {**typed, "subject": f"طلب {number}"})
        assert answer.status_code == 302, answer.context["form"].errors


def test_replies_beyond_the_limit_come_back_to_be_sent_later(commune, now):
    case = file_complaint(commune)
    browser = opened(case)
    address = in_language("fr", "cases:reply", case.reference)
    for number in range(40):
        assert browser.post(address, {"text": f"message {number}"}).status_code == 302
    held = browser.post(address, {"text": "le mur tombe"})
    assert held.status_code == 429
    assert "le mur tombe" in held.content.decode()
    assert "no-store" in held["Cache-Control"]


def test_a_stranger_cannot_use_up_the_replies_of_a_citizen(commune, now):
    case = file_complaint(commune)
    address, stranger = in_language("fr", "cases:reply", case.reference), Client(headers=HOST)
    for _time in range(45):
        stranger.post(address, {"text": "x"})
    assert opened(case).post(address, {"text": "bonjour"}).status_code == 302
    assert case.messages.get().text == "bonjour"


def test_only_posts_of_a_limited_view_are_counted(now, commune):
    view = rates.limited("contact", target=lambda request: "a@b.ma")(lambda request: HttpResponse("taken"))
    request = RequestFactory().get("/")
    request.commune = commune
    assert {view(request).status_code for _time in range(20)} == {200}
    spend(5, "contact", target="a@b.ma")
    assert rates.waiting(request_from(), "contact", target="a@b.ma")
