"""What a feed is answered with while its database is away, or something else goes wrong: a calendar or nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import OperationalError, connection

from schedule.services.bookmarks import set_bookmark
from schedule.services.feeds import revoke_feed
from schedule.services.publish import publish
from schedule.views.calendar import bodies
from tests.factories import START, make_session
from tests.redis import running_redis

pytestmark = pytest.mark.django_db

KEPT = ("Content-Type", "Content-Disposition", "Content-Length", "ETag", "Last-Modified", "Cache-Control", "Vary")


def away(execute, sql, params, many, context):
    raise OperationalError("no connection")


def assert_asks_to_come_back(response):
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_feed_without_its_database_asks_to_come_back(subscription, event):
    publish(event)

    with connection.execute_wrapper(away):
        response = subscription.poll()

    assert_asks_to_come_back(response)


def test_feed_database_that_goes_away_between_two_polls_never_gives_half_a_calendar(subscription, event):
    publish(event)
    before = subscription.poll()

    for left in range(4):
        queries = iter([True] * left)

        def leave(execute, sql, params, many, context, queries=queries):
            if next(queries, None) is None:
                raise OperationalError("gone")
            return execute(sql, params, many, context)

        bodies.forget()
        with connection.execute_wrapper(leave):
            response = subscription.poll()
        assert response.status_code in (200, 503)
        if response.status_code == 200:
            assert response.content == before.content
    after = subscription.poll(**{"If-None-Match": before["ETag"]})

    assert after.status_code == 304


@pytest.fixture
def redis(needs, tmp_path, settings):
    """A cache outside the database."""
    with running_redis(needs("redis-server"), tmp_path) as (location, _):
        settings.CACHES = {"default": {"BACKEND": "conference.cache.ForgivingRedisCache", "LOCATION": location}}
        settings.HAS_CACHE_OUTSIDE_DATABASE = True
        yield


def test_feed_without_its_database_gives_the_last_body_that_a_cache_has(redis, subscription, event):
    session = make_session(event, title="Starred")
    publish(event)
    set_bookmark(user=subscription.user, session=session, bookmarked=True)
    before = subscription.poll()

    with connection.execute_wrapper(away):
        again = subscription.poll()
        unchanged = subscription.poll(**{"If-None-Match": before["ETag"]})
        unknown = subscription.client.get("/calendar/x/kvm.ics")

    assert again.content == before.content
    assert [again[name] for name in KEPT] == [before[name] for name in KEPT]
    assert (unchanged.status_code, unknown.status_code) == (304, 503)


@pytest.mark.parametrize("how", ["revoked", "leaked", "disabled"])
def test_feed_that_was_taken_away_is_not_given_without_its_database_either(redis, subscription, event, how):
    publish(event)
    subscription.poll()

    if how == "disabled":
        type(subscription.user).objects.update(is_active=False)
        subscription.poll()
    else:
        revoke_feed(feed=subscription.feed, is_leaked=how == "leaked")

    with connection.execute_wrapper(away):
        assert subscription.poll().status_code == 503


def test_feed_answers_whatever_goes_wrong_with_503_and_never_a_page(subscription, event):
    publish(event)

    def fail(execute, sql, params, many, context):
        raise RuntimeError("a bug")

    with connection.execute_wrapper(fail):
        response = subscription.poll()

    assert_asks_to_come_back(response)


def test_feed_copy_for_when_the_database_is_away_is_made_anew_each_day(redis, subscription, event):
    publish(event)
    with time_machine.travel(START, tick=False):
        etag = subscription.poll()["ETag"]
    cache.clear()  # Redis was started anew, say

    with time_machine.travel(START + timedelta(days=1), tick=False):
        unchanged = subscription.poll(**{"If-None-Match": etag})
    with connection.execute_wrapper(away):
        kept = subscription.poll()

    assert (unchanged.status_code, kept.status_code, kept["ETag"]) == (304, 200, etag)
