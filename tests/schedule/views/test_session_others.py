"""One session's page: the other sessions that it names."""

from datetime import timedelta

import pytest

from schedule.services.bookmarks import set_bookmark
from schedule.services.publish import publish
from tests.factories import START, make_event, make_room, make_session, make_speaker, make_track, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(slug="kvm")


def at(**offset):
    return {"starts_at": START + timedelta(**offset)}


def lists(response):
    return {more.title: [session.title for session in more.sessions] for more in response.context["more"]}


def test_same_time_has_the_six_nearest_and_leads_to_the_grid(client, event):
    make_session(event, slug="here", minutes=60)
    for number in range(7):
        make_session(event, title=f"Parallel {number}", **at(minutes=5 * number))
    make_session(event, title="Lunch", kind="break")
    make_session(event, title="Off", status="cancelled")
    make_session(event, title="Touches", **at(minutes=60))

    response = client.get("/kvm/sessions/here/")

    assert lists(response) == {"At the same time": [f"Parallel {number}" for number in range(6)]}
    assert 'href="/kvm/grid/?day=2020-10-29" dir="auto">All 7 in the grid</a>' in response.content.decode()


def test_few_other_sessions_of_a_speaker_stand_beside_the_biography(client, event):
    ann = make_speaker(event, name="Ann")
    make_session(event, slug="here", speakers=[ann])
    make_session(event, title="Her other", slug="other", speakers=[ann], **at(days=1))

    response = client.get("/kvm/sessions/here/")
    page = response.content.decode()

    assert 'Also speaks in <a href="/kvm/sessions/other/" dir="auto">Her other</a>' in page
    assert "(Fri 30 Oct, 10:00)" in page
    assert lists(response) == {}


def test_more_by_a_speaker_and_in_the_track_are_the_nearest_and_each_once(client, event):
    ann, track = make_speaker(event, name="Ann"), make_track(event, name="Cloud")
    make_session(event, slug="here", speakers=[ann], track=track)
    make_session(event, title="Parallel", track=track)
    for hours in (5, -1, 2):
        make_session(event, title=f"Ann {hours}", speakers=[ann], track=track, **at(hours=hours))
    for hours in range(10, 18):
        make_session(event, title=f"Track {hours}", track=track, **at(hours=hours))
    make_session(event, title="Off", track=track, status="cancelled", **at(hours=1))
    make_session(event, title="Elsewhere", **at(hours=1))

    response = client.get("/kvm/sessions/here/")
    page = response.content.decode()

    assert lists(response) == {
        "At the same time": ["Parallel"],
        "More by Ann": ["Ann -1", "Ann 2", "Ann 5"],
        "More in Cloud": [f"Track {hours}" for hours in range(10, 16)],
    }
    assert 'href="/kvm/?track=cloud" dir="auto">All in Cloud</a>' in page
    assert "All 4 by Ann" not in page


def test_more_by_a_speaker_of_many_leads_to_all_of_them(client, event):
    ann = make_speaker(event, name="Ann")
    make_session(event, slug="here", speakers=[ann])
    for hours in range(1, 8):
        make_session(event, speakers=[ann], **at(hours=hours))

    response = client.get("/kvm/sessions/here/")

    assert len(lists(response)["More by Ann"]) == 6
    assert 'href="/kvm/speakers/ann/" dir="auto">All 8 by Ann</a>' in response.content.decode()


def test_previous_and_next_are_in_the_same_room_on_the_same_day(client, event):
    hall = make_room(event, name="Hall")
    make_session(event, slug="here", room=hall)
    make_session(event, title="Before", slug="before", room=hall, **at(hours=-1))
    make_session(event, title="After", slug="after", room=hall, **at(hours=1))
    make_session(event, title="Nearer, next door", room=make_room(event), **at(minutes=-30))
    make_session(event, title="Tomorrow", room=hall, **at(days=1))

    page = client.get("/kvm/sessions/here/").content.decode()
    last = client.get("/kvm/sessions/after/").content.decode()

    assert '<a href="/kvm/sessions/before/" rel="prev">' in page
    assert '<a href="/kvm/sessions/after/" rel="next">' in page
    assert "Next in Hall, at 11:00" in page
    assert 'rel="prev"' in last
    assert 'rel="next"' not in last


@pytest.mark.parametrize("fields", [{}, {"starts_at": None}])
def test_session_without_a_room_or_a_time_has_no_previous_and_next(client, event, fields):
    make_session(event, slug="here", **fields)
    make_session(event, **at(hours=1))

    assert "In the same room" not in client.get("/kvm/sessions/here/").content.decode()


@pytest.fixture
def attendee(client, event):
    user = make_user()
    client.force_login(user)
    return user


def test_overlaps_with_bookmarks_are_said_before_and_after_bookmarking(client, event, attendee):
    here = make_session(event, slug="here", minutes=60)
    other = make_session(event, title="Mine", slug="mine-too", minutes=60, **at(minutes=30))
    set_bookmark(user=attendee, session=other, bookmarked=True)

    before = client.get("/kvm/sessions/here/").content.decode()
    set_bookmark(user=attendee, session=here, bookmarked=True)
    after = client.get("/kvm/sessions/here/").content.decode()

    assert "<b>Overlaps with your bookmarks</b>" in before
    assert '<p>10:30–11:00 <a href="/kvm/sessions/mine-too/" dir="auto">Mine</a></p>' in before
    assert "<b>This overlaps with</b>" in after
    assert ">Mine</a>, 10:30–11:00." in after
    assert "Both stay bookmarked." in after


@pytest.mark.parametrize(
    ("here", "other"),
    [
        ({}, {"status": "cancelled"}),
        ({"status": "cancelled"}, {}),
        ({}, at(minutes=30)),
        ({}, {"starts_at": None}),
    ],
)
def test_what_is_cancelled_or_only_touches_does_not_overlap(client, event, attendee, here, other):
    make_session(event, slug="here", **here)
    set_bookmark(user=attendee, session=make_session(event, **other), bookmarked=True)

    page = client.get("/kvm/sessions/here/").content.decode()

    assert "verlaps" not in page


def test_drafts_stand_in_none_of_the_lists(client, event):
    ann, hall, track = make_speaker(event, name="Ann"), make_room(event), make_track(event)
    parts = {"speakers": [ann], "room": hall, "track": track}
    make_session(event, slug="here", **parts)
    for hours in (-1, 0, 1, 2):
        make_session(event, title="Draftword", status="draft", slug=f"draft{hours}", **parts, **at(hours=hours))
    publish(event)

    assert "Draftword" not in client.get("/kvm/sessions/here/").content.decode()
