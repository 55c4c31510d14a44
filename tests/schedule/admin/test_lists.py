"""The lists of what is not a session: their columns, their cost, their filters."""

import pytest
from django.urls import reverse

from tests.factories import make_event, make_room, make_session, make_speaker, make_tag, make_track

QUERIES = {"event": 8, "room": 7, "track": 7, "taggroup": 7, "tag": 8, "speaker": 7}


def fill(kind, count):
    for number in range(count):
        event = make_event()
        speaker = make_speaker(event)
        make_session(
            event, speakers=[speaker], room=make_room(event), track=make_track(event, parent=make_track(event))
        )
        make_tag(event, name=f"Tag {number}")


@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize("kind", QUERIES)
def test_a_list_costs_the_same_however_long_it_is(anna, django_assert_num_queries, kind, count):
    fill(kind, count)

    with django_assert_num_queries(QUERIES[kind]):
        anna.get(reverse(f"admin:schedule_{kind}_changelist"))


@pytest.mark.parametrize("kind", QUERIES)
def test_a_list_is_searched(anna, kind):
    fill(kind, 2)

    response = anna.get(reverse(f"admin:schedule_{kind}_changelist"), {"q": "nothing is called so"})

    assert "0 results" in response.content.decode()


def test_speakers_show_how_many_sessions_they_have(anna, event):
    speaker = make_speaker(event)
    make_session(event, speakers=[speaker])
    make_session(event, speakers=[speaker])

    page = anna.get("/admin/schedule/speaker/").content.decode()

    assert '<td class="field-number_of_sessions">2</td>' in page


def test_the_event_is_a_column_only_where_several_are_mixed(anna, event):
    make_room(event)
    alone = anna.get("/admin/schedule/room/").content.decode()
    make_event()
    mixed = anna.get("/admin/schedule/room/").content.decode()

    assert ("field-event" in alone, "field-event" in mixed) == (False, True)
