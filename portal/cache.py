"""The cache of a distributed installation."""

import functools

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def _forgiving(name, answer_without):
    wrapped = getattr(RedisCache, name)

    @functools.wraps(wrapped)
    def method(self, *args, **kwargs):
        try:
            return wrapped(self, *args, **kwargs)
        except RedisError as error:
            log.warning("cache unreachable", operation=name, error=str(error))
            return answer_without(*args, **kwargs)

    return method


class ForgivingRedisCache(RedisCache):
    """Redis, but a page that only wanted to remember something is still served when Redis is down.

    Reading gives the default, adding succeeds (rate limits then let people pass), changing does nothing.
    """

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
