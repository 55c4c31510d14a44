"""What an unchanged and a changed feed are answered with: validators, 304, compression, and at what cost."""

import gzip
from datetime import timedelta

import pytest
import time_machine
from django.utils.http import parse_http_date

from schedule.exporters import ical
from schedule.models import CalendarFeed, Event
from schedule.services.bookmarks import set_bookmark
from schedule.services.publish import publish
from tests.factories import START, make_event, make_session, make_user
from tests.schedule.views.subscription import Subscription, uids

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    ("absurd", "status"),
    [
        (", ".join(f'"{number:032x}"' for number in range(5_000)), 200),
        (", ".join([*(f'"{number:032x}"' for number in range(5_000)), "OURS"]), 304),
        ("*, OURS", 304),
        ("OURS" * 50, 200),
        ('"' * 9_999, 200),
        ("W/W/OURS", 200),
        (", , ,OURS", 304),
        ("\x00\xff", 200),
        ("", 200),
    ],
)
def test_feed_survives_absurd_lists_of_etags(subscription, event, absurd, status):
    publish(event)
    etag = subscription.poll()["ETag"]

    response = subscription.poll(**{"If-None-Match": absurd.replace("OURS", etag)})

    assert response.status_code == status
    assert response.content == b"" if status == 304 else response.content.startswith(b"BEGIN:VCALENDAR")


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

    with django_assert_num_queries(2):  # the feed's state, its entries
        subscription.poll()
    publish(event)
    with django_assert_num_queries(3):  # and the event, once a version
        subscription.poll()


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
def test_feed_first_poll_of_a_day_is_noted_for_later(client, event, covers, django_assert_num_queries):
    with time_machine.travel(START, tick=False):
        subscription = Subscription(client, make_user(), event if covers == "one event" else None)
        etag = subscription.poll()["ETag"]

    with time_machine.travel(START + timedelta(days=1), tick=False), django_assert_num_queries(1):
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


@pytest.mark.parametrize("accept", ["gzip;q=0", "br, gzip; q=0.0", "identity", ""])
def test_feed_is_not_compressed_for_those_who_do_not_take_it(subscription, event, accept):
    publish(event)

    assert "Content-Encoding" not in subscription.poll(**{"Accept-Encoding": accept})


def test_feed_day_of_the_last_poll_is_kept_once_a_day(subscription, event, django_assert_num_queries):
    publish(event)
    agent = {"User-Agent": "Mozilla/5.0 Thunderbird/128.0"}
    with time_machine.travel(START, tick=False):
        etag = subscription.poll(**agent)["ETag"]
        with django_assert_num_queries(1):
            subscription.poll(**agent, **{"If-None-Match": etag})

    feed = CalendarFeed.objects.get()
    assert (str(feed.last_polled_on), feed.last_polled_by) == ("2020-10-29", "Thunderbird")
