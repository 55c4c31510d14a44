"""The lists of what is not a session: their columns, their cost, their filters."""

import re

import pytest
from django.urls import reverse

from tests.factories import (
    make_event,
    make_room,
    make_session,
    make_slot,
    make_speaker,
    make_tag,
    make_topic,
    make_track,
    make_user,
)

QUERIES = {"event": 8, "room": 7, "track": 7, "taggroup": 7, "tag": 8, "speaker": 7, "bofproposal": 7}
PLURALS = {"event": "events", "room": "rooms", "track": "tracks", "taggroup": "tag groups", "tag": "tags"}
PLURALS |= {"speaker": "speakers", "bofproposal": "BoF topics"}


def fill(kind, count):
    for number in range(count):
        event = make_event()
        speaker = make_speaker(event)
        make_session(
            event, speakers=[speaker], room=make_room(event), track=make_track(event, parent=make_track(event))
        )
        make_tag(event, name=f"Tag {number}")
        make_topic(event, hosts=[make_user()], session=make_slot(event, is_open_slot=False))


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

    page = response.content.decode()
    assert "Nothing here matches “nothing is called so”." in page
    assert f'<a class="button" href="?">Show all {PLURALS[kind]}</a>' in page


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


@pytest.mark.parametrize("kind", [*QUERIES, "talk", "bofsession"])
def test_an_empty_list_says_what_it_is_for_and_what_to_do(anna, db, kind):
    page = anna.get(reverse(f"admin:schedule_{kind}_changelist")).content.decode()

    assert re.search(r"<h2>No [A-Za-z ]+ yet</h2>\s*<p>[A-Z][^<]{30,}</p>", page)
    assert f'href="/admin/schedule/{kind}/add/">Add ' in page
    assert "Show all" not in page


def test_an_empty_list_of_an_event_leads_to_its_import(anna, event):
    make_talk_elsewhere = make_session(make_event())

    page = anna.get("/admin/schedule/talk/", {"event__id__exact": event.pk}).content.decode()

    assert make_talk_elsewhere.title not in page
    assert "No talks yet" in page
    assert f'href="/admin/schedule/event/{event.pk}/import/">Import a file into {event.name}</a>' in page
    assert f'href="/admin/schedule/talk/add/?event={event.pk}"' in page


def test_a_filter_that_leaves_nothing_offers_all_of_the_event(anna, event):
    make_session(event)
    query = {"event__id__exact": event.pk, "status__exact": "cancelled"}

    page = anna.get("/admin/schedule/talk/", query).content.decode()

    assert "No talk passes these filters." in page
    assert f'href="?event__id__exact={event.pk}">Show all talks</a>' in page
