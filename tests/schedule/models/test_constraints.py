"""What must always hold, whoever writes."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from schedule.models import Attachment, BofSession, Bookmark, Event, Session, Speaker, Talk
from tests.factories import START, make_event, make_room, make_session, make_speaker, make_track, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "constraint"),
    [
        (START, None, "session_has_both_times_or_neither"),
        (None, START, "session_has_both_times_or_neither"),
        (START, START, "session_ends_after_it_starts"),
        (START, START - timedelta(minutes=1), "session_ends_after_it_starts"),
    ],
)
def test_session_times_are_refused_by_the_database(starts_at, ends_at, constraint):
    event = make_event()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_session(event, starts_at=starts_at, ends_at=ends_at)


def test_session_times_are_refused_in_words():
    session = make_session(make_event())
    session.ends_at = session.starts_at

    with pytest.raises(ValidationError, match="The end must be after the start"):
        session.full_clean()


def test_session_without_a_time_is_fine():
    session = make_session(make_event(), starts_at=None)

    session.full_clean()

    assert session.duration is None


@pytest.mark.parametrize("make", [make_session, make_room, make_speaker, make_track])
def test_slug_is_taken_once_per_event(make):
    event, other = make_event(), make_event()
    words = {"title": "Same"} if make is make_session else {"name": "Same"}
    make(event, **words)
    make(other, **words)

    with pytest.raises(IntegrityError), transaction.atomic():
        make(event, **words)


def test_bookmark_is_made_once_per_person_and_session():
    user, session = make_user(), make_session(make_event())
    Bookmark.objects.create(user=user, session=session)

    with pytest.raises(IntegrityError), transaction.atomic():
        Bookmark.objects.create(user=user, session=session)


def test_event_does_not_end_before_it_starts():
    with pytest.raises(IntegrityError, match="event_ends_after_it_starts"), transaction.atomic():
        make_event(starts_on=date(2020, 10, 30), ends_on=date(2020, 10, 29))


@pytest.mark.parametrize("slug", ["admin", "accounts", "calendar", "static", "healthz"])
def test_event_cannot_take_the_sites_own_addresses(slug):
    event = make_event(slug=slug)

    with pytest.raises(ValidationError, match="an address of the site itself"):
        event.full_clean()


@pytest.mark.parametrize("part", ["room", "track"])
def test_session_refuses_parts_of_another_event_in_words(part):
    session = make_session(make_event())
    setattr(session, part, {"room": make_room, "track": make_track}[part](make_event()))

    with pytest.raises(ValidationError) as refused:
        session.full_clean()

    assert refused.value.message_dict == {part: [f"This {part} belongs to another event."]}


def test_track_has_one_level_below_it():
    event = make_event()
    parent = make_track(event)
    child = make_track(event, parent=parent)
    grandchild = make_track(event)
    grandchild.parent = child

    with pytest.raises(ValidationError, match="at most one level"):
        grandchild.full_clean()


def test_attachment_is_a_file_or_a_link():
    session = make_session(make_event())

    with pytest.raises(IntegrityError, match="attachment_is_file_or_link"), transaction.atomic():
        Attachment.objects.create(session=session, label="Slides", file="a.pdf", url="https://x.example/")


@pytest.mark.parametrize("how", ["create", "save", "bulk_create", "update", "bulk_update"])
def test_text_is_cleaned_on_every_way_in(how):
    event = make_event()
    dirty, clean = "Two\u00a0\u202ewords\x07\n", "Two words"
    if how == "create":
        speaker = Speaker.objects.create(event=event, name=dirty, slug="x")
    elif how == "bulk_create":
        [speaker] = Speaker.objects.bulk_create([Speaker(event=event, name=dirty, slug="x")])
    else:
        speaker = make_speaker(event)
        if how == "update":
            Speaker.objects.filter(pk=speaker.pk).update(name=dirty)
        else:
            speaker.name = dirty
            speaker.save() if how == "save" else Speaker.objects.bulk_update([speaker], ["name"])

    stored = Speaker.objects.get(pk=speaker.pk).name

    assert stored == clean
    if how in ("create", "save"):
        assert speaker.name == clean


def test_event_text_keeps_its_lines():
    event = make_event(description="One\r\ntwo\x00")

    assert Event.objects.get(pk=event.pk).description == "One\ntwo"


@pytest.mark.parametrize("colour", ["red", "#12345", "url(x)", "#12345g"])
def test_colour_is_written_as_hex(colour):
    track = make_track(make_event())
    track.colour = colour

    with pytest.raises(ValidationError, match="#rrggbb"):
        track.full_clean()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x.example/", "data:text/html,x"])
def test_address_is_http_or_https(url):
    session = make_session(make_event())
    session.access_url = url

    with pytest.raises(ValidationError, match="Enter a valid URL"):
        session.full_clean()


def test_talks_and_bofs_share_one_table():
    event = make_event()
    make_session(event, title="Talk")
    make_session(event, title="BoF", kind="bof")

    assert [str(row) for row in Talk.objects.all()] == ["Talk"]
    assert [str(row) for row in BofSession.objects.all()] == ["BoF"]
    assert Session.objects.count() == 2
