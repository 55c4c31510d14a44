"""Rooms, their door signs, and what is on now: before, during, between and after the days of an event."""

import re
from datetime import timedelta

import pytest
import time_machine

from schedule.models import Session
from schedule.services.publish import publish
from tests.factories import START, make_event, make_room, make_session, make_speaker, make_user

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def event():
    event = make_event(slug="kvm", name="KVM Forum")
    north, south = make_room(event, name="North", order=1, capacity=80), make_room(event, name="South", order=2)
    make_session(event, title="Opening", room=north, speakers=[make_speaker(event, name="Ann")])
    make_session(event, title="Paging", room=north, starts_at=START + HOUR)
    make_session(event, title="Virtio", room=south, starts_at=START + HOUR, status="cancelled")
    make_session(event, title="Secret", room=south, status=Session.Status.DRAFT)
    make_session(event, title="Closing", room=south, starts_at=START + DAY)
    return publish(event)


def text(response):
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", response.content.decode()))


def main_of(response):
    body = text(response)
    return body[body.index("Skip to content") :] if "Skip to content" in body else body


@pytest.mark.parametrize(
    ("after", "told", "untold"),
    [
        (-20 * DAY, ["It begins Thursday 29 October, 10:00", "Opening"], ["Paging", "Closing"]),
        (-HOUR, ["North", "Nothing on now.", "Next, 10:00", "Opening"], ["Paging", "Closing"]),
        (
            10 * MINUTE,
            ["North", "On now", "Opening", "Next, 11:00", "Paging", "South", "Virtio", "Cancelled"],
            ["Closing"],
        ),
        (HOUR, ["North", "On now", "Paging", "Nothing more today."], ["Opening", "Virtio"]),
        (3 * HOUR, ["It goes on Friday 30 October, 10:00", "Closing"], ["Opening"]),
        (3 * DAY, ["KVM Forum is over", "Open the schedule"], ["Opening", "On now"]),
    ],
)
def test_now_tells_what_is_on_and_next_at_every_time(client, event, after, told, untold):
    with time_machine.travel(START + after, tick=False):
        page = main_of(client.get("/kvm/now/"))

    assert [word for word in told if word not in page] == []
    assert [word for word in [*untold, "Secret"] if word in page] == []


def test_now_tells_a_break_of_several_rooms_once(client, event):
    for room in event.rooms.all():
        make_session(event, title="Coffee", kind="break", room=room, slug=f"coffee-{room.slug}")
    publish(event)

    with time_machine.travel(START + MINUTE, tick=False):
        page = client.get("/kvm/now/").content.decode()

    assert page.count(">Coffee</a>") == 1
    assert "Breaks" in page


def test_now_of_an_event_without_times_says_so(client):
    event = make_event(slug="bare")
    make_session(event, title="Alone", starts_at=None)
    publish(event)

    assert "No session has a time yet" in text(client.get("/bare/now/"))


@pytest.mark.parametrize("path", ["now/", "rooms/", "rooms/north/", "rooms/north/sign/"])
def test_pages_of_a_hidden_event_are_not_there(client, event, path):
    assert client.get(f"/kvm/{path}").status_code == 200

    type(event).objects.update(is_published=False)

    assert client.get(f"/kvm/{path}").status_code == 404


def test_rooms_are_listed_with_what_matches_the_filters(client, event):
    everything, south = client.get("/kvm/rooms/"), client.get("/kvm/rooms/?room=south&tz=Asia/Tokyo")

    assert re.findall(r'<h2 class="t"><a href="([^"]*)"', everything.content.decode()) == [
        "/kvm/rooms/north/",
        "/kvm/rooms/south/",
    ]
    assert "2 rooms" in text(everything)
    assert "2 sessions" in text(everything)
    assert re.findall(r'<h2 class="t"><a href="([^"]*)"', south.content.decode()) == [
        "/kvm/rooms/south/?tz=Asia%2FTokyo"
    ]


def test_room_page_has_its_programme_by_day_with_the_filters(client, event):
    page, filtered = client.get("/kvm/rooms/south/"), client.get("/kvm/rooms/south/?day=2020-10-30")

    titles = [re.findall(r'<h4 class="t"[^>]*><a[^>]*>([^<]*)', each.content.decode()) for each in (page, filtered)]
    assert titles == [["Virtio", "Closing"], ["Closing"]]
    assert "1 of 2 sessions" in text(filtered)
    assert 'href="/kvm/rooms/north/?day=2020-10-30"' in filtered.content.decode()


