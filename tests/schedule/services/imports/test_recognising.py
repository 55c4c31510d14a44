"""How an import knows sessions, rooms and people again, when what they are known by is weak, doubled or exchanged."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from schedule.importers.formats import read
from schedule.importers.records import Context, Link, Person, Room
from schedule.models import Attachment, Change, Session, Speaker
from schedule.models import Room as RoomRow
from schedule.services.bookmarks import set_bookmark
from schedule.services.exports import export_of
from schedule.services.imports import Options, import_schedule, preview_import
from schedule.services.publish import publish
from tests.factories import make_event, make_session, make_speaker, make_user
from tests.schedule.services.imports.schedules import everything, import_entries, make_entry, make_file, titles

pytestmark = pytest.mark.django_db

GUIDS = [f"0b8d2c1e-3f4a-5b6c-8d7e-9f0a1b2c3d4{number}" for number in range(5)]


def import_file(event, *entries, **fields):
    return import_schedule(event=event, schedule=make_file(*entries, **fields), options=Options())


def import_back(event, format):
    """Export the event, and import the file into it."""
    schedule = read(export_of(event, format).plain, Context(fallback=event.timezone))
    return import_schedule(event=event, schedule=schedule, options=Options())


# People


@pytest.mark.parametrize(
    "people",
    [
        [Person("Ann Lee", company="X"), Person("Ann Lee", company="Y")],
        [Person("Ann Lee", key="1", bio="One"), Person("Ann Lee", key="2", bio="Two")],
        [Person("Ann Lee", guid=GUIDS[0]), Person("Ann Lee", guid=GUIDS[1])],
    ],
    ids=["companies", "ids", "guids"],
)
def test_namesakes_stay_who_they_are(people):
    event = make_event()
    entry = make_entry("One", people=people)
    import_entries(event, entry)
    assert Speaker.objects.count() == 2
    before = everything()

    import_entries(event, entry)

    assert everything() == before


def test_a_namesake_made_by_hand_makes_no_more_of_them():
    event = make_event()
    entry = make_entry("One", people=["Ann Lee"])
    import_entries(event, entry)
    Speaker.objects.create(event=event, name="Ann Lee", slug="another")
    before = everything()

    import_entries(event, entry)

    assert everything() == before


@pytest.mark.parametrize("format", ["frab-xml", "schedule-json", "csv", "xlsx"])
def test_namesakes_with_guids_come_back_from_an_export(format):
    event = make_event()
    people = [Speaker.objects.create(event=event, name="Ann Lee", company="X", slug=f"ann-{n}") for n in (1, 2)]
    make_session(event, title="One", speakers=people)
    publish(event)

    report = import_back(event, format)

    assert report.unchanged == 1
    assert Speaker.objects.count() == 2


# Rooms


def test_rooms_that_exchange_their_names_are_renamed():
    event = make_event()
    one, two = make_entry("One", room="A"), make_entry("Two", at=30, room="B")
    import_file(event, one, two, rooms=(Room("A", GUIDS[0]), Room("B", GUIDS[1])))
    before = {str(room.guid): room.pk for room in RoomRow.objects.all()}

    later = make_file(replace(one, room="B"), replace(two, room="A"), rooms=(Room("B", GUIDS[0]), Room("A", GUIDS[1])))
    previewed = preview_import(event=event, schedule=later, options=Options())
    report = import_schedule(event=event, schedule=later, options=Options())

    assert {str(room.guid): room.pk for room in RoomRow.objects.all()} == before
    assert dict(Session.objects.values_list("title", "room__name")) == {"One": "B", "Two": "A"}
    assert sorted((item["fields"][0]["old"], item["fields"][0]["new"]) for item in report.rooms) == [
        ("A", "B"), ("B", "A"),
    ]  # fmt: skip
    assert previewed.to_json() == report.to_json()
    assert sorted(Change.objects.values_list("kind", flat=True)) == ["room", "room"]
    state = everything()
    import_schedule(event=event, schedule=later, options=Options())
    assert everything() == state


def test_rooms_whose_names_move_along_are_renamed():
    event = make_event()
    one, two = make_entry("One", room="A"), make_entry("Two", at=30, room="B")
    import_file(event, one, two, rooms=(Room("A", GUIDS[0]), Room("B", GUIDS[1])))

    rooms = (Room("B", GUIDS[0]), Room("C", GUIDS[1]))
    import_file(event, replace(one, room="B"), replace(two, room="C"), rooms=rooms)

    assert dict(Session.objects.values_list("title", "room__name")) == {"One": "B", "Two": "C"}


def test_a_room_whose_new_name_is_taken_keeps_the_old_from_others():
    event = make_event()
    import_file(event, make_entry("One", room="A"), rooms=(Room("A", GUIDS[0]),))
    RoomRow.objects.create(event=event, name="B", slug="made-by-hand")

    rooms = (Room("A", GUIDS[1]), Room("B", GUIDS[0]))
    report = import_file(event, make_entry("Two", at=30, room="A"), make_entry("One", room="B"), rooms=rooms)

    assert dict(Session.objects.values_list("title", "room__name")) == {"One": "A", "Two": "A (2)"}
    assert [item["text"] for item in report.warnings] == ["Room “A” is “B” in the file; its name here stays."]


def test_rooms_with_long_names_that_others_got_here_find_one():
    event = make_event()
    names = ["x" * 199 + end for end in "abc"]
    entries = [make_entry(name[-1], at=number, room=name) for number, name in enumerate(["1", "2", "3"])]
    import_entries(event, *entries)
    for room, name in zip(RoomRow.objects.order_by("pk"), names, strict=True):
        RoomRow.objects.filter(pk=room.pk).update(name=name)

    more = [make_entry(name[-1], at=60 + number, room=name) for number, name in enumerate(names)]
    import_entries(event, *entries, *more)

    assert RoomRow.objects.count() == 6
    assert max(len(room.name) for room in RoomRow.objects.all()) <= 200


# Sessions


def test_a_capture_without_ids_does_not_make_ids_forgotten():
    event = make_event()
    import_entries(event, make_entry("One", id="1"), make_entry("Two", at=30, id="2"))
    session = Session.objects.get(title="One")
    set_bookmark(user=make_user(), session=session, bookmarked=True)
    import_entries(event, make_entry("One", id=""), make_entry("Two", at=30, id=""))

    report = import_entries(
        event, make_entry("Uno", at=90, id="1"), make_entry("Two", at=30, id="2"), remove_missing=True
    )

    assert titles(report.moved) == ["Uno"]
    assert not report.new
    assert Session.objects.get(title="Uno").pk == session.pk


def test_a_capture_with_other_guids_is_known_by_its_ids():
    event = make_event()
    import_entries(event, make_entry("One", id="7", guid=GUIDS[0]), make_entry("Two", at=30, id="8", guid=GUIDS[1]))

    report = import_entries(
        event, make_entry("Uno", at=90, id="7", guid=GUIDS[2]), make_entry("Two", at=30, id="8", guid=GUIDS[3])
    )

    assert titles(report.moved) == ["Uno"]
    assert not report.new
    assert {str(guid) for guid in Session.objects.values_list("guid", flat=True)} == {GUIDS[0], GUIDS[1]}


def test_repeated_titles_without_ids_move_along_in_order():
    event = make_event()
    import_entries(event, make_entry("Lunch", id=""), make_entry("Lunch", at=1440, id=""))
    before = dict(Session.objects.values_list("starts_at", "pk"))

    report = import_entries(event, make_entry("Lunch", at=1470, id=""), make_entry("Lunch", at=30, id=""))

    assert len(report.moved) == 2
    assert not report.new
    assert list(Session.objects.order_by("starts_at").values_list("pk", flat=True)) == [
        before[at] for at in sorted(before)
    ]


def test_many_sessions_in_one_slot_are_compared_in_bounds():
    event = make_event()
    import_entries(event, *(make_entry(f"A {number}", id="") for number in range(300)))

    report = import_entries(event, *(make_entry(f"B {number}", id="") for number in range(300)))

    assert len(report.new) == len(report.gone) == 300


# Our own files


@pytest.mark.parametrize("format", ["frab-xml", "schedule-json", "ics", "csv", "xlsx"])
def test_our_own_file_changes_nothing_in_the_event_it_is_of(format):
    event = make_event(starts_on="2020-10-29")
    ann = make_speaker(event, name="Ann", company="X")
    session = make_session(event, title="Foo [cancelled]", abstract="**bold** [l](https://x.org)", speakers=[ann])
    early = make_session(event, title="The day before", starts_at=session.starts_at.replace(day=28))
    make_session(event, title="Off", status="cancelled", starts_at=session.starts_at.replace(hour=15))
    Attachment.objects.create(session=session, label="Slides come later")
    Attachment.objects.create(session=session, label="Paper", url="https://example.org/p.pdf", order=1)
    publish(event)

    report = import_back(event, format)

    assert report.unchanged == 3
    assert [report.new, report.changed, report.moved, report.cancelled, report.gone, report.conflicts] == [[]] * 6
    session.refresh_from_db()
    assert (session.title, session.status, session.abstract) == (
        "Foo [cancelled]", "published", "**bold** [l](https://x.org)",
    )  # fmt: skip
    assert session.attachments.count() == 2
    assert early.title == "The day before"


# What goes


def test_deleted_drafts_take_their_uploaded_files_along(django_capture_on_commit_callbacks):
    event = make_event()
    import_entries(event, make_entry("Stays"), make_entry("Draft", at=30, status="draft", attachments=(Link("S", ""),)))
    attachment = Attachment.objects.get()
    attachment.file.save("slides.pdf", ContentFile(b"%PDF-"))
    path = Path(attachment.file.path)
    assert path.exists()

    with django_capture_on_commit_callbacks(execute=True):
        import_entries(event, make_entry("Stays"), remove_missing=True)

    assert not path.exists()
