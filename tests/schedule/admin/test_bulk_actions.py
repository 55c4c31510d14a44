"""Actions that ask for something: move by minutes, room, track, tag, swap; and forged or empty input to them."""

from datetime import timedelta

import pytest

from schedule.models import Event, Session
from schedule.services.publish import publish
from tests.factories import START, make_event, make_room, make_session, make_tag, make_track
from tests.schedule.admin.forms import confirmed

LIST = "/admin/schedule/talk/"
HOUR = timedelta(hours=1)


def act(anna, action, *sessions, **data):
    """As an organiser does who fills in what is asked for, and says yes."""
    version = Event.objects.values_list("version", flat=True).get(pk=sessions[0].event_id) if sessions else ""
    data = {"version": version, "apply": "1", **data}
    data |= {"action": action, "_selected_action": [session.pk for session in sessions]}
    return confirmed(anna, LIST, data, follow=True).content.decode()


def stored(*sessions):
    found = Session.objects.in_bulk([session.pk for session in sessions])
    return [found[session.pk] for session in sessions]


def test_an_action_first_asks_for_what_it_needs(anna, event):
    session = make_session(event, title="Virtio")

    page = anna.post(LIST, {"action": "move_sessions", "_selected_action": [session.pk]}).content.decode()

    assert "Move 1 session" in page
    assert 'name="minutes"' in page
    assert "Virtio" in page


@pytest.mark.parametrize(("minutes", "said"), [("15", "15 minutes later"), ("-15", "15 minutes earlier")])
def test_sessions_are_moved_by_minutes(anna, event, minutes, said):
    session, timeless = make_session(event), make_session(event, starts_at=None)
    publish(event)

    page = act(anna, "move_sessions", session, timeless, minutes=minutes)

    [moved, left] = stored(session, timeless)
    later = timedelta(minutes=int(minutes))
    assert (moved.starts_at, moved.ends_at, left.starts_at) == (START + later, START + later + HOUR / 2, None)
    assert f"1 session moved {said}." in page


@pytest.mark.parametrize("minutes", ["", "x", "1.5", "10081", "-10081", "9" * 40])
def test_minutes_that_are_none_are_refused(anna, event, minutes):
    session = make_session(event)

    page = act(anna, "move_sessions", session, minutes=minutes)

    assert 'class="errorlist"' in page
    assert stored(session)[0].starts_at == START


def test_room_and_track_are_changed_and_taken_away(anna, event):
    room, track = make_room(event, name="Lab"), make_track(event, name="KVM")
    sessions = [make_session(event), make_session(event)]
    publish(event)

    act(anna, "change_room", *sessions, row=room.pk)
    page = act(anna, "set_track", *sessions, row=track.pk)
    both = [(row.room, row.track) for row in stored(*sessions)]
    act(anna, "change_room", *sessions, row="none")
    act(anna, "set_track", *sessions, row="none")

    assert "2 sessions put in the track KVM." in page
    assert both == [(room, track)] * 2
    assert [(row.room, row.track) for row in stored(*sessions)] == [(None, None)] * 2


def test_a_tag_is_added_beside_others(anna, event):
    first, second = make_tag(event, name="Any"), make_tag(event, name="Beginner")
    one, other = make_session(event, tags=[first]), make_session(event, tags=[second])

    page = act(anna, "add_tag", one, other, row=second.pk)

    assert [set(row.tags.all()) for row in stored(one, other)] == [{first, second}, {second}]
    assert "1 session tagged “Skill Level: Beginner”." in page


@pytest.mark.parametrize(
    ("action", "make"), [("change_room", make_room), ("set_track", make_track), ("add_tag", make_tag)]
)
def test_another_events_row_is_refused(anna, event, action, make):
    session, foreign = make_session(event), make(make_event())

    page = act(anna, action, session, row=foreign.pk)

    [row] = stored(session)
    assert "Select a valid choice." in page
    assert (row.room, row.track, list(row.tags.all())) == (None, None, [])


def test_two_sessions_swap_their_times_and_rooms(anna, event):
    rooms = [make_room(event), make_room(event)]
    one = make_session(event, room=rooms[0])
    other = make_session(event, room=rooms[1], starts_at=START + HOUR, minutes=45)
    publish(event)

    act(anna, "swap_sessions", one, other)

    slots = [(row.starts_at, row.ends_at, row.room) for row in stored(one, other)]
    assert slots == [(START + HOUR, START + HOUR + 1.5 * HOUR / 2, rooms[1]), (START, START + HOUR / 2, rooms[0])]


@pytest.mark.parametrize("number", [1, 3])
def test_one_or_three_sessions_cannot_swap(anna, event, number):
    sessions = [make_session(event, starts_at=START + each * HOUR) for each in range(number)]

    page = act(anna, "swap_sessions", *sessions)

    assert "Select exactly two sessions of one event" in page
    assert [row.starts_at for row in stored(*sessions)] == [START + each * HOUR for each in range(number)]


@pytest.mark.parametrize("action", ["change_room", "set_track", "add_tag"])
def test_sessions_of_several_events_are_told_apart_first(anna, event, action):
    page = act(anna, action, make_session(event), make_session(make_event()), row="1")

    assert "These are sessions of several events." in page


@pytest.mark.parametrize("keys", [[], ["x"], ["-1"], ["²"], ["99999999999999999999999"], ["0"]])
def test_a_forged_selection_does_nothing(anna, event, keys):
    session = make_session(event, status="draft")

    response = anna.post(LIST, {"action": "publish_sessions", "_selected_action": keys}, follow=True)

    assert response.status_code == 200
    assert stored(session)[0].status == "draft"


def test_all_pages_of_a_list_at_once(anna, event):
    sessions = [make_session(event, status="draft") for _ in range(3)]

    act(anna, "publish_sessions", sessions[0], select_across="1")

    assert {row.status for row in stored(*sessions)} == {"published"}


def test_what_is_so_already_is_left_alone(anna, event):
    session = make_session(event)

    assert "Nothing to do: it is so already." in act(anna, "publish_sessions", session)


@pytest.mark.parametrize(("action", "data"), [("move_sessions", {"minutes": "15"}), ("swap_sessions", {})])
def test_a_second_click_does_nothing_more(anna, event, action, data):
    sessions = [make_session(event, status="draft"), make_session(event, status="draft", starts_at=START + HOUR)]
    version = Event.objects.get(pk=event.pk).version
    act(anna, action, *sessions, **data)
    after_one = [row.starts_at for row in stored(*sessions)]

    page = act(anna, action, *sessions, version=version, **data)

    assert [row.starts_at for row in stored(*sessions)] == after_one
    assert "This was done already, or somebody changed the event meanwhile." in page


def test_the_choice_of_a_room_is_made_and_not_preset(anna, event):
    session = make_session(event, room=make_room(event))

    page = act(anna, "change_room", session, row="")

    assert 'class="errorlist"' in page
    assert stored(session)[0].room == session.room
