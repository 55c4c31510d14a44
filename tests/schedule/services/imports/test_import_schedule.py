from datetime import timedelta

import pytest

from schedule.importers import records
from schedule.importers.records import Appearance, Link, Person, Tag
from schedule.models import (
    Bookmark,
    Change,
    Session,
)
from schedule.services.bookmarks import set_bookmark
from schedule.services.publish import publish
from tests.factories import START, make_event, make_session, make_user
from tests.schedule.services.imports.schedules import everything, import_entries, make_entry, titles

pytestmark = pytest.mark.django_db


# What comes in


def test_import_makes_what_the_file_has():
    event = make_event()
    ada = Person("Ada Lovelace", key="7", position="Countess", company="Analytical Engines", bio="Wrote notes.",
                 links=(Link("Photo", "https://example.org/ada.jpg"),))  # fmt: skip

    import_entries(
        event,
        make_entry(
            "Engines",
            kind="keynote",
            track=("History", "Machines"),
            tags=(Tag("Level", "Beginner"),),
            abstract="**Cogs**",
            language="en",
            capacity=90,
            recording="https://example.org/v.webm",
            attachments=(Link("Slides", "https://example.org/s.pdf"), Link("Paper", "")),
            people=(Appearance(ada, "host"),),
        ),
    )

    session = Session.objects.get()
    assert (session.title, session.slug, session.kind, session.status) == ("Engines", "engines", "keynote", "published")
    assert (session.starts_at, session.ends_at) == (START, START + timedelta(minutes=30))
    assert (session.room.name, str(session.track)) == ("Hall 1", "History, Machines")
    assert (session.abstract, session.language, session.capacity) == ("**Cogs**", "en", 90)
    assert session.recording == "https://example.org/v.webm"
    assert [str(tag) for tag in session.tags.all()] == ["Level: Beginner"]
    assert [(a.label, a.url) for a in session.attachments.all()] == [
        ("Slides", "https://example.org/s.pdf"),
        ("Paper", ""),
    ]
    appearance = session.appearances.get()
    assert (appearance.role, appearance.speaker.name, appearance.speaker.company) == (
        "host",
        "Ada Lovelace",
        "Analytical Engines",
    )
    assert [(link.label, link.url) for link in appearance.speaker.links.all()] == [
        ("Photo", "https://example.org/ada.jpg")
    ]
    assert session.publication.sequence == 0
    assert session.number == 1


def test_import_keeps_the_number_and_the_guid_of_the_file():
    event = make_event()
    guid = "0b8d2c1e-3f4a-5b6c-8d7e-9f0a1b2c3d4e"

    import_entries(event, make_entry("One", guid=guid, id="4711"), make_entry("Two", at=30, id="not a number"))

    one, two = Session.objects.order_by("starts_at")
    assert (str(one.guid), one.number) == (guid, 4711)
    assert two.number == 4712


def test_import_numbers_slugs_of_one_title_in_order_of_start():
    event = make_event()

    import_entries(event, make_entry("Lunch", at=60, id="b"), make_entry("Lunch", at=0, id="a"))

    assert dict(Session.objects.values_list("starts_at", "slug")) == {
        START: "lunch",
        START + timedelta(minutes=60): "lunch-2",
    }


def test_import_takes_drafts_and_cancelled_sessions_as_such():
    event = make_event()

    import_entries(event, make_entry("Hidden", status="draft"), make_entry("CANCELLED: Gone", at=60, id="x"))

    assert dict(Session.objects.values_list("title", "status")) == {"Hidden": "draft", "Gone": "cancelled"}


# Once more


def test_import_of_the_same_file_changes_no_row():
    event = make_event()
    entries = [
        make_entry("One", people=["Ada", "Bob"], track=("A", "B"), tags=(Tag("", "x"),)),
        make_entry("Two", at=30, attachments=(Link("Slides", ""),), abstract="Words"),
        make_entry("Two", at=90, room="Hall 2", id="", people=["Ada"]),
        make_entry("To come", at=None, room=""),
    ]
    import_entries(event, *entries)
    before = everything()

    report = import_entries(event, *entries)

    assert everything() == before
    assert report.unchanged == 4
    assert [report.new, report.changed, report.moved, report.cancelled, report.gone, report.conflicts] == [[]] * 6


