"""Redis as the cache: shared while it is there, and no error page when it is not."""

import pytest
from django.core.cache import caches

from tests.redis import running_redis


@pytest.fixture
def redis(needs, tmp_path, settings):
    """A Redis of this test's own behind the default cache."""
    with running_redis(needs("redis-server"), tmp_path) as (location, server):
        settings.CACHES = {"default": {"BACKEND": "conference.cache.ForgivingRedisCache", "LOCATION": location}}
        yield server


def test_redis_keeps_what_it_is_given(redis, client, db):
    caches["default"].set("key", "value", 10)

    assert caches["default"].get("key") == "value"
    assert caches["default"].incr("count") if caches["default"].add("count", 1) else False
    assert client.get("/readyz").json() == {"ready": True, "reasons": []}


def test_redis_that_is_away_remembers_nothing_and_breaks_nothing(redis, client, db):
    caches["default"].set("key", "value", 10)
    redis.kill()
    redis.wait()

    assert caches["default"].get("key", "nothing") == "nothing"
    assert caches["default"].add("key", 1)
    assert caches["default"].incr("key") == 1
    assert caches["default"].get_many(["key"]) == {}
    assert client.get("/").status_code == 200
    login = client.post("/accounts/login/", {"login": "nobody@example.org", "password": "x"})
    assert login.status_code == 200
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["reasons"]) == (503, ["cache: does not keep what it is given"])
