"""What `publish` makes of every kind of change: stamps, SEQUENCE, change records, and refusals."""

from datetime import UTC, datetime, timedelta

import pytest

from schedule.models import Banner, Change, Publication, Session
from schedule.services.publish import WrongEvent, publish
from tests.factories import START, make_event, make_room, make_session, make_speaker, make_tag, make_track

pytestmark = pytest.mark.django_db

FIRST = datetime(2020, 10, 1, 12, 0, tzinfo=UTC)
LATER = datetime(2020, 10, 2, 12, 0, tzinfo=UTC)


def published(session, at=LATER):
    """The VEVENT's lines by name, unfolded, as a reader has them at this moment."""
    row = Publication.objects.get(session=session)
    text = row.vevent_at(at).decode().replace("\r\n ", "")
    return dict(line.split(":", 1) for line in text.split("\r\n") if ":" in line)


def line(lines, name):
    return next(value for key, value in lines.items() if key.split(";")[0] == name)


def test_publish_first_time_stamps_with_sequence_zero_and_tells_no_changes():
    event = make_event()
    session = make_session(event)

    publish(event, at=FIRST)

    lines = published(session)
    assert line(lines, "SEQUENCE") == "0"
    assert line(lines, "DTSTAMP") == line(lines, "LAST-MODIFIED") == line(lines, "CREATED") == "20201001T120000Z"
    assert line(lines, "UID") == f"{session.guid}@{event.guid}"
    assert Change.objects.count() == 0


def test_publish_again_changes_nothing_but_the_version():
    event = make_event()
    session = make_session(event)
    before = publish(event, at=FIRST)
    row = Publication.objects.get(session=session)
    revision = Session.objects.get(pk=session.pk).revision

    after = publish(event, at=LATER)

    again = Publication.objects.get(session=session)
    assert bytes(again.vevent) == bytes(row.vevent)
    assert again.modified_at == row.modified_at
    assert Session.objects.get(pk=session.pk).revision == revision
    assert after.version != before.version
    assert Change.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value", "sequence", "kinds"),
    [
        ("title", "Another title", "0", ["renamed"]),
        ("abstract", "Other words", "0", []),
        ("recording", "https://video.example/1", "0", []),
        ("kind", "keynote", "0", []),
        ("status", "cancelled", "1", ["cancelled"]),
    ],
)
def test_publish_change_of_a_field_moves_stamps(field, value, sequence, kinds):
    event = make_event()
    session = make_session(event)
    publish(event, at=FIRST)

    setattr(session, field, value)
    session.save()
    publish(event, at=LATER)

    lines = published(session)
    assert line(lines, "LAST-MODIFIED") == line(lines, "DTSTAMP") == "20201002T120000Z"
    assert line(lines, "CREATED") == "20201001T120000Z"
    assert line(lines, "SEQUENCE") == sequence
    assert [change.kind for change in Change.objects.all()] == kinds


def test_publish_move_raises_sequence_and_says_where_from():
    event = make_event()
    session = make_session(event)
    publish(event, at=FIRST)

    session.starts_at, session.ends_at = START + timedelta(hours=2), START + timedelta(hours=3)
    session.save()
    publish(event, at=LATER)

    lines = published(session)
    assert line(lines, "SEQUENCE") == "1"
    assert line(lines, "DTSTART") == "20201029T120000"
    assert line(lines, "DESCRIPTION").startswith("Moved from Thu 29 Oct\\, 10:00 GMT.")
    change = Change.objects.get()
    assert (change.kind, change.old, change.new) == (
        "moved",
        "Thu 29 Oct, 10:00 GMT to 10:30",
        "Thu 29 Oct, 12:00 GMT to 13:00",
    )


def test_publish_after_a_move_keeps_saying_where_from_without_churning():
    event = make_event()
    session = make_session(event)
    publish(event, at=FIRST)
    session.starts_at, session.ends_at = START + timedelta(hours=2), START + timedelta(hours=3)
    session.save()
    publish(event, at=LATER)
    moved = bytes(Publication.objects.get(session=session).vevent)

    publish(event, at=LATER + timedelta(days=1))

    assert bytes(Publication.objects.get(session=session).vevent) == moved


def test_publish_move_back_says_nothing_of_it_any_more():
    event = make_event()
    session = make_session(event)
    publish(event, at=FIRST)
    for hours in (2, -2):
        session.starts_at += timedelta(hours=hours)
        session.ends_at += timedelta(hours=hours)
        session.save()
        publish(event, at=LATER)

    lines = published(session)
    assert "Moved" not in line(lines, "DESCRIPTION")
    assert line(lines, "SEQUENCE") == "2"


