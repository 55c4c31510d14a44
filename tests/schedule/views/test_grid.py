"""The grid: which day it shows, what stands in its table, to whom, at what cost, and what filters make of it."""

import re
from datetime import timedelta

import pytest
import time_machine

from schedule.models import Session
from schedule.services.bookmarks import set_bookmark
from schedule.services.publish import publish
from tests.factories import (
    START,
    make_event,
    make_organiser,
    make_room,
    make_session,
    make_speaker,
    make_tag,
    make_track,
    make_user,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def event():
    return make_event(name="KVM Forum", slug="kvm")


@pytest.fixture
def two_days(event):
    """Two rooms on two days: too many to stand side by side."""
    rooms = [make_room(event, name=name, order=order) for order, name in enumerate(["Hall", "Attic"])]
    for number, room in enumerate(rooms):
        make_session(event, title=f"First {room}", room=room, track=make_track(event, name=f"Track {number}"))
        make_session(event, title=f"Second {room}", room=room, starts_at=START + DAY)
    return event


def titles(response):
    found = re.findall(r'<span class="t"[^>]*>(.*?)</span>', response.content.decode())
    return [re.sub(r"<[^>]+>", "", title) for title in found]


def cell(response, session):
    """A session's cell: its class, and what it holds."""
    return re.search(
        rf'<td class="([^"]*)" id="s{session.pk}"(.*?)</td>', response.content.decode(), re.DOTALL
    ).groups()


def tabs(response):
    """The days that one can choose; the one that is shown in brackets."""
    found = re.search(r'<nav aria-label="Days">(.*?)</nav>', response.content.decode(), re.DOTALL)
    links = re.findall(r"<a href=\"[^\"]*\"([^>]*)>(.*?)</a>", found[1], re.DOTALL) if found else []
    words = [(" ".join(re.sub(r"<[^>]+>", "", text).split()), "aria-current" in marks) for marks, text in links]
    return [f"[{text}]" if is_current else text for text, is_current in words]


def test_grid_shows_rooms_as_columns_that_lead_to_their_pages(client, two_days):
    page = client.get("/kvm/grid/").content.decode()

    headings = re.findall(r'<th scope="col"><a id="([^"]+)" href="([^"]+)" dir="auto">([^<]+)</a>', page)
    assert headings == [("room-hall", "/kvm/rooms/hall/", "Hall"), ("room-attic", "/kvm/rooms/attic/", "Attic")]


def test_grid_before_the_event_shows_the_first_day(client, two_days):
    with time_machine.travel(START - 3 * DAY, tick=False):
        response = client.get("/kvm/grid/")

    assert titles(response) == ["First Hall", "First Attic"]
    assert tabs(response) == ["[Thu 29 October]", "Fri 30 October"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (START - timedelta(hours=1), ["First Hall", "First Attic"]),
        (START + DAY, ["Second Hall", "Second Attic"]),
        (START + 3 * DAY, ["First Hall", "First Attic"]),
    ],
    ids=["first day", "second day", "after the event"],
)
def test_grid_during_the_event_opens_at_today(client, two_days, now, expected):
    with time_machine.travel(now, tick=False):
        response = client.get("/kvm/grid/")

    assert titles(response) == expected


def test_grid_on_a_day_without_anything_opens_at_the_next(client, event):
    rooms = [make_room(event) for _ in range(3)]
    for room in rooms:
        make_session(event, title="Before", room=room, starts_at=START - DAY, slug=f"before-{room.pk}")
        make_session(event, title="After", room=room, starts_at=START + DAY, slug=f"after-{room.pk}")

    with time_machine.travel(START, tick=False):
        response = client.get("/kvm/grid/")

    assert set(titles(response)) == {"After"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("day=2020-10-30", ["Second Hall", "Second Attic"]),
        ("day=2020-10-30&day=2020-10-29", ["Second Hall", "Second Attic"]),
        ("day=never&day=2020-10-30", ["Second Hall", "Second Attic"]),
        ("day=2020-10-30&room=attic", ["Second Attic"]),
        ("track=track-1", ["First Attic"]),
        ("q=attic&day=2020-10-29", ["First Attic"]),
        ("day=2020-13-45", []),
        ("track=nope", []),
        ("room=%F0%9F%92%A9", []),
    ],
)
def test_grid_filters(client, two_days, query, expected):
    publish(two_days)

    response = client.get(f"/kvm/grid/?{query}")

    assert titles(response) == expected
    assert (b"No session matches" in response.content) == (not expected)


def test_grid_takes_a_day_for_a_page_and_other_filters_for_filters(client, two_days):
    page = client.get("/kvm/grid/?day=2020-10-30&room=hall").content.decode()

    assert "Room: Hall" in page
    assert "Day: " not in page
    assert 'href="/kvm/grid/?day=2020-10-29&amp;room=hall"' in page
    assert 'href="/kvm/?day=2020-10-30&amp;room=hall"' in page


