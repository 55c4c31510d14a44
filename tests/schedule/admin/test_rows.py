"""Rows inside a form: their names for who cannot see headings, their order."""

from datetime import timedelta

import pytest
from django.urls import reverse

from schedule.models import Room
from tests.factories import START, make_room, make_session, make_speaker, make_track
from tests.schedule.admin.forms import read_form


def change(event):
    return reverse("admin:schedule_event_change", args=[event.pk])


def test_each_field_of_a_row_is_named_with_its_row(anna, event):
    make_room(event)

    page = anna.get(change(event)).content.decode()

    assert 'aria-label="Capacity, room 1"' in page
    assert 'aria-label="Capacity, new row"' in page


def test_rooms_and_tracks_stand_in_their_order(anna, event):
    for order, name in [(3, "Last"), (1, "First"), (2, "Middle")]:
        make_room(event, name=name, order=order)
        make_track(event, name=name, order=order)

    form = read_form(anna, change(event))

    for rows in ("rooms", "tracks"):
        assert [form[f"{rows}-{number}-name"] for number in range(3)] == [["First"], ["Middle"], ["Last"]]


def test_an_order_that_was_sent_is_stored(anna, event):
    make_room(event, name="First", order=1)
    make_room(event, name="Second", order=2)

    anna.post(change(event), read_form(anna, change(event)) | {"rooms-0-order": 2, "rooms-1-order": 1})

    assert [room.name for room in Room.objects.filter(event=event)] == ["Second", "First"]


@pytest.mark.parametrize("count", [1, 3])
def test_forms_cost_the_same_however_many_rows_there_are(anna, event, django_assert_num_queries, count):
    speaker = make_speaker(event)
    for number in range(count):
        parts = {"speakers": [speaker], "room": make_room(event), "track": make_track(event)}
        session = make_session(event, starts_at=START + number * timedelta(hours=1), **parts)
    for _ in range(count - 1):
        session.appearances.create(speaker=make_speaker(event))
    addresses = {
        change(event): 7,
        reverse("admin:schedule_speaker_change", args=[speaker.pk]): 6,
        reverse("admin:schedule_talk_change", args=[session.pk]): 12,
    }
    for address in addresses:
        anna.get(address)  # the types of content are read once

    for address, queries in addresses.items():
        with django_assert_num_queries(queries):
            anna.get(address)