def test_publish_moved_twice_says_where_it_was_at_first():
    event = make_event()
    session = make_session(event)
    publish(event, at=FIRST)
    for _ in range(2):
        session.starts_at += timedelta(hours=1)
        session.ends_at += timedelta(hours=1)
        session.save()
        publish(event, at=LATER)

    assert line(published(session), "DESCRIPTION").startswith("Moved from Thu 29 Oct\\, 10:00 GMT.")


def test_publish_long_abstract_in_any_script_leaves_room_for_what_follows_it():
    event = make_event()
    session = make_session(event, abstract="Слова " * 1000, recording="https://video.example/1")

    publish(event, at=FIRST)

    description = line(published(session), "DESCRIPTION")
    assert description.endswith(f"…\\n\\nRecording: https://video.example/1\\n\\n{session.site_url}")
    assert len(description.encode()) <= 2010


@pytest.mark.parametrize("part", ["room", "speaker", "track", "event", "attachment"])
def test_publish_change_around_the_session_moves_its_stamps(part):
    event = make_event(venue="Hall")
    room, track, speaker = make_room(event), make_track(event), make_speaker(event)
    session = make_session(event, room=room, track=track, speakers=[speaker])
    publish(event, at=FIRST)

    if part == "attachment":
        session.attachments.create(label="Slides", url="https://slides.example/1")
    elif part == "event":
        event.venue = "Other hall"
        event.save()
    else:
        thing = {"room": room, "track": track, "speaker": speaker}[part]
        thing.name = "New name"
        thing.save()
    publish(event, at=LATER)

    lines = published(session)
    assert line(lines, "LAST-MODIFIED") == "20201002T120000Z"
    assert line(lines, "SEQUENCE") == ("1" if part in ("room", "event") else "0")


def test_publish_twice_in_a_second_still_moves_the_stamp():
    event = make_event()
    session = make_session(event)
    publish(event, at=FIRST)

    Session.objects.filter(pk=session.pk).update(title="Second")
    publish(event, at=FIRST)

    assert line(published(session), "LAST-MODIFIED") == "20201001T120001Z"


@pytest.mark.parametrize("how", ["draft", "unscheduled", "event unpublished"])
def test_publish_withdrawn_session_stays_as_cancelled_with_its_last_data(how):
    event = make_event()
    session = make_session(event, title="Withdrawn talk")
    publish(event, at=FIRST)

    session.title = "Secret new title"
    if how == "draft":
        session.status = Session.Status.DRAFT
    elif how == "unscheduled":
        session.starts_at = session.ends_at = None
    else:
        event.is_published = False
        event.save()
    session.save()
    publish(event, at=LATER)

    lines = published(session)
    assert line(lines, "STATUS") == "CANCELLED"
    assert line(lines, "SUMMARY") == "CANCELLED: Withdrawn talk"
    assert line(lines, "SEQUENCE") == "1"


def test_publish_withdrawn_session_that_comes_back_goes_on_counting():
    event = make_event()
    session = make_session(event)
    publish(event, at=FIRST)
    Session.objects.filter(pk=session.pk).update(status="draft")
    publish(event, at=LATER)

    Session.objects.filter(pk=session.pk).update(status="published")
    publish(event, at=LATER + timedelta(hours=1))

    lines = published(session)
    assert (line(lines, "STATUS"), line(lines, "SEQUENCE")) == ("CONFIRMED", "2")
    assert [change.kind for change in Change.objects.order_by("at")] == ["cancelled", "restored"]


def test_publish_draft_never_enters_the_calendar():
    event = make_event()
    make_session(event, status=Session.Status.DRAFT)

    publish(event, at=FIRST)

    assert Publication.objects.count() == 0


def test_publish_added_session_is_told():
    event = make_event()
    make_session(event)
    publish(event, at=FIRST)

    make_session(event, title="Late talk")
    publish(event, at=LATER)

    assert [(change.kind, change.title) for change in Change.objects.all()] == [("added", "Late talk")]


