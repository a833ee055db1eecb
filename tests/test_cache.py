import time

import pytest
from django.core.cache import cache, caches

from portal.cache import ForgivingRedisCache, count_each

NOBODY_LISTENS = "redis://127.0.0.1:9/0"


def test_without_redis_a_page_is_served_as_if_nothing_had_been_remembered():
    away = ForgivingRedisCache(NOBODY_LISTENS, {})
    away.set("figures", 12)
    assert away.get("figures") is None
    assert away.get("figures", "again") == "again"
    assert away.get_or_set("figures", 13) == 13
    assert away.get_many(["figures"]) == {}
    assert "figures" not in away


def test_without_redis_a_rate_limit_lets_people_pass():
    away = ForgivingRedisCache(NOBODY_LISTENS, {})
    assert away.add("sign-in", 1) is True
    assert away.incr("sign-in") == 1
    assert count_each(away, {"sign-in": 60, "codes": 60}) == [1, 1]


@pytest.mark.parametrize(
    "alias", [pytest.param("default", marks=pytest.mark.postgres(reason="Redis runs beside PostgreSQL only")), "memory"]
)
def test_counters_are_added_to_together_and_each_ends_when_it_was_to_end(alias):
    counters = {"count-short": 1, "count-long": 60}
    assert count_each(caches[alias], counters) == [1, 1]
    assert count_each(caches[alias], {"count-other": 60, **counters}) == [1, 2, 2]
    time.sleep(1.1)
    assert caches[alias].get_many([*counters, "count-other"]) == {"count-long": 2, "count-other": 1}
    assert count_each(caches[alias], counters) == [1, 3]
    assert count_each(caches[alias], {}) == []
    caches[alias].delete_many([*counters, "count-other"])


@pytest.mark.postgres(reason="the Redis server runs beside PostgreSQL only")
def test_with_redis_what_was_remembered_is_given_back():
    cache.set("figures", {"open": 3}, 60)
    assert cache.get("figures") == {"open": 3}
    cache.set("count", 1)
    assert cache.incr("count", 4) == 5
    cache.delete_many(["figures", "count"])
    assert cache.get_many(["figures", "count"]) == {}


def test_one_client_is_kept_to_read_and_one_to_write():
    client = ForgivingRedisCache(NOBODY_LISTENS, {})._cache
    assert client.get_client() is client.get_client("figures")
    assert client.get_client(write=True) is client.get_client(write=True)
    many = ForgivingRedisCache([NOBODY_LISTENS, "redis://127.0.0.1:10/0"], {})._cache
    assert many.get_client(write=True) is not many.get_client(), "what is read may come from another server"
