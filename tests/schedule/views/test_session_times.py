"""One session's page: its time, in the event's zone and the reader's, and what it was before."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from schedule.services.publish import publish
from tests.factories import START, make_event, make_room, make_session

pytestmark = pytest.mark.django_db

MONDAY = datetime(2020, 10, 26, 12, 0, tzinfo=UTC)


@pytest.fixture
def event():
    return make_event(slug="kvm")


def text_of(page):
    """The header as one reads it."""
    header = page.partition("<article")[2].partition("</header>")[0].partition(">")[2]
    return " ".join(re.sub("<[^>]*>", "", header).split())


@pytest.mark.parametrize(
    ("zone", "starts_at", "minutes", "said"),
    [
        ("Europe/Dublin", START, 30, "2020, 10:00–10:30 GMT"),
        ("Europe/London", START, 30, "10:00–10:30 GMT 10:00–10:30 GMT in London"),
        ("America/New_York", START, 30, "10:00–10:30 GMT 06:00–06:30 EDT in New York"),
        ("Asia/Tokyo", START.replace(hour=16), 30, "16:00–16:30 GMT 01:00–01:30 JST +1 day in Tokyo"),
        ("Asia/Tokyo", START.replace(hour=14, minute=30), 60, "14:30–15:30 GMT 23:30–00:30 JST +1 day in Tokyo"),
        ("America/New_York", START.replace(hour=2), 30, "02:00–02:30 GMT 22:00–22:30 EDT −1 day in New York"),
        (
            "America/New_York",
            START.replace(hour=3, minute=30),
            60,
            "03:30–04:30 GMT 23:30 −1 day–00:30 EDT in New York",
        ),
    ],
)
def test_session_page_shows_both_times(client, event, zone, starts_at, minutes, said):
    make_session(event, slug="talk", starts_at=starts_at, minutes=minutes)

    page = client.get("/kvm/sessions/talk/", {"tz": zone}).content.decode()

    assert said in text_of(page)


def test_session_page_over_midnight_names_the_day_it_ends(client, event):
    make_session(event, slug="party", starts_at=START.replace(hour=23, minute=30), minutes=90)

    page = client.get("/kvm/sessions/party/").content.decode()

    assert "Thursday 29 October 2020, 23:30 – Friday 30 October, 01:00 GMT" in text_of(page)


def test_session_page_over_a_change_of_the_clock_names_both_times(client, event):
    make_session(event, slug="night", starts_at=datetime(2020, 10, 25, 0, 30, tzinfo=UTC), minutes=60)

    page = client.get("/kvm/sessions/night/?tz=UTC").content.decode()

    assert "Sunday 25 October 2020, 01:30 IST–01:30 GMT 00:30–01:30 UTC in UTC" in text_of(page)


def test_session_page_leads_back_to_the_schedules_day(client, event):
    make_session(event, slug="party", starts_at=START.replace(hour=23) + timedelta(hours=2))

    page = client.get("/kvm/sessions/party/?tz=Asia/Tokyo").content.decode()

    assert "Schedule, Thursday</a>" in page


def test_session_page_with_an_unknown_zone_says_so(client, event):
    make_session(event, slug="talk")

    page = client.get("/kvm/sessions/talk/?tz=<b>nowhere").content.decode()

    assert "is not a time zone we know" in page
    assert "<b>nowhere" not in page


def test_session_page_without_a_time_says_so(client, event):
    make_session(event, slug="tba", starts_at=None)

    page = client.get("/kvm/sessions/tba/?tz=Asia/Tokyo").content.decode()

    assert "Time to be announced" in text_of(page)
    assert "in Tokyo" not in page


def moved(event, session, at, **fields):
    with time_machine.travel(at, tick=False):
        for name, value in fields.items():
            setattr(session, name, value)
        session.save()
        publish(event)


@pytest.fixture
def published(event):
    session = make_session(event, slug="talk", title="Old", room=make_room(event, name="Hall"))
    moved(event, session, MONDAY)
    return session


def test_session_page_says_until_when_it_had_another_time(client, event, published):
    later = START + timedelta(hours=1)
    moved(event, published, MONDAY + timedelta(days=1), starts_at=later, ends_at=later + timedelta(minutes=30))

    page = client.get("/kvm/sessions/talk/").content.decode()

    assert "It was to start <del>Thursday 29 October, 10:00</del> until Tuesday 27 October." in page
    assert page.count("Thu 29 Oct, 10:00") == 0
    assert '<a href="/kvm/changes/">All changes</a>' in page


def test_session_page_says_each_of_several_moves(client, event, published):
    for day in (1, 2):
        starts_at = START + timedelta(hours=day)
        at = MONDAY + timedelta(days=day)
        moved(event, published, at, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30))

    page = client.get("/kvm/sessions/talk/").content.decode()

    assert "It was to start <del>Thursday 29 October, 10:00</del>." in page
    said = re.findall(r"was <del>Thu 29 Oct, (\d\d:\d\d)[^<]*</del></span> until (\w+ \d+ \w+)", page)
    assert said == [("11:00", "Wednesday 28 October"), ("10:00", "Tuesday 27 October")]


def test_session_page_says_other_changes_the_newest_three(client, event, published):
    for number, name in enumerate(("Attic", "Barn", "Cellar"), start=1):
        moved(event, published, MONDAY + timedelta(hours=number), room=make_room(event, name=name))
    moved(event, published, MONDAY + timedelta(days=1), title="New")

    page = client.get("/kvm/sessions/talk/").content.decode()

    assert 'Renamed, <span dir="auto">was <del>“Old”</del></span> until Tuesday 27 October' in page
    assert [f"was <del>{name}</del>" in page for name in ("Hall", "Attic", "Barn")] == [False, True, True]


def test_session_page_says_since_when_it_is_cancelled_and_that_it_takes_place_after_all(client, event, published):
    moved(event, published, MONDAY + timedelta(days=1), status="cancelled")
    cancelled = client.get("/kvm/sessions/talk/").content.decode()
    moved(event, published, MONDAY + timedelta(days=2), status="published")
    restored = client.get("/kvm/sessions/talk/").content.decode()

    assert "This session is cancelled, since Tuesday 27 October." in cancelled
    assert "Takes place after all, since Wednesday 28 October" in restored


def test_session_page_says_nothing_of_changes_where_there_are_none(client, published):
    page = client.get("/kvm/sessions/talk/").content.decode()

    assert "All changes" not in page
    assert "Added" not in page