def test_grid_says_which_day_is_unknown(client, two_days):
    page = client.get("/kvm/grid/?day=2020-13-45").content.decode()

    assert 'This schedule has no day “<span dir="auto">2020-13-45</span>”' in page


def test_grid_of_one_room_shows_all_days_side_by_side(client, two_days):
    response = client.get("/kvm/grid/?room=hall")

    headings = re.findall(
        r'<th scope="colgroup" class="day-th[^"]*" id="(d[^"]+)">(\w+ \d+ \w+)', response.content.decode()
    )
    assert headings == [("d2020-10-29", "Thu 29 Oct"), ("d2020-10-30", "Fri 30 Oct")]
    assert titles(response) == ["First Hall", "Second Hall"]
    assert tabs(response) == ["Thu 29 October", "Fri 30 October", "[All days]"]


def test_grid_of_few_rooms_offers_each_day_and_all(client, event):
    room = make_room(event)
    for number in range(3):
        make_session(event, title=f"Talk {number}", room=room, starts_at=START + number * DAY)

    everything, one = client.get("/kvm/grid/"), client.get("/kvm/grid/?day=2020-10-30")

    assert (titles(everything), tabs(everything)[-1]) == (["Talk 0", "Talk 1", "Talk 2"], "[All days]")
    assert (titles(one), tabs(one)[1:]) == (["Talk 1"], ["[Fri 30 October]", "Sat 31 October", "All days"])


def test_grid_marks_what_is_on_and_over_and_the_row_of_now(client, event):
    room = make_room(event)
    over, on, to_come = (
        make_session(event, title=f"Talk {number}", room=room, starts_at=START + number * timedelta(minutes=30))
        for number in range(3)
    )
    publish(event)

    with time_machine.travel(START + timedelta(minutes=45), tick=False):
        response = client.get("/kvm/grid/")

    page = response.content.decode()
    assert [cell(response, session)[0] for session in (over, on, to_come)] == ["c is-past", "c is-now", "c"]
    assert "On now" in cell(response, on)[1]
    assert re.findall(r'class=" ?is-now"><th[^>]*><time[^>]*>([\d:]+)', page) == ["10:30"]
    assert re.findall(r'<th scope="row" class="is-target"><time[^>]*>([\d:]+)', page) == ["10:30"]


def test_grid_of_several_days_opens_at_what_is_on_today(client, event):
    room = make_room(event)
    yesterday = make_session(event, room=room, starts_at=START - DAY)
    today = make_session(event, room=room)

    with time_machine.travel(START + timedelta(minutes=5), tick=False):
        response = client.get("/kvm/grid/")

    assert cell(response, yesterday)[0] == "c is-past"
    assert cell(response, today)[0] == "c is-now is-target"
    assert b"day-th is-today" in response.content


def test_grid_says_cancelled_and_moved_in_words(client, event):
    off = make_session(event, status=Session.Status.CANCELLED)
    moved = make_session(event)
    publish(event)
    Session.objects.filter(pk=moved.pk).update(starts_at=START + timedelta(hours=1), ends_at=START + timedelta(hours=2))
    publish(event)

    response = client.get("/kvm/grid/")

    assert cell(response, off)[0] == "c is-off"
    assert "Cancelled" in cell(response, off)[1]
    assert "Moved, was <del>Thu 29, 10:00</del>" in cell(response, moved)[1]


def test_grid_shows_a_break_of_all_rooms_once_and_across(client, two_days):
    lunch = [
        make_session(
            two_days,
            title="Lunch",
            kind="break",
            room=room,
            starts_at=START + timedelta(hours=1),
            slug=f"lunch-{room.slug}",
        )
        for room in two_days.rooms.all()
    ]

    response = client.get("/kvm/grid/?day=2020-10-29")

    assert titles(response).count("Lunch") == 1
    names, rest = cell(response, min(lunch, key=lambda session: session.room.order))
    assert names == "c c--wide"
    assert 'colspan="2"' in rest


def test_grid_keeps_a_break_beside_a_session_in_its_rooms(client, two_days):
    for room in two_days.rooms.all():
        make_session(two_days, title="Lunch", kind="break", room=room, slug=f"lunch-{room.slug}", minutes=20)

    response = client.get("/kvm/grid/?day=2020-10-29")

    assert titles(response).count("Lunch") == 2
    assert b"No room yet" not in response.content


def test_grid_lists_what_has_no_time_below(client, event):
    make_session(event, title="Some day", starts_at=None)

    page = client.get("/kvm/grid/").content.decode()

    assert "Time to be announced" in page
    assert "<table" not in page


def test_grid_shows_times_in_the_zone_asked_for(client, event):
    make_session(event)

    page = client.get("/kvm/grid/?tz=Asia/Tokyo").content.decode()

    assert ">19:00</time>" in page
    assert "Times in Asia/Tokyo" in page