def test_import_of_a_later_file_updates_in_place():
    event, user = make_event(), make_user()
    import_entries(
        event, *(make_entry(title, at=at) for at, title in enumerate(["Stays", "Moves", "Renamed", "Other room"]))
    )
    slugs = dict(Session.objects.values_list("import_key", "slug"))
    for session in Session.objects.all():
        set_bookmark(user=user, session=session, bookmarked=True)

    report = import_entries(
        event,
        make_entry("Stays", at=0),
        make_entry("Moves", at=240),
        make_entry("New name", at=2, id="Renamed"),
        make_entry("Other room", at=3, room="Hall 2"),
    )

    assert report.unchanged == 1
    assert [(item["title"], item["bookmarks"]) for item in report.moved] == [("Moves", 1)]
    assert titles(report.changed) == ["New name", "Other room"]
    assert dict(Session.objects.values_list("import_key", "slug")) == slugs
    assert Bookmark.objects.count() == 4
    assert sorted(Change.objects.values_list("kind", flat=True)) == ["moved", "renamed", "room"]
    assert sorted(Session.objects.values_list("title", "revision")) == [
        ("Moves", 2), ("New name", 2), ("Other room", 2), ("Stays", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "later",
    [
        make_entry("A talk", at=90, id=""),
        make_entry("A talk!", at=0, id=""),
        make_entry("A taIk", at=0, id=""),
    ],
    ids=["moved", "a sign more", "a letter less"],
)
def test_import_knows_sessions_again_that_have_no_id(later):
    event = make_event()
    import_entries(event, make_entry("A talk", id=""), make_entry("Another", at=30, id=""))
    guid = Session.objects.get(title="A talk").guid

    report = import_entries(event, later, make_entry("Another", at=30, id=""))

    assert Session.objects.get(title=later.title).guid == guid
    assert not report.new
    assert not report.gone


def test_import_takes_a_different_talk_in_the_same_slot_for_another():
    event = make_event()
    import_entries(event, make_entry("Virtio in practice", id=""))

    report = import_entries(event, make_entry("Closing words", id=""))

    assert titles(report.new) == ["Closing words"]
    assert titles(report.gone) == ["Virtio in practice"]


def test_import_adopts_sessions_that_were_made_by_hand():
    event = make_event()
    session = make_session(event, title="Opening", abstract="Our own words")
    publish(event)

    report = import_entries(event, make_entry("Opening", abstract="Their words"), keep_local=True)

    assert Session.objects.get().abstract == "Our own words"
    assert [(item["guid"], item["field"]) for item in report.conflicts] == [(str(session.guid), "abstract")]
    assert not report.new


def test_import_leaves_alone_what_the_file_does_not_speak_of():
    event = make_event()
    import_entries(event, make_entry("One", people=["Ada"], track=("A",), abstract="Words", tags=(Tag("", "x"),)))

    later = START + timedelta(minutes=30)
    import_entries(event, records.Session("One", id="One", starts_at=later, ends_at=later + timedelta(minutes=30)))

    session = Session.objects.get()
    assert session.starts_at == START + timedelta(minutes=30)
    assert (session.abstract, str(session.track), session.room.name) == ("Words", "A", "Hall 1")
    assert [speaker.name for speaker in session.speakers.all()] == ["Ada"]
    assert session.tags.count() == 1


def test_import_takes_away_what_the_file_says_is_none():
    event = make_event()
    import_entries(
        event, make_entry("One", people=["Ada"], track=("A",), tags=(Tag("", "x"),), attachments=(Link("S", ""),))
    )

    import_entries(event, make_entry("One", people=(), track=(), tags=(), attachments=(), room=""))

    session = Session.objects.get()
    assert (session.track, session.room) == (None, None)
    assert not session.speakers.exists()
    assert not session.tags.exists()
    assert not session.attachments.exists()
