"""Redis as the cache: shared while it is there, and no error page when it is not."""

import subprocess
import time

import pytest
from django.core.cache import caches


@pytest.fixture
def redis(needs, tmp_path, settings):
    """A Redis of this test's own behind the default cache."""
    socket = tmp_path / "redis.sock"
    command = [needs("redis-server"), "--port", "0", "--unixsocket", socket, "--save", "", "--dir", tmp_path]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while not socket.exists():
        assert server.poll() is None
        time.sleep(0.02)
    settings.CACHES = {
        "default": {"BACKEND": "conference.cache.ForgivingRedisCache", "LOCATION": f"unix://{socket}"},
    }
    yield server
    server.kill()
    server.wait()


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
