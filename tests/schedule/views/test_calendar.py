"""The feed over HTTP: what each poll is answered with, header by header."""

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from conference.logging import JsonFormatter
from schedule.models import CalendarFeed, Event, Session
from schedule.services.bookmarks import set_bookmark
from schedule.services.feeds import revoke_feed
from schedule.services.publish import publish
from schedule.views.misses import MOST_PER_MINUTE
from tests.factories import make_event, make_session, make_user
from tests.schedule.views.subscription import Subscription, uids

pytestmark = pytest.mark.django_db

MALFORMED = [
    "%C3%A9/kvm.ics",
    "%FF%FE/kvm.ics",
    "%00/kvm.ics",
    "a%0d%0ab/kvm.ics",
    "%F0%9F%98%80/kvm.ics",
    f"{'x' * 5000}/kvm.ics",
    f"{'x' * 43}/kvm.ICS",
    f"{'x' * 43}/",
    f"{'x' * 43}",
    "a/b/c.ics",
    "/kvm.ics",
    "../admin/",
    "",
    "%0Ax",
    "%20x/kvm.ics",
]


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
    malformed = [client.get(f"/calendar/{path}") for path in MALFORMED]

    assert disabled.status_code == 404
    answers = [
        (r.status_code, r.content, {k: v for k, v in r.items() if k != "X-Request-ID"})
        for r in (disabled, unknown, *malformed)
    ]
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "REPORT", "TRACE"])
def test_feed_other_methods_are_refused_before_the_token_is_looked_up(subscription, method, django_assert_num_queries):
    subscription.client.handler.enforce_csrf_checks = True

    with django_assert_num_queries(0):
        response = subscription.client.generic(method, subscription.url)

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


@pytest.mark.parametrize("before", ["", "/", "%20", "'", "%22", "%0A", "x/", "%3F"])
@pytest.mark.parametrize("prefix", ["/calendar/", "/Calendar/", "/calendar//"])
def test_feed_token_is_in_no_log(client, caplog, prefix, before):
    """Not even that of an address that was pasted with something too much."""
    caplog.set_level(logging.DEBUG)

    client.get(f"{prefix}{before}very-secret-token/kvm.ics")

    lines = [JsonFormatter().format(record) for record in caplog.records]
    assert any("/calendar/<secret>" in line.casefold() for line in lines)
    assert not any("very-secret-token" in line for line in lines)


@pytest.mark.parametrize("place", [0, 21, 42])
def test_feed_with_one_character_of_its_token_changed_is_unknown(subscription, event, place):
    publish(event)
    token = subscription.token
    other = "A" if token[place] != "A" else "B"

    changed = [token[:place] + other + token[place + 1 :], token.swapcase(), token + "A", token[:-1], f" {token}"]

    answers = [subscription.client.get(reverse("calendar_feed", args=[each, "kvm"])) for each in changed]
    assert [answer.status_code for answer in answers] == [404] * 5


def test_feed_wrong_addresses_are_slowed_and_right_ones_never(subscription, event):
    publish(event)

    misses = [subscription.client.get(f"/calendar/{number}/kvm.ics") for number in range(MOST_PER_MINUTE + 1)]
    elsewhere = subscription.client.get("/calendar/x/kvm.ics", REMOTE_ADDR="192.0.2.7")

    assert {answer.status_code for answer in misses[:-1]} == {404}
    assert (misses[-1].status_code, misses[-1]["Retry-After"]) == (429, "60")
    assert misses[-1]["Content-Type"] == "text/plain; charset=utf-8"
    assert elsewhere.status_code == 404
    assert subscription.poll().status_code == 200


def test_feed_answers_a_range_with_the_whole_calendar(subscription, event):
    publish(event)

    response = subscription.poll(Range="bytes=0-10")

    assert response.status_code == 200
    assert response.content.endswith(b"END:VCALENDAR\r\n")


@pytest.mark.parametrize("accept", ["text/html", "application/xml;q=0.9", "", "\x00"])
def test_feed_is_a_calendar_whatever_is_accepted(subscription, event, accept):
    publish(event)

    assert subscription.poll(Accept=accept)["Content-Type"] == "text/calendar; charset=utf-8"


def test_feed_redirects_only_from_http_to_https_and_on_the_same_path(event, settings):
    settings.SECURE_SSL_REDIRECT = True  # before the client makes its middleware
    subscription = Subscription(Client(), make_user(), event)
    publish(event)

    plain = subscription.poll()
    safe = subscription.client.get(subscription.url, secure=True)

    assert (plain.status_code, plain["Location"]) == (301, f"https://testserver{subscription.url}")
    assert safe.status_code == 200


def test_feed_of_a_hidden_event_tells_nothing_that_is_drafted_since(subscription, event):
    session = make_session(event)
    publish(event)
    set_bookmark(user=subscription.user, session=session, bookmarked=True)
    Event.objects.filter(pk=event.pk).update(is_published=False)
    publish(event)
    before = subscription.poll()

    changes = {"timezone": "Asia/Tokyo", "accent": "#ff0000", "ends_on": "2029-01-01", "venue": "Secret hall"}
    Event.objects.filter(pk=event.pk).update(slug="secret", **changes)
    publish(event)

    assert subscription.poll().content == before.content
