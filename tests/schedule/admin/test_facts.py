"""What a form shows besides its fields: where attendees find it, and how many hold on to it; at one cost."""

import pytest
from django.urls import reverse

from schedule.admin.facts import facts_of_event, facts_of_room, facts_of_session, facts_of_speaker
from schedule.models import Bookmark
from tests.factories import make_event, make_room, make_session, make_speaker, make_user


def values(facts):
    return [(fact.label, fact.value, fact.note) for fact in facts if fact.label != "Guid"]


def bookmark(session, count):
    for _ in range(count):
        Bookmark.objects.create(user=make_user(), session=session)


@pytest.fixture
def busy(event):
    """A session in a room with a speaker, bookmarked by two; and another event's, bookmarked as well."""
    session = make_session(event, title="Hers", room=make_room(event, name="Aula"), speakers=[make_speaker(event)])
    bookmark(session, 2)
    bookmark(make_session(make_event()), 1)
    return session


def test_a_session_shows_its_address_its_calendar_entry_and_its_bookmarks(busy):
    address = f"/{busy.event.slug}/sessions/hers"

    assert values(facts_of_session(busy)) == [
        ("Address", f"{address}/", ""),
        ("Calendar entry", f"{address}.ics", ""),
        ("Bookmarks", "2", ""),
    ]


def test_a_draft_has_no_calendar_entry_yet(event):
    session = make_session(event, title="Hers", status="draft")

    assert values(facts_of_session(session)) == [
        ("Address", f"/{event.slug}/sessions/hers/", "organisers only"),
        ("Bookmarks", "0", ""),
    ]


def test_an_event_counts_its_own(busy):
    event = busy.event

    assert values(facts_of_event(event)) == [
        ("Address", f"/{event.slug}/", ""),
        ("Calendar", f"/{event.slug}/schedule.ics", ""),
        ("Sessions", "1", ""),
        ("Bookmarks", "2", ""),
    ]


def test_a_speaker_is_linked_with_each_session(busy):
    [_, session, _] = facts_of_speaker(busy.speakers.get())

    assert (session.value, session.href) == ("Hers", reverse("admin:schedule_talk_change", args=[busy.pk]))


def test_a_room_shows_its_page_its_sign_and_how_much_is_in_it(busy):
    room = busy.room

    assert values(facts_of_room(room)) == [
        ("Address", f"/{busy.event.slug}/rooms/aula/", ""),
        ("Door sign", f"/{busy.event.slug}/rooms/aula/sign/", ""),
        ("Sessions", "1", ""),
    ]


def test_the_form_shows_them(anna, busy):
    page = anna.get(reverse("admin:schedule_talk_change", args=[busy.pk])).content.decode()

    assert f'<a href="/{busy.event.slug}/sessions/hers.ics">' in page
    assert str(busy.guid) in page


@pytest.mark.parametrize("count", [1, 3])
def test_facts_cost_the_same_however_many_there_are(event, django_assert_num_queries, count):
    speaker, room = make_speaker(event), make_room(event)
    for _ in range(count):
        session = make_session(event, speakers=[speaker], room=room)
        bookmark(session, count)

    with django_assert_num_queries(1 + 2 + 1 + 1):
        facts_of_session(session)
        facts_of_event(event)
        facts_of_speaker(speaker)
        facts_of_room(room)
