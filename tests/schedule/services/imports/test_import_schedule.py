from datetime import timedelta

import pytest

from schedule.importers import records
from schedule.importers.records import Appearance, Link, Person, Tag
from schedule.models import (
    Attachment,
    Bookmark,
    Change,
    Event,
    Room,
    Session,
    Speaker,
    Track,
)
from schedule.models import (
    Tag as TagRow,
)
from schedule.services.bookmarks import set_bookmark
from schedule.services.imports import Options, event_from, import_schedule, preview_import
from schedule.services.publish import WrongEvent, publish
from tests.factories import START, make_event, make_room, make_session, make_user
from tests.schedule.services.imports.schedules import everything, import_entries, make_entry, make_file

pytestmark = pytest.mark.django_db


def titles(items):
    return [item["title"] for item in items]


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
        ("Hall 2 (imported)", "Hall 2"),
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


# Choosing


def test_import_leaves_out_what_was_not_chosen():
    event = make_event()
    import_entries(event, make_entry("One"))
    file = make_file(
        make_entry("One", at=120),
        make_entry("Wanted", at=30),
        make_entry("Not wanted", at=60, room="Attic", people=["Nobody"], track=("X", "Y"), tags=(Tag("G", "t"),)),
    )
    found = preview_import(event=event, schedule=file, options=Options())
    out = {item["guid"] for item in (*found.new, *found.moved) if item["title"] != "Wanted"}

    report = import_schedule(event=event, schedule=file, options=Options(left_out=frozenset(out)))

    assert dict(Session.objects.values_list("title", "starts_at")) == {
        "One": START,
        "Wanted": START + timedelta(minutes=30),
    }
    assert sorted(titles(report.left_out)) == ["Not wanted", "One"]
    assert not Room.objects.filter(name="Attic").exists()
    assert not Speaker.objects.exists()
    assert not Track.objects.exists()
    assert not TagRow.objects.exists()


def test_import_takes_single_edits_and_removals():
    event = make_event()
    import_entries(
        event, make_entry("One"), make_entry("Two", at=30), make_entry("Three", at=60), make_entry("Four", at=90)
    )
    guids = {session.title: str(session.guid) for session in Session.objects.all()}
    Session.objects.filter(title__in=["One", "Two"]).update(language="fi")

    report = import_entries(
        event,
        make_entry("One", language="en"),
        make_entry("Two", at=30, language="en"),
        keep_local=True,
        taken=frozenset({guids["One"]}),
        removed=frozenset({guids["Three"]}),
    )

    assert dict(Session.objects.values_list("title", "language")) == {
        "One": "en",
        "Two": "fi",
        "Three": "",
        "Four": "",
    }
    assert dict(Session.objects.values_list("title", "status"))["Three"] == "cancelled"
    assert [(item["title"], item["action"]) for item in report.gone] == [("Three", "cancelled"), ("Four", "left")]


# As a whole


def test_preview_writes_nothing_and_says_what_the_import_then_does():
    event = make_event()
    import_entries(event, make_entry("One"), make_entry("Gone", at=30))
    file = make_file(make_entry("One", at=5), make_entry("Two", at=60, people=["Ada"]), make_entry("x", id="", at=90))
    options = Options(remove_missing=True)
    before = everything()

    previewed = preview_import(event=event, schedule=file, options=options)

    assert everything() == before
    assert import_schedule(event=event, schedule=file, options=options).to_json() == previewed.to_json()


def test_import_takes_the_same_queries_however_many_sessions(django_assert_max_num_queries):
    def entries(number, at):
        return [
            make_entry(
                f"T{n}",
                at=n + at,
                people=[f"P{n}"],
                track=(f"T{n}",),
                tags=(Tag("", f"t{n}"),),
                room=f"R{n}",
                attachments=(Link("S", ""),),
            )
            for n in range(number)
        ]

    counts = []
    for number in (1, 3, 20):
        event = make_event()
        for at in (0, 60):
            with django_assert_max_num_queries(60) as queries:
                import_entries(event, *entries(number, at))
            counts.append(len(queries))

    assert counts[0] == counts[2] == counts[4]
    assert counts[1] == counts[3] == counts[5]


def test_import_makes_an_event_of_what_the_file_says():
    file = make_file(make_entry("One"), make_entry("Two", at=24 * 60))

    event = event_from(schedule=file, slug="made", is_published=True)
    assert not Event.objects.filter(slug="made").exists()
    import_schedule(event=event, schedule=file, options=Options())

    event = Event.objects.get(slug="made")
    assert str(event.timezone) == "Europe/Dublin"
    assert (event.starts_on, event.ends_on) == (START.date(), START.date() + timedelta(days=1))
    assert event.sessions.visible_to(None).count() == 2


def test_import_undoes_all_when_something_goes_wrong():
    event = make_event()
    import_entries(event, make_entry("One"))
    foreign = make_room(make_event())
    Session.objects.filter(title="One").update(room=foreign)
    before = everything()

    with pytest.raises(WrongEvent):
        import_entries(event, make_entry("New", at=30))

    assert everything() == before


def test_import_warns_of_sessions_on_other_days():
    event = make_event()

    report = import_entries(event, make_entry("Late", at=60 * 24 * 30))

    assert [item["text"] for item in report.warnings] == ["1 session on 2020-11-28, which is not a day of the event."]
