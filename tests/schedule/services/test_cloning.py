"""Cloning an event: what the new one has, what it has not, and that the two are apart."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from schedule.models import Event, Room, Session, Speaker, Tag, TagGroup, Track
from schedule.services.cloning import clone_event
from tests.factories import (
    make_call,
    make_event,
    make_room,
    make_session,
    make_speaker,
    make_tag,
    make_topic,
    make_track,
    make_user,
)

pytestmark = pytest.mark.django_db


def clone(event, **fields):
    given = {"name": "Next", "slug": "next", "starts_on": date(2021, 10, 27), "by": None}
    return clone_event(event=event, **(given | fields))


def test_clone_has_the_settings_and_the_length():
    event = make_event(tagline="Again", venue="Hall", latitude="49.195", longitude="16.6", accent="#123456")

    made = clone(event)

    assert (made.name, made.slug, made.starts_on, made.ends_on) == (
        "Next",
        "next",
        date(2021, 10, 27),
        date(2021, 10, 29),
    )
    assert (made.tagline, made.venue, str(made.timezone), made.accent) == ("Again", "Hall", "Europe/Dublin", "#123456")
    assert made.guid != event.guid
    assert made.is_published is False


def test_clone_has_rooms_tracks_and_tags_of_its_own():
    event = make_event()
    room, parent = make_room(event, name="Aula", capacity=300), make_track(event, name="Parent")
    make_track(event, name="Child", parent=parent, order=0)
    make_tag(event, name="Expert")

    made = clone(event)

    copied = Room.objects.get(event=made)
    assert (copied.name, copied.slug, copied.capacity) == ("Aula", room.slug, 300)
    assert copied.guid != room.guid
    assert [(track.name, track.parent and track.parent.event) for track in Track.objects.filter(event=made)] == [
        ("Child", made),
        ("Parent", None),
    ]
    assert [(str(tag), tag.group.event) for tag in Tag.objects.filter(event=made)] == [("Skill Level: Expert", made)]
    assert TagGroup.objects.filter(event=event).count() == 1
    assert Room.objects.get(event=event) == room


def test_clone_has_no_sessions_and_no_speakers():
    event = make_event()
    make_session(event, speakers=[make_speaker(event)])

    made = clone(event)

    assert not Session.objects.filter(event=made).exists()
    assert not Speaker.objects.filter(event=made).exists()


def test_clone_has_a_logo_of_its_own():
    event = make_event(logo=ContentFile(b"logo", name="logo.png"))

    made = clone(event)

    assert made.logo.name != event.logo.name
    assert made.logo.read() == b"logo"


def test_clone_does_without_a_logo_that_is_lost():
    event = make_event(logo="logos/nowhere.png")

    assert not clone(event).logo


@pytest.mark.parametrize(
    ("fields", "name"), [({"slug": "admin"}, "slug"), ({"slug": "a b"}, "slug"), ({"name": ""}, "name")]
)
def test_clone_that_cannot_be_made_leaves_nothing(fields, name):
    event = make_event()

    with pytest.raises(ValidationError) as refused:
        clone(event, **({"slug": "next"} | fields))

    assert list(refused.value.message_dict) == [name]
    assert Event.objects.count() == 1


def test_clone_is_written_into_its_history():
    ben = make_user("ben@example.org")
    event = make_event(name="This year")
    make_room(event)

    made = clone(event, by=ben)

    rows = [*made.history.all(), *Room.history.filter(event=made)]
    assert {(row.history_type, row.history_user, row.history_change_reason) for row in rows} == {
        ("+", ben, "Made from This year")
    }


@pytest.mark.parametrize("number", [1, 3])
def test_clone_takes_as_many_queries_for_more_rooms(number, django_assert_max_num_queries):
    event = make_event()
    for each in range(number):
        make_room(event)
        make_tag(event, name=f"Tag {each}")
        make_track(event, parent=make_track(event))

    with django_assert_max_num_queries(40):
        clone(event)


def test_clone_has_the_call_for_topics_closed_and_no_topics():
    event = make_event()
    make_call(event, closes_at=event.changed_at, most_per_person=5)
    make_topic(event)

    made = clone(event)

    call = made.bof_call
    assert (call.is_open, call.closes_at, call.most_per_person) == (False, None, 5)
    assert call.version != event.bof_call.version
    assert not made.bof_proposals.exists()