def test_grid_of_many_rooms_has_an_overview_and_a_menu(client, event):
    for number in range(5):
        make_session(event, room=make_room(event, name=f"R{number}", order=number), track=make_track(event))
    few = make_event(slug="few")
    make_session(few, room=make_room(few))

    page, other = client.get("/kvm/grid/").content.decode(), client.get("/few/grid/").content.decode()

    assert "All 5 rooms at a glance" in page
    assert re.findall(r'<li><a href="#(room-r\d)"', page) == [f"room-r{number}" for number in range(5)] * 2
    assert page.count('<rect width="30" height="10" data-track=') == 5
    assert "at a glance" not in other
    assert "Go to room" not in other


def test_grid_leads_attendees_to_the_rooms_with_their_bookmarks(client, event):
    user = make_user()
    rooms = [make_room(event, name=f"R{number}", order=number) for number in range(5)]
    sessions = [make_session(event, room=room) for room in rooms]
    for number in (3, 1):
        set_bookmark(user=user, session=sessions[number], bookmarked=True)
    signed_out = client.get("/kvm/grid/").content.decode()
    client.force_login(user)
    page = client.get("/kvm/grid/").content.decode()
    client.force_login(make_user())
    without_bookmarks = client.get("/kvm/grid/").content.decode()

    assert 'href="/kvm/grid/?room=r1&amp;room=r3"' in page
    assert "Rooms with my bookmarks" not in signed_out + without_bookmarks


def test_grid_shows_attendees_their_stars(client, event):
    user, mine, other = make_user(), make_session(event), make_session(event)
    set_bookmark(user=user, session=mine, bookmarked=True)
    client.force_login(user)

    response = client.get("/kvm/grid/")

    assert 'aria-pressed="true"' in cell(response, mine)[1]
    assert 'aria-pressed="false"' in cell(response, other)[1]


def test_grid_hides_drafts_from_everybody_but_organisers(client, event):
    make_session(event, title="Open talk")
    make_session(event, title="Draft talk", status=Session.Status.DRAFT)

    attendee = titles(client.get("/kvm/grid/"))
    client.force_login(make_organiser())
    organiser = titles(client.get("/kvm/grid/"))

    assert attendee == ["Open talk"]
    assert sorted(organiser) == ["Draft talk", "Open talk"]


def test_grid_of_hidden_and_unknown_events_is_not_found(client):
    make_event(slug="hidden", is_published=False)

    assert [client.get(path).status_code for path in ("/hidden/grid/", "/unknown/grid/")] == [404, 404]


def test_grid_without_sessions_says_that_the_schedule_is_not_out(client, event):
    assert b"The schedule is not out yet" in client.get("/kvm/grid/").content


def test_grid_escapes_what_organisers_type(client, event):
    room, track = make_room(event, name='"><img src=x>'), make_track(event, name="<b>")
    make_session(event, title="<script>alert(1)</script>", room=room, track=track)

    page = client.get("/kvm/grid/").content

    assert b"<script>alert" not in page
    assert b"<img src=x>" not in page


@pytest.mark.parametrize("sessions", [1, 3])
def test_grid_takes_ten_queries_for_visitors_and_then_one(client, event, sessions, django_assert_num_queries):
    for number in range(sessions):
        speaker, tag = make_speaker(event), make_tag(event, name=f"Level {number}")
        make_session(event, room=make_room(event), track=make_track(event), speakers=[speaker], tags=[tag])
    publish(event)

    with django_assert_num_queries(10):
        response = client.get("/kvm/grid/")
    with django_assert_num_queries(1):
        again = client.get("/kvm/grid/")

    assert len(titles(response)) == sessions
    assert again.content == response.content


@pytest.mark.parametrize("sessions", [1, 3])
def test_grid_takes_the_same_queries_for_attendees(client, event, sessions, django_assert_num_queries):
    user = make_user()
    for _ in range(sessions):
        session = make_session(event, room=make_room(event), speakers=[make_speaker(event)])
        set_bookmark(user=user, session=session, bookmarked=True)
    client.force_login(user)
    client.get("/kvm/grid/")

    with django_assert_num_queries(4):
        client.get("/kvm/grid/")


@pytest.mark.parametrize(
    "query",
    [
        "day=9999-12-31&day=0001-01-01&day=x",
        "&".join(f"day=2020-10-{number}" for number in range(500)),
        f"q={'x' * 10_000}",
        "tz=Nowhere/Land",
        "room=<script>",
        "layout=expanded&by=what",
    ],
    ids=["far days", "many days", "long search", "zone", "script", "others"],
)
def test_grid_answers_whatever_is_asked(client, two_days, query):
    publish(two_days)

    response = client.get(f"/kvm/grid/?{query}")

    assert response.status_code == 200
    assert b"<script>" not in response.content
