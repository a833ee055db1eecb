"""The caches: Redis of a distributed installation, files of one machine. One that fails costs no page."""

import functools
import pickle
import time
from pathlib import Path
from typing import Any

import structlog
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.core.files import locks
from redis.exceptions import RedisError

from portal import pauses

log = structlog.get_logger(__name__)
PAUSE = 5  # seconds in which a Redis that failed is not asked again


def _forgiving(name, answer_without, *, of=RedisCache, error=RedisError):
    wrapped = getattr(of, name)

    @functools.wraps(wrapped)
    def method(self, *args, **kwargs):
        place = getattr(self, "_servers", None)  # of Redis: a disk is asked each time
        if place and pauses.is_left_alone(str(place)):
            return answer_without(*args, **kwargs)
        try:
            return wrapped(self, *args, **kwargs)
        except error as reason:
            log.warning("cache unreachable", operation=name, error=str(reason))
            if place:
                pauses.leave_alone(str(place), seconds=PAUSE)
            return answer_without(*args, **kwargs)

    return method


def count_each(cache, seconds):
    """Add one to the counter of each key of {key: seconds that a new counter lives}; return the counts, in order."""
    at_once = getattr(cache, "count_each", None)
    return at_once(seconds) if at_once else [_count(cache, key, life) for key, life in seconds.items()]


def _count(cache, key, seconds):
    try:
        return 1 if cache.add(key, 1, seconds) else cache.incr(key)
    except (ValueError, OSError):  # it went between the two calls; no room on the disk
        return 1


class KeptClients(RedisCacheClient):
    """One client to read and one to write: Django makes one for each command, which costs more than the command."""

    def count_each(self, seconds):
        """Add one to each counter, all in one round trip."""
        pipeline = self.get_client(write=True).pipeline()
        for key, life in seconds.items():
            pipeline.set(key, 0, nx=True, ex=life)
            pipeline.incr(key)
        return pipeline.execute()[1::2]

    def get_client(self, key=None, *, write=False):
        kept = self.__dict__.setdefault("_kept", {})
        if write not in kept:
            kept[write] = super().get_client(key, write=write)
        return kept[write]


class CountingRedisCache(RedisCache):
    """Redis, whose counters are added to in one round trip, however many there are."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = KeptClients

    def count_each(self, seconds):
        client: Any = self._cache
        return client.count_each({self.make_and_validate_key(key): life for key, life in seconds.items()})


class ForgivingRedisCache(CountingRedisCache):
    """Redis, but a page that only wanted to remember something is still served when Redis is down.

    It is then left alone for some seconds, so that a page waits once and not for each thing it wanted to remember.
    Reading gives the default, adding succeeds (rate limits then let people pass), changing does nothing.
    """

    count_each = _forgiving("count_each", lambda seconds: [1] * len(seconds), of=CountingRedisCache)
    add = _forgiving("add", lambda *_args, **_kwargs: True)
    get = _forgiving("get", lambda _key, default=None, *_args, **_kwargs: default)
    get_many = _forgiving("get_many", lambda *_args, **_kwargs: {})
    set = _forgiving("set", lambda *_args, **_kwargs: None)
    set_many = _forgiving("set_many", lambda *_args, **_kwargs: [])
    touch = _forgiving("touch", lambda *_args, **_kwargs: False)
    delete = _forgiving("delete", lambda *_args, **_kwargs: False)
    delete_many = _forgiving("delete_many", lambda *_args, **_kwargs: None)
    has_key = _forgiving("has_key", lambda *_args, **_kwargs: False)
    incr = _forgiving("incr", lambda _key, delta=1, *_args, **_kwargs: delta)


class CountingFileCache(FileBasedCache):
    """Files, whose counters lose no count when processes add at once, and end when they were to end."""

    def incr(self, key, delta=1, version=None):
        """Add to a number and keep its end. Raise ValueError when there is none."""
        with (Path(self._dir) / "counting.lock").open("a") as lock:  # type: ignore[attr-defined]
            locks.lock(lock, locks.LOCK_EX)
            value = self.get(key, version=version)
            if value is None:
                raise ValueError(f"Key {key!r} not found")
            left = self._left(key, version)
            self.set(key, value + delta, left if left is None else max(left, 1), version=version)
            return value + delta

    def _left(self, key, version):
        """Seconds until a value ends, or None when it never does."""
        with Path(self._key_to_file(key, version)).open("rb") as file:  # type: ignore[attr-defined]
            end = pickle.load(file)  # noqa: S301 - Django wrote it, in front of the value
        return None if end is None else end - time.time()


class ForgivingFileCache(CountingFileCache):
    """A full disk forgets instead of failing, as a Redis that is down does."""

    add = _forgiving("add", lambda *_args, **_kwargs: True, of=CountingFileCache, error=OSError)
    get = _forgiving("get", lambda _key, default=None, *_args, **_kwargs: default, of=CountingFileCache, error=OSError)
    set = _forgiving("set", lambda *_args, **_kwargs: None, of=CountingFileCache, error=OSError)
    touch = _forgiving("touch", lambda *_args, **_kwargs: False, of=CountingFileCache, error=OSError)
    incr = _forgiving("incr", lambda _key, delta=1, *_args, **_kwargs: delta, of=CountingFileCache, error=OSError)
