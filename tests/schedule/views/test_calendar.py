"""The feed over HTTP: what each poll is answered with, header by header."""

import gzip
import logging
import re
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils.http import parse_http_date

from conference.logging import JsonFormatter
from schedule.exporters import ical
from schedule.models import CalendarFeed, Event, Session
from schedule.services.bookmarks import set_bookmark
from schedule.services.feeds import create_feed, file_name, revoke_feed
from schedule.services.publish import publish
from tests.factories import START, make_event, make_session, make_user

pytestmark = pytest.mark.django_db


class Subscription:
    """One person's feed of one event, or of all, polled as a calendar app does."""

    def __init__(self, client, user, event=None):
        self.client, self.user = client, user
        self.feed, self.token = create_feed(user=user, name="Phone", event=event)
        self.url = reverse("calendar_feed", args=[self.token, file_name(self.feed)])

    def poll(self, **headers):
        return self.client.get(self.url, headers=headers)


@pytest.fixture
def event():
    return make_event(name="KVM Forum")


@pytest.fixture
def subscription(client, event):
    return Subscription(client, make_user(), event)


def uids(response):
    text = response.content.decode().replace("\r\n ", "")
    return re.findall(r"^UID:(.*)\r$", text, re.MULTILINE)


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


def test_feed_unchanged_is_304_with_the_same_validators(subscription, event):
    publish(event)
    first = subscription.poll()

    again = subscription.poll(**{"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == first["ETag"]
    assert again["Last-Modified"] == first["Last-Modified"]


@pytest.mark.parametrize("condition", ["list", "weak", "star", "date"])
def test_feed_understands_every_form_of_condition(subscription, event, condition):
    publish(event)
    first = subscription.poll()
    headers = {
        "list": {"If-None-Match": f'"other", {first["ETag"]}'},
        "weak": {"If-None-Match": f"W/{first['ETag']}"},
        "star": {"If-None-Match": "*"},
        "date": {"If-Modified-Since": first["Last-Modified"]},
    }[condition]

    assert subscription.poll(**headers).status_code == 304


def test_feed_etag_wins_over_the_date(subscription, event):
    publish(event)
    first = subscription.poll()

    headers = {"If-None-Match": '"stale"', "If-Modified-Since": first["Last-Modified"]}

    assert subscription.poll(**headers).status_code == 200


def test_feed_compressed_carries_the_weak_etag(subscription, event):
    publish(event)
    plain = subscription.poll()

    zipped = subscription.poll(**{"Accept-Encoding": "gzip, deflate"})
    again = subscription.poll(**{"Accept-Encoding": "gzip", "If-None-Match": zipped["ETag"]})

    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert zipped["ETag"] == f"W/{plain['ETag']}"
    assert (again.status_code, again["ETag"]) == (304, zipped["ETag"])


def test_feed_unchanged_poll_takes_one_query(subscription, event, django_assert_num_queries):
    make_session(event)
    publish(event)
    etag = subscription.poll()["ETag"]

    with django_assert_num_queries(1):
        response = subscription.poll(**{"If-None-Match": etag})

    assert response.status_code == 304


def test_feed_of_all_events_unchanged_poll_takes_one_query(client, event, django_assert_num_queries):
    everything = Subscription(client, make_user())
    publish(event)
    etag = everything.poll()["ETag"]

    with django_assert_num_queries(1):
        response = everything.poll(**{"If-None-Match": etag})

    assert response.status_code == 304


@pytest.mark.parametrize("sessions", [1, 3])
def test_feed_changed_takes_the_same_queries_however_many_sessions(
    subscription, event, sessions, django_assert_num_queries
):
    for _ in range(sessions):
        set_bookmark(user=subscription.user, session=make_session(event), bookmarked=True)
    publish(event)
    subscription.poll()
    set_bookmark(user=subscription.user, session=make_session(event), bookmarked=True)

    with django_assert_num_queries(7):
        subscription.poll()


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


def test_feed_last_modified_moves_when_a_bookmark_is_removed(subscription, event):
    session = make_session(event)
    publish(event)
    set_bookmark(user=subscription.user, session=session, bookmarked=True)
    before = subscription.poll()

    set_bookmark(user=subscription.user, session=session, bookmarked=False)
    after = subscription.poll(**{"If-Modified-Since": before["Last-Modified"]})

    assert after.status_code == 200
    assert uids(after) == [f"{event.guid}@{event.guid}"]


def test_feed_access_link_opens_while_nothing_is_written(client):
    with time_machine.travel(START - timedelta(hours=1), tick=False):
        event = make_event()
        subscription = Subscription(client, make_user(), event)
        session = make_session(event, access_url="https://meet.example/1")
        publish(event)
        set_bookmark(user=subscription.user, session=session, bookmarked=True)
        closed = subscription.poll()

    with time_machine.travel(START - timedelta(minutes=15), tick=False):
        opened = subscription.poll(**{"If-None-Match": closed["ETag"]})

    assert b"meet.example" not in closed.content
    assert opened.status_code == 200
    assert b"CONFERENCE;VALUE=URI" in opened.content
    assert opened["Last-Modified"] == "Thu, 29 Oct 2020 09:45:00 GMT"


@pytest.mark.parametrize("covers", ["one event", "all events"])
def test_feed_first_poll_of_a_day_takes_two_queries(client, event, covers, django_assert_num_queries):
    with time_machine.travel(START, tick=False):
        subscription = Subscription(client, make_user(), event if covers == "one event" else None)
        etag = subscription.poll()["ETag"]

    with time_machine.travel(START + timedelta(days=1), tick=False), django_assert_num_queries(2):
        response = subscription.poll(**{"If-None-Match": etag})

    assert response.status_code == 304


def test_feed_change_while_it_is_rendered_is_seen_by_the_next_poll(subscription, event, monkeypatch):
    """For clients that know dates only: the Last-Modified of a body must not be younger than what it holds."""
    session = make_session(event)
    publish(event)
    render = ical.calendar

    def render_late(*args):
        set_bookmark(user=subscription.user, session=session, bookmarked=True)
        return render(*args)

    monkeypatch.setattr(ical, "calendar", render_late)
    before = subscription.poll()
    monkeypatch.undo()
    after = subscription.poll(**{"If-Modified-Since": before["Last-Modified"]})

    assert len(uids(before)) == 1
    assert after.status_code == 200
    assert len(uids(after)) == 2


def test_feed_last_modified_never_goes_back(client, event):
    everything = Subscription(client, make_user())
    publish(event)
    before = everything.poll()

    Event.objects.filter(pk=event.pk).update(is_published=False)
    publish(event)
    after = everything.poll(**{"If-Modified-Since": before["Last-Modified"]})
    Event.objects.all().delete()
    gone = everything.poll(**{"If-None-Match": after["ETag"]})

    assert after.status_code == 200
    stamps = [parse_http_date(answer["Last-Modified"]) for answer in (before, after, gone)]
    assert stamps == sorted(stamps)


def test_feed_of_a_hidden_event_keeps_the_words_that_attendees_know(subscription, event):
    publish(event)
    Event.objects.filter(pk=event.pk).update(is_published=False, name="Secret name", tagline="Secret words")
    publish(event)

    body = subscription.poll().content

    assert b"X-WR-CALNAME:KVM Forum\r\n" in body
    assert b"Secret" not in body


@pytest.mark.parametrize("accept", ["gzip;q=0", "br, gzip; q=0.0", "identity", ""])
def test_feed_is_not_compressed_for_those_who_do_not_take_it(subscription, event, accept):
    publish(event)

    assert "Content-Encoding" not in subscription.poll(**{"Accept-Encoding": accept})


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


def test_feed_day_of_the_last_poll_is_kept_once_a_day(subscription, event, django_assert_num_queries):
    publish(event)
    agent = {"User-Agent": "Mozilla/5.0 Thunderbird/128.0"}
    with time_machine.travel(START, tick=False):
        etag = subscription.poll(**agent)["ETag"]
        with django_assert_num_queries(1):
            subscription.poll(**agent, **{"If-None-Match": etag})

    feed = CalendarFeed.objects.get()
    assert (str(feed.last_polled_on), feed.last_polled_by) == ("2020-10-29", "Thunderbird")


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