def test_room_that_has_only_drafts_is_not_there(client, event):
    make_session(event, title="Plan", room=make_room(event, name="Attic"), status=Session.Status.DRAFT)
    publish(event)

    assert client.get("/kvm/rooms/attic/").status_code == client.get("/kvm/rooms/nowhere/").status_code == 404
    assert "Attic" not in text(client.get("/kvm/rooms/"))


@pytest.mark.parametrize(
    ("room", "after", "told"),
    [
        ("north", -HOUR, "Free until 10:00 Next 10:00 Opening Ann 11:00 Paging"),
        ("north", 0 * HOUR, "Now, to 10:30 Opening Ann Next 11:00 Paging"),
        ("north", 2 * HOUR, "No more sessions"),
        ("south", 0 * HOUR, "Nothing more today Next 11:00 Virtio Cancelled"),
        ("south", 2 * HOUR, "Nothing more today Friday 30 October 10:00 Closing"),
    ],
)
def test_door_sign_tells_the_room_its_day(client, event, room, after, told):
    with time_machine.travel(START + after, tick=False):
        sign = client.get(f"/kvm/rooms/{room}/sign/")

    assert told in text(sign)
    assert "Times in" not in text(sign)
    assert "<a " not in sign.content.decode()


def test_door_sign_waits_for_nothing_that_is_cancelled(client, event):
    room = event.rooms.last()
    make_session(event, title="Off", room=room, starts_at=START + DAY - HOUR, status="cancelled")
    make_session(event, title="Fuzzing", room=room, starts_at=START + 90 * MINUTE)
    publish(event)

    with time_machine.travel(START, tick=False):
        morning = text(client.get("/kvm/rooms/south/sign/"))
    with time_machine.travel(START + 3 * HOUR, tick=False):
        evening = text(client.get("/kvm/rooms/south/sign/"))

    assert "Free until 11:30 Next 11:00 Virtio Cancelled 11:30 Fuzzing" in morning
    assert "Nothing more today Friday 30 October 10:00 Closing" in evening


def test_room_page_leads_to_its_neighbours_and_its_grid(client, event):
    make_session(event, title="Tour", room=make_room(event, name="Yard", order=3))
    publish(event)

    page = client.get("/kvm/rooms/south/?kind=talk&layout=expanded").content.decode()

    assert re.findall(r'<a href="([^"]*)" rel="(prev|next)"', page) == [
        ("/kvm/rooms/north/?kind=talk&amp;layout=expanded", "prev"),
        ("/kvm/rooms/yard/?kind=talk&amp;layout=expanded", "next"),
    ]
    assert 'href="/kvm/grid/?kind=talk&amp;room=south"' in page


def test_session_over_the_end_of_a_day_stays_on(client, event):
    make_session(event, title="Night", room=event.rooms.first(), starts_at=START + 16 * HOUR, minutes=240)  # to 06:00
    publish(event)

    with time_machine.travel(START + 19 * HOUR, tick=False):
        assert "Night" in main_of(client.get("/kvm/now/"))
        assert "Now, to 06:00 Night" in text(client.get("/kvm/rooms/north/sign/"))


@pytest.mark.parametrize("sessions", [1, 3])
@pytest.mark.parametrize("path", ["now/", "rooms/", "rooms/hall/", "rooms/hall/sign/"])
def test_room_pages_take_the_same_queries(client, sessions, path, django_assert_num_queries):
    event = make_event(slug="few")
    room = make_room(event, name="Hall")
    for number in range(sessions):
        make_session(event, room=room, starts_at=START + number * HOUR, speakers=[make_speaker(event)])
    publish(event)

    with django_assert_num_queries(8):
        client.get(f"/few/{path}")
    with django_assert_num_queries(1):
        client.get(f"/few/{path}")


def test_stars_on_the_now_page_are_ones_own(client, event):
    client.force_login(make_user())

    with time_machine.travel(START, tick=False):
        client.force_login(make_user())
        page = client.get("/kvm/now/").content.decode()

    assert page.count('class="star"') == 3
    assert "\x1a" not in page