def test_publish_access_link_opens_by_the_clock_with_stamps_of_its_own():
    event = make_event(is_online=True)
    room = make_room(event, name="Theater")
    session = make_session(event, room=room, access_url="https://meet.example/1")
    publish(event, at=FIRST)

    before = published(session, at=START - timedelta(minutes=16))
    after = published(session, at=START - timedelta(minutes=15))

    assert "meet.example" not in str(before)
    assert line(before, "SEQUENCE") == "0"
    assert line(before, "LOCATION") == "Theater"
    assert line(after, "DESCRIPTION").startswith("Join: https://meet.example/1")
    assert line(after, "CONFERENCE") == "https://meet.example/1"
    assert line(after, "LOCATION") == "https://meet.example/1"
    assert line(after, "SEQUENCE") == "1"
    assert line(after, "LAST-MODIFIED") == "20201029T094500Z"


def test_publish_after_the_link_opened_counts_on_from_there():
    event = make_event(is_online=True)
    session = make_session(event, access_url="https://meet.example/1")
    publish(event, at=FIRST)

    Session.objects.filter(pk=session.pk).update(title="Renamed")
    publish(event, at=START)

    lines = published(session, at=START)
    assert line(lines, "SEQUENCE") == "1"
    assert line(lines, "LAST-MODIFIED") == "20201029T100000Z"
    assert line(lines, "CONFERENCE") == "https://meet.example/1"


def test_publish_room_change_is_told_while_the_link_is_open():
    event = make_event(is_online=True)
    room = make_room(event, name="Theater")
    make_session(event, room=room, access_url="https://meet.example/1")
    publish(event, at=START)

    room.name = "Studio"
    room.save()
    publish(event, at=START + timedelta(minutes=1))

    assert [(c.kind, c.old, c.new) for c in Change.objects.all()] == [("room", "Theater", "Studio")]


def test_publish_after_the_link_opened_without_a_change_churns_nothing():
    event = make_event(is_online=True)
    session = make_session(event, access_url="https://meet.example/1")
    publish(event, at=FIRST)
    opened = Publication.objects.get(session=session).vevent_at(START)

    publish(event, at=START)

    assert Publication.objects.get(session=session).vevent_at(START) == opened


def test_publish_withdrawn_session_takes_its_link_along():
    event = make_event(is_online=True)
    session = make_session(event, access_url="https://meet.example/1")
    publish(event, at=START)

    Session.objects.filter(pk=session.pk).update(status="draft")
    publish(event, at=START + timedelta(minutes=1))

    assert "meet.example" not in str(published(session, at=START + timedelta(hours=1)))


@pytest.mark.parametrize("part", ["room", "track", "tag", "speaker"])
def test_publish_refuses_what_belongs_to_another_event(part):
    event, other = make_event(), make_event()
    session = make_session(event)
    if part == "room":
        Session.objects.filter(pk=session.pk).update(room=make_room(other))
    elif part == "track":
        Session.objects.filter(pk=session.pk).update(track=make_track(other))
    elif part == "tag":
        session.tags.add(make_tag(other))
    else:
        session.appearances.create(speaker=make_speaker(other))

    with pytest.raises(WrongEvent, match="another event"):
        publish(event)

    assert Publication.objects.count() == 0


def test_publish_banner_moves_its_stamp_only_with_the_event():
    event = make_event(name="Before")
    publish(event, at=FIRST)
    first = bytes(Banner.objects.get(event=event).vevent)
    publish(event, at=LATER)
    unchanged = bytes(Banner.objects.get(event=event).vevent)

    event.name = "After"
    event.save()
    publish(event, at=LATER)

    banner = bytes(Banner.objects.get(event=event).vevent)
    assert unchanged == first
    assert b"SUMMARY:After\r\n" in banner
    assert b"LAST-MODIFIED:20201002T120000Z\r\n" in banner
    assert b"DTSTART;VALUE=DATE:20201028\r\nDTEND;VALUE=DATE:20201031\r\n" in banner


@pytest.mark.parametrize("sessions", [1, 3])
def test_publish_takes_the_same_queries_however_many_sessions(sessions, django_assert_num_queries):
    event = make_event()
    for _ in range(sessions):
        make_session(event, speakers=[make_speaker(event)], tags=[make_tag(event, name=f"tag {_}")])

    with django_assert_num_queries(22):
        publish(event)


def test_publish_numbers_sessions_once():
    event = make_event()
    first = make_session(event)
    publish(event)
    second, third = make_session(event), make_session(event, number=40)
    publish(event)
    fourth = make_session(event)
    publish(event)

    for session, number in ((first, 1), (second, 41), (third, 40), (fourth, 42)):
        session.refresh_from_db()
        assert session.number == number


def test_publish_numbers_sessions_beside_the_greatest_number_there_is():
    event = make_event()
    make_session(event, number=2_147_483_647)
    session = make_session(event)

    publish(event)

    session.refresh_from_db()
    assert session.number == 1
