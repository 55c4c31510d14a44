"""Actions on the list: publish, cancel, withdraw; and what can be deleted."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from schedule.models import Bookmark, CalendarFeed, Change, Event, Publication, Session, Speaker
from schedule.services.publish import publish
from tests.factories import START, make_event, make_room, make_session, make_speaker, make_tag, make_track, make_user

LIST = "/admin/schedule/talk/"


def act(anna, action, *sessions, url=LIST, **data):
    data = {"action": action, "_selected_action": [session.pk for session in sessions]} | data
    return anna.post(url, data, follow=True).content.decode()


def version_of(event):
    return Event.objects.values_list("version", flat=True).get(pk=event.pk)


def status_of(session):
    return Session.objects.values_list("status", flat=True).get(pk=session.pk)


def bookmark(session, times=1):
    for _ in range(times):
        Bookmark.objects.create(user=make_user(), session=session)


def test_publishing_drafts_reaches_attendees(anna, event):
    session, before = make_session(event, status="draft"), version_of(event)

    page = act(anna, "publish_sessions", session)

    assert status_of(session) == "published"
    assert Publication.objects.filter(session=session).exists()
    assert version_of(event) != before
    assert "1 session published." in page


def test_publishing_takes_a_cancellation_back(anna, event):
    session, kept = make_session(event), make_session(event)
    publish(event)
    act(anna, "cancel_sessions", session, confirmed="yes")

    act(anna, "publish_sessions", session, kept)

    assert status_of(session) == "published"
    assert list(Change.objects.order_by("pk").values_list("kind", flat=True)) == ["cancelled", "restored"]


def test_cancelling_asks_first_and_says_whom_it_concerns(anna, event):
    session = make_session(event)
    bookmark(session, times=2)

    page = act(anna, "cancel_sessions", session)

    assert status_of(session) == "published"
    assert "Cancel 1 session?" in page
    assert "2 attendees bookmarked what you selected (2 in all)." in page
    assert "example.org" not in page.replace("anna@example.org", "")


def test_a_confirmed_cancellation_is_told_to_calendars(anna, event):
    session = make_session(event)
    bookmark(session)
    publish(event)

    page = act(anna, "cancel_sessions", session, confirmed="yes")

    assert status_of(session) == "cancelled"
    assert b"STATUS:CANCELLED" in bytes(Publication.objects.get().vevent)
    assert "1 session cancelled, with 1 bookmark." in page


def test_a_draft_is_not_cancelled(anna, event):
    session = make_session(event, status="draft")

    page = act(anna, "cancel_sessions", session, confirmed="yes")

    assert status_of(session) == "draft"
    assert "1 draft left alone" in page


def test_withdrawing_asks_first(anna, event):
    session = make_session(event)

    page = act(anna, "withdraw_sessions", session)

    assert status_of(session) == "published"
    assert "Nobody has bookmarked what you selected." in page


def test_a_withdrawn_session_is_a_draft(anna, event):
    session = make_session(event)

    act(anna, "withdraw_sessions", session, confirmed="yes")

    assert status_of(session) == "draft"


def test_an_action_publishes_each_of_its_events_once(anna, event):
    other = make_event()
    sessions = [make_session(event, status="draft") for _ in range(3)] + [make_session(other, status="draft")]
    untouched = make_event()
    before = {row.pk: version_of(row) for row in (event, other, untouched)}

    act(anna, "publish_sessions", *sessions)

    after = {row.pk: version_of(row) for row in (event, other, untouched)}
    assert [after[key] != before[key] for key in (event.pk, other.pk, untouched.pk)] == [True, True, False]
    assert list(Change.objects.all()) == []  # the first publication of an event is no change


def test_actions_are_written_into_the_history(anna, event, organiser):
    session = make_session(event, status="draft")

    act(anna, "publish_sessions", session)

    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.get_change_message()) == (organiser, str(session.pk), "Changed Status.")


def test_publishing_two_at_once_tells_of_an_overlap(anna, event):
    room = make_room(event, name="Aula")
    sessions = [make_session(event, status="draft", room=room, title=title) for title in ("One", "Two")]

    assert "“One” overlaps “Two” in Aula" in act(anna, "publish_sessions", *sessions)


def test_actions_leave_bofs_to_their_own_list(anna, event):
    bof = make_session(event, status="draft", kind="bof")

    act(anna, "publish_sessions", bof)
    before = status_of(bof)
    act(anna, "publish_sessions", bof, url="/admin/schedule/bofsession/")

    assert (before, status_of(bof)) == ("draft", "published")


def test_an_action_undoes_itself_when_publish_refuses(anna, event):
    session = make_session(event, status="draft", room=make_room(make_event()))

    page = act(anna, "publish_sessions", session)

    assert status_of(session) == "draft"
    assert "Nothing was saved." in page


# Deleting


def delete_page(obj, model=""):
    return reverse(f"admin:schedule_{model or obj._meta.model_name}_delete", args=[obj.pk])


def test_a_bookmarked_session_is_not_deleted(anna, event):
    session = make_session(event, title="Loved")
    bookmark(session)

    page = anna.post(delete_page(session, "talk"), {"post": "yes"}).content.decode()

    assert Session.objects.filter(pk=session.pk).exists()
    assert "Cancel it instead." in page
    assert "“Loved” is bookmarked by 1 attendee." in page
    assert "person" not in page


def test_nor_is_it_among_others(anna, event):
    session, other = make_session(event, title="Loved"), make_session(event)
    bookmark(session)

    page = act(anna, "delete_selected", session, other, post="yes")

    assert Session.objects.count() == 2
    assert "“Loved” is bookmarked by 1 attendee." in page
    assert "person" not in page


def test_nor_is_its_event(anna, event):
    bookmark(make_session(event))

    page = anna.post(delete_page(event), {"post": "yes"}).content.decode()

    assert Event.objects.filter(pk=event.pk).exists()
    assert "Cancel it instead." in page


def test_nor_its_room(anna, event):
    room = make_room(event)
    bookmark(make_session(event, room=room))

    page = anna.post(delete_page(room), {"post": "yes"}).content.decode()

    assert event.rooms.exists()
    assert "Cancel it instead." in page
    assert "person" not in page


def test_an_event_that_calendars_follow_is_not_deleted(anna, event):
    CalendarFeed.objects.create(user=make_user(), event=event, name="My secret phone", token_hash="x")

    page = anna.post(delete_page(event), {"post": "yes"}).content.decode()

    assert Event.objects.filter(pk=event.pk).exists()
    assert "1 calendar of attendees" in page
    assert "secret phone" not in page


def test_an_event_that_nobody_holds_on_to_goes_with_all_that_is_in_it(anna, event):
    track = make_track(event, parent=make_track(event))
    make_session(
        event,
        room=make_room(event),
        track=track,
        speakers=[make_speaker(event)],
        tags=[make_tag(event)],
        starts_at=START,
    )
    publish(event)
    other = make_session(make_event(), speakers=[])

    page = anna.get(delete_page(event)).content.decode()
    response = anna.post(delete_page(event), {"post": "yes"})

    assert "Sessions: 1" in page
    assert response.status_code == 302
    assert list(Event.objects.all()) == [other.event]
    assert list(Session.objects.all()) == [other]


def test_events_are_deleted_from_the_list_too(anna, event):
    make_session(event, room=make_room(event))

    act(anna, "delete_selected", event, url="/admin/schedule/event/", post="yes")

    assert not Event.objects.exists()


def test_a_speaker_of_a_session_is_not_deleted(anna, event):
    speaker = make_speaker(event)
    make_session(event, speakers=[speaker])

    anna.post(delete_page(speaker), {"post": "yes"})

    assert Speaker.objects.filter(pk=speaker.pk).exists()


def test_a_speaker_without_sessions_is_deleted(anna, event):
    speaker = make_speaker(event)

    response = anna.post(delete_page(speaker), {"post": "yes"})

    assert response.status_code == 302
    assert not Speaker.objects.exists()


@pytest.mark.parametrize("kind", ["talk", "bofsession"])
def test_a_session_that_nobody_bookmarked_is_deleted(anna, event, kind):
    session = make_session(event, kind="bof" if kind == "bofsession" else "talk")
    publish(event)

    page = anna.get(delete_page(session, kind)).content.decode()
    anna.post(delete_page(session, kind), {"post": "yes"})

    assert "Speaker" not in page.partition("<h2>Objects</h2>")[2].partition("<footer")[0]
    assert not Session.objects.exists()
