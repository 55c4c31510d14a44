from datetime import timedelta

import pytest

from schedule.importers.records import Link, Person
from schedule.models import (
    Attachment,
    Room,
    Session,
    Speaker,
    Track,
)
from schedule.services.bookmarks import set_bookmark
from tests.factories import START, make_event, make_session, make_user
from tests.schedule.services.imports.schedules import everything, import_entries, make_entry, titles

pytestmark = pytest.mark.django_db


# What is gone


def test_import_leaves_gone_sessions_unless_told_to_remove_them():
    event = make_event()
    import_entries(event, make_entry("Stays"), make_entry("Gone", at=30), make_entry("Draft", at=60, status="draft"))

    report = import_entries(event, make_entry("Stays"))

    assert [(item["title"], item["action"]) for item in report.gone] == [("Gone", "left"), ("Draft", "left")]
    assert Session.objects.count() == 3

    report = import_entries(event, make_entry("Stays"), remove_missing=True)

    assert [(item["title"], item["action"]) for item in report.gone] == [("Gone", "cancelled"), ("Draft", "deleted")]
    assert dict(Session.objects.values_list("title", "status")) == {"Stays": "published", "Gone": "cancelled"}

    before = everything()
    report = import_entries(event, make_entry("Stays"), remove_missing=True)

    assert everything() == before
    assert not report.gone


def test_import_brings_back_what_was_gone():
    event = make_event()
    import_entries(event, make_entry("Stays"), make_entry("Gone", at=30))
    import_entries(event, make_entry("Stays"), remove_missing=True)

    report = import_entries(event, make_entry("Stays"), make_entry("Gone", at=30))

    assert Session.objects.get(title="Gone").status == "published"
    assert titles(report.changed) == ["Gone"]
    assert not report.conflicts


def test_import_neither_counts_nor_removes_what_was_made_by_hand():
    event = make_event()
    make_session(event, title="Social", starts_at=START + timedelta(hours=9))
    import_entries(event, make_entry("One"))

    report = import_entries(event, make_entry("One"), remove_missing=True)

    assert not report.gone
    assert Session.objects.get(title="Social").status == "published"


def test_import_keeps_a_draft_that_somebody_bookmarked():
    event = make_event()
    import_entries(event, make_entry("Stays"), make_entry("Withdrawn", at=30))
    session = Session.objects.get(title="Withdrawn")
    set_bookmark(user=make_user(), session=session, bookmarked=True)
    Session.objects.filter(pk=session.pk).update(status="draft")

    report = import_entries(event, make_entry("Stays"), remove_missing=True)

    assert [(item["title"], item["action"], item["bookmarks"]) for item in report.gone] == [("Withdrawn", "left", 1)]
    assert Session.objects.filter(title="Withdrawn").exists()


# What was edited here


@pytest.mark.parametrize(("keep_local", "title"), [(False, "One"), (True, "Edited")])
def test_import_tells_of_what_was_edited_here(keep_local, title):
    event = make_event()
    import_entries(event, make_entry("One"), make_entry("Two", at=30))
    Session.objects.filter(title="One").update(title="Edited")

    report = import_entries(event, make_entry("One"), make_entry("Two", at=30), keep_local=keep_local)

    assert Session.objects.order_by("starts_at").first().title == title
    conflict = report.conflicts[0]
    assert len(report.conflicts) == 1
    assert (conflict["field"], conflict["here"], conflict["file"], conflict["kept"]) == (
        "title",
        "Edited",
        "One",
        keep_local,
    )


def test_import_keeps_what_was_edited_here_and_takes_the_rest():
    event = make_event()
    import_entries(event, make_entry("One", abstract="Old"))
    Session.objects.update(abstract="Mine")

    report = import_entries(event, make_entry("One", at=60, abstract="New"), keep_local=True)

    session = Session.objects.get()
    assert (session.abstract, session.starts_at) == ("Mine", START + timedelta(minutes=60))
    assert titles(report.moved) == ["One"]
    assert [item["field"] for item in report.conflicts] == ["abstract"]


def test_import_forgets_a_conflict_once_both_say_the_same():
    event = make_event()
    import_entries(event, make_entry("One", abstract="Old"))
    Session.objects.update(abstract="New")

    import_entries(event, make_entry("One", abstract="New"))
    report = import_entries(event, make_entry("One", abstract="Newer"), keep_local=True)

    assert Session.objects.get().abstract == "Newer"
    assert not report.conflicts


def test_import_keeps_a_speaker_that_was_edited_here():
    event = make_event()
    import_entries(event, make_entry("One", people=[Person("Ada", key="1", company="Old")]))
    Speaker.objects.update(company="Mine", name="Ada Lovelace")

    report = import_entries(event, make_entry("One", people=[Person("Ada", key="1", company="New")]), keep_local=True)

    assert list(Speaker.objects.values_list("name", "company")) == [("Ada Lovelace", "Mine")]
    assert [(item["kind"], item["field"]) for item in report.conflicts] == [("speaker", "name"), ("speaker", "company")]

    import_entries(event, make_entry("One", people=[Person("Ada", key="1", company="New")]))

    assert list(Speaker.objects.values_list("name", "company")) == [("Ada", "New")]


def test_import_finds_rooms_and_tracks_that_were_renamed_here():
    event = make_event()
    import_entries(event, make_entry("One", track=("A", "B")))
    Room.objects.update(name="Great Hall")
    Track.objects.filter(name="B").update(name="Bee")
    before = everything()

    report = import_entries(event, make_entry("One", track=("A", "B")))

    assert everything() == before
    assert report.unchanged == 1


def test_import_does_not_take_a_new_room_for_one_that_got_its_name_here():
    event = make_event()
    import_entries(event, make_entry("One", room="Hall 1"))
    Room.objects.update(name="Hall 2")

    import_entries(event, make_entry("One", room="Hall 1"), make_entry("Two", at=30, room="Hall 2"))

    assert list(Room.objects.order_by("pk").values_list("name", "import_key")) == [
        ("Hall 2", "Hall 1"),
        ("Hall 2 (2)", "Hall 2"),
    ]


def test_import_keeps_uploaded_slides():
    event = make_event()
    entry = make_entry("One", attachments=(Link("Slides", ""), Link("Code", "https://example.org/code")))
    import_entries(event, entry)
    Attachment.objects.filter(label="Slides").update(file="attachments/x.pdf")
    before = everything()

    report = import_entries(event, entry)

    assert everything()["Attachment"] == before["Attachment"]
    assert not report.conflicts

    import_entries(event, make_entry("One", attachments=(Link("Slides", ""), Link("Paper", "https://example.org/p"))))

    assert sorted(Attachment.objects.values_list("label", "file")) == [("Paper", ""), ("Slides", "attachments/x.pdf")]


def test_import_takes_the_file_once_an_edit_was_put_back():
    event = make_event()
    import_entries(event, make_entry("One", abstract="Old"))
    Session.objects.update(abstract="Mine")
    import_entries(event, make_entry("One", abstract="New"), keep_local=True)
    Session.objects.update(abstract="Old")

    report = import_entries(event, make_entry("One", abstract="New"), keep_local=True)

    assert Session.objects.get().abstract == "New"
    assert not report.conflicts
