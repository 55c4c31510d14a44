"""The feed over HTTP: what each poll is answered with, header by header."""

import logging
import re
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.urls import reverse

from conference.logging import JsonFormatter
from schedule.models import CalendarFeed, Event, Session
from schedule.services.bookmarks import set_bookmark
from schedule.services.feeds import revoke_feed
from schedule.services.publish import publish
from tests.factories import make_event, make_session, make_user
from tests.schedule.views.subscription import Subscription, uids

pytestmark = pytest.mark.django_db


def test_feed_holds_exactly_the_bookmarked_sessions_and_the_banner(subscription, event):
    chosen, _other = make_session(event), make_session(event)
    publish(event)
    set_bookmark(user=subscription.user, session=chosen, bookmarked=True)

    response = subscription.poll()

    assert response.status_code == 200
    assert uids(response) == [f"{event.guid}@{event.guid}", f"{chosen.guid}@{event.guid}"]


def test_feed_headers_are_what_calendar_apps_need(subscription, event):
    publish(event)

    response = subscription.poll()

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == f'inline; filename="{event.slug}.ics"'
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Content-Length"] == str(len(response.content))
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert re.fullmatch(r'"[0-9a-f]{32}"', response["ETag"])
    assert response["Vary"] == "Accept-Encoding"
    assert not response.cookies


def test_feed_moved_session_keeps_its_uid_and_raises_its_sequence(subscription, event):
    session = make_session(event)
    publish(event)
    set_bookmark(user=subscription.user, session=session, bookmarked=True)
    before = subscription.poll()

    session.starts_at += timedelta(hours=1)
    session.ends_at += timedelta(hours=1)
    session.save()
    publish(event)
    after = subscription.poll(**{"If-None-Match": before["ETag"]})

    assert after.status_code == 200
    assert uids(after) == uids(before)
    assert b"SEQUENCE:0\r\nDTSTART;TZID=Europe/Dublin:20201029T100000" in before.content
    assert b"SEQUENCE:1\r\nDTSTART;TZID=Europe/Dublin:20201029T110000" in after.content


def test_feed_cancelled_session_stays(subscription, event):
    session = make_session(event, title="Off")
    publish(event)
    set_bookmark(user=subscription.user, session=session, bookmarked=True)

    Session.objects.filter(pk=session.pk).update(status="cancelled")
    publish(event)

    body = subscription.poll().content
    assert b"STATUS:CANCELLED\r\nTRANSP:TRANSPARENT\r\nSUMMARY:CANCELLED: Off\r\n" in body


def test_feed_of_a_hidden_event_keeps_the_words_that_attendees_know(subscription, event):
    publish(event)
    Event.objects.filter(pk=event.pk).update(is_published=False, name="Secret name", tagline="Secret words")
    publish(event)

    body = subscription.poll().content

    assert b"X-WR-CALNAME:KVM Forum\r\n" in body
    assert b"Secret" not in body


def test_feed_of_all_events_covers_only_those_bookmarked_in(client):
    near, far, other = make_event(name="Near"), make_event(name="Far", timezone="Asia/Tokyo"), make_event(name="Other")
    user = make_user()
    for event in (near, far, other):
        session = make_session(event)
        publish(event)
        if event != other:
            set_bookmark(user=user, session=session, bookmarked=True)

    body = Subscription(client, user).poll().content

    assert body.count(b"BEGIN:VEVENT") == 4
    assert b"SUMMARY:Near\r\n" in body
    assert b"SUMMARY:Far\r\n" in body
    assert b"SUMMARY:Other\r\n" not in body
    assert body.count(b"BEGIN:VTIMEZONE") == 2


def test_feed_of_all_events_without_any_event_is_not_empty(client):
    body = Subscription(client, make_user()).poll().content

    assert body.count(b"BEGIN:VEVENT") == 1
    assert b"SUMMARY:Phone\r\n" in body


def test_feed_never_holds_another_persons_bookmarks(subscription, event):
    session = make_session(event)
    publish(event)
    set_bookmark(user=make_user(), session=session, bookmarked=True)

    assert len(uids(subscription.poll())) == 1


def test_feed_revoked_is_410_at_once(subscription, event):
    publish(event)
    etag = subscription.poll()["ETag"]

    revoke_feed(feed=subscription.feed)
    response = subscription.poll(**{"If-None-Match": etag})

    assert response.status_code == 410
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_feed_unknown_and_disabled_look_alike(client, subscription, event):
    publish(event)
    subscription.user.is_active = False
    subscription.user.save()

    disabled = subscription.poll()
    unknown = client.get(reverse("calendar_feed", args=["x" * 43, "kvm"]))
    malformed = client.get(reverse("calendar_feed", args=["é", "kvm"]))

    assert disabled.status_code == 404
    answers = [
        (r.status_code, r.content, {k: v for k, v in r.items() if k != "X-Request-ID"})
        for r in (disabled, unknown, malformed)
    ]
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_feed_other_methods_are_refused_before_the_token_is_looked_up(subscription, method, django_assert_num_queries):
    subscription.client.handler.enforce_csrf_checks = True

    with django_assert_num_queries(0):
        response = getattr(subscription.client, method)(subscription.url)

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


def test_feed_head_has_the_headers_of_get(subscription, event):
    publish(event)
    got = subscription.poll()

    response = subscription.client.head(subscription.url)

    assert response.content == b""
    assert response["ETag"] == got["ETag"]
    assert response["Content-Length"] == got["Content-Length"]


def test_feed_ignores_a_session_cookie(subscription, event):
    publish(event)
    subscription.client.force_login(make_user())

    response = subscription.poll()

    assert response.status_code == 200
    assert response["Vary"] == "Accept-Encoding"
    assert not response.cookies


def test_feed_any_name_is_accepted_with_a_right_token(subscription, event):
    publish(event)

    response = subscription.client.get(reverse("calendar_feed", args=[subscription.token, 'a"b\r\nc']))

    assert response.status_code == 200
    assert response["Content-Disposition"] == 'inline; filename="abc.ics"'


def test_feed_token_is_stored_only_as_a_hash(subscription):
    row = CalendarFeed.objects.values().get()

    assert subscription.token not in str(row)
    assert len(subscription.token) == 43


def test_feed_token_is_in_no_log(client, caplog):
    caplog.set_level(logging.DEBUG)

    client.get("/calendar/very-secret-token/kvm.ics")

    lines = [JsonFormatter().format(record) for record in caplog.records]
    assert any("/calendar/<secret>/kvm.ics" in line for line in lines)
    assert not any("very-secret-token" in line for line in lines)


def test_feed_without_its_database_asks_to_come_back(subscription, event):
    publish(event)

    def away(execute, sql, params, many, context):
        raise OperationalError("no connection")

    with connection.execute_wrapper(away):
        response = subscription.poll()

    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert response["Content-Type"] == "text/plain; charset=utf-8"
