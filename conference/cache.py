"""The cache when it is Redis: one that is away is a cache that remembers nothing, and never an error page."""

import logging

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger("talkmark.cache")


class ForgivingRedisCache(RedisCache):
    def _without(self, answer, call, *args, **kwargs):
        try:
            return call(*args, **kwargs)
        except (RedisError, OSError) as error:
            logger.warning("The cache is away: %s", error)
            return answer

    def add(self, key, *args, **kwargs):
        return self._without(True, super().add, key, *args, **kwargs)

    def get(self, key, default=None, version=None):
        return self._without(default, super().get, key, default, version)

    def set(self, key, *args, **kwargs):
        return self._without(None, super().set, key, *args, **kwargs)

    def touch(self, key, *args, **kwargs):
        return self._without(False, super().touch, key, *args, **kwargs)

    def delete(self, key, version=None):
        return self._without(False, super().delete, key, version)

    def get_many(self, keys, version=None):
        return self._without({}, super().get_many, keys, version)

    def has_key(self, key, version=None):
        return self._without(False, super().has_key, key, version)

    def incr(self, key, delta=1, version=None):
        return self._without(delta, super().incr, key, delta, version)

    def set_many(self, data, *args, **kwargs):
        return self._without(list(data), super().set_many, data, *args, **kwargs)

    def delete_many(self, keys, version=None):
        return self._without(None, super().delete_many, keys, version)

    def clear(self):
        return self._without(False, super().clear)
