"""Rooms and times of a whole list on one page."""

import pytest
from django.urls import reverse

from schedule.models import Session
from schedule.services.publish import publish
from tests.factories import make_event, make_room, make_session
from tests.schedule.admin.forms import confirmed

URL = "/admin/schedule/talk/times/"


def fields(session, **typed):
    """What the page sends for a session, with what was typed over."""
    starts_at, ends_at = (session.event.local(at) for at in (session.starts_at, session.ends_at))
    shown = {"starts_at_0": f"{starts_at:%Y-%m-%d}", "starts_at_1": f"{starts_at:%H:%M}"}
    shown |= {"ends_at_0": f"{ends_at:%Y-%m-%d}", "ends_at_1": f"{ends_at:%H:%M}", "room": session.room_id or ""}
    return {f"{session.pk}-{name}": value for name, value in (shown | typed).items()}


def sent(*rows):
    data = {"row": []}
    for row in rows:
        data |= row
        data["row"].append(next(iter(row)).partition("-")[0])
    return data


def slots(*sessions):
    found = Session.objects.in_bulk([session.pk for session in sessions])
    return [(f"{found[each.pk].starts_at:%H:%M}", str(found[each.pk].room or "")) for each in sessions]


def test_one_save_moves_many(anna, event):
    room = make_room(event, name="Lab")
    one, other, same = make_session(event), make_session(event), make_session(event)
    publish(event)

    response = confirmed(
        anna, URL, sent(fields(one, starts_at_1="09:00"), fields(other, room=room.pk), fields(same)), follow=True
    )

    assert slots(one, other, same) == [("09:00", ""), ("10:00", "Lab"), ("10:00", "")]
    assert "2 sessions changed." in response.content.decode()


def test_it_asks_first_for_all_of_them(anna, event):
    sessions = [make_session(event), make_session(event)]
    publish(event)

    response = anna.post(URL, sent(*(fields(session, starts_at_1="09:00") for session in sessions)))

    assert len(response.context["announcements"][0].effects.each) == 2
    assert slots(*sessions) == [("10:00", "")] * 2


def test_one_bad_row_stops_all_and_keeps_what_was_typed(anna, event):
    one, other = make_session(event), make_session(event)

    page = anna.post(URL, sent(fields(one, starts_at_1="09:00"), fields(other, ends_at_1="08:00"))).content.decode()

    assert "The end must be after the start." in page
    assert 'value="09:00"' in page
    assert slots(one) == [("10:00", "")]


def test_what_somebody_else_changed_meanwhile_is_told(anna, event):
    session = make_session(event, status="draft")
    seen = anna.get(URL).context["rows"][0][1].seen
    Session.objects.filter(pk=session.pk).update(room=make_room(event, name="Theirs"))
    mine = make_room(event, name="Mine")

    page = anna.post(URL, sent(fields(session, room=mine.pk)) | {f"{session.pk}-seen": seen}).content.decode()

    assert "Meanwhile somebody made this “Theirs”." in page
    assert slots(session) == [("10:00", "Theirs")]


def test_another_events_room_and_session_are_refused(anna, event):
    other = make_event()
    mine, theirs, room = make_session(event), make_session(other), make_room(other)

    page = anna.post(
        f"{URL}?event__id__exact={event.pk}", sent(fields(mine, room=room.pk), fields(theirs, starts_at_1="09:00"))
    ).content.decode()

    assert "Choose a room of this event." in page
    assert slots(mine, theirs) == [("10:00", "")] * 2


def test_of_several_events_one_is_chosen_first(anna, event):
    make_event()

    response = anna.get(URL, follow=True)

    assert "Choose one event in the filter first" in response.content.decode()


def test_the_filters_of_the_list_hold(anna, event):
    make_session(event, title="Published")
    make_session(event, title="Drafted", status="draft")

    page = anna.get(f"{URL}?status__exact=draft").content.decode()

    assert ("Drafted" in page, "Published" in page) == (True, False)
    assert f'href="{reverse("admin:schedule_talk_changelist")}?status__exact=draft"' in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_few_and_many(anna, event, number, django_assert_num_queries):
    for _ in range(number):
        make_session(event, room=make_room(event))

    with django_assert_num_queries(13):
        anna.get(URL)
