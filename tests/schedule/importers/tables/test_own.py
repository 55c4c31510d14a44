"""The tables that Talkmark writes come back as they were, cell for cell."""

import csv
import io
import re
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from schedule.exporters.tables import COLUMNS, programme_csv, programme_xlsx
from schedule.importers.formats import read
from schedule.importers.records import Appearance, Context, Link, Notice, Person, Tag, Unacceptable, ZoneNeeded
from schedule.importers.tables import own as own_tables
from schedule.importers.tables import reader as tables
from tests.schedule.exporters.programmes import guid, make_programme, make_session, programmes

# What XML cannot write, and so no spreadsheet.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def table(**cells: str) -> bytes:
    """One session in an own table; columns by their names without "(one per line)"."""
    given = {"Title": "Kernels", "Start": "2020-10-29 10:00", "End": "2020-10-29 10:30", "Time zone": "Europe/Berlin"}
    given |= {name.replace("_", " "): value for name, value in cells.items()}
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerow([given.get(name.removesuffix(" (one per line)"), "") for name in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def session_in(data: bytes):
    (session,) = tables.read(data, Context()).sessions
    return session


def test_columns_are_those_that_are_written():
    assert own_tables.COLUMNS == COLUMNS


def test_table_is_recognised_by_its_columns():
    schedule = read(table(), Context())

    assert (schedule.format, schedule.is_own, schedule.event.zone) == ("csv", True, "Europe/Berlin")


def test_all_cells_are_read():
    session = session_in(
        table(
            Number="7",
            Guid=guid(3),
            Slug="kernels",
            Kind="lightning",
            Status="draft",
            Room="Hall, left",
            Track="KVM Forum",
            Subtrack="KVM",
            Language="en",
            Capacity="0",
            Abstract="Of *kernels*.\n\n<b>",
            Recording="https://media.example/1",
            Access_link="https://meet.example/1",
        )
    )

    assert (session.id, session.guid, session.slug, session.title) == ("7", guid(3), "kernels", "Kernels")
    assert (session.kind, session.status, session.room) == ("lightning", "draft", "Hall, left")
    assert (session.track, session.language, session.capacity) == (("KVM Forum", "KVM"), "en", 0)
    assert session.abstract == "Of *kernels*.\n\n<b>"
    assert (session.recording, session.access_url) == ("https://media.example/1", "https://meet.example/1")
    assert session.starts_at == datetime(2020, 10, 29, 9, tzinfo=UTC)
    assert session.ends_at == datetime(2020, 10, 29, 9, 30, tzinfo=UTC)


def test_lines_side_by_side_belong_together_blank_ones_included():
    session = session_in(
        table(
            Speakers="Ann Bee\nBo Bee\nEve",
            Roles="speaker\nmoderator\nking",
            Companies="\nBees",
            Positions="\n\nBoss, Chief",
            Speaker_guids=f"\n{guid(5)}\n",
        )
    )

    assert session.people == (
        Appearance(Person("Ann Bee", position="", company=""), "speaker"),
        Appearance(Person("Bo Bee", guid=guid(5), position="", company="Bees"), "moderator"),
        Appearance(Person("Eve", position="Boss, Chief", company=""), "speaker"),
    )


def test_no_speakers_are_none():
    assert session_in(table()).people == ()


@pytest.mark.parametrize(
    ("line", "tag"),
    [
        ("Level: Any", Tag("Level", "Any")),
        ("new", Tag("", "new")),
        (": a: b", Tag("", "a: b")),
        ("Level: a: b", Tag("Level", "a: b")),
        ("12:30", Tag("", "12:30")),
    ],
)
def test_tag_has_the_group_before_its_colon(line, tag):
    assert session_in(table(Tags=f"{line}\nx")).tags == (tag, Tag("", "x"))


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("Slides <https://example.org/a.pdf>", Link("Slides", "https://example.org/a.pdf")),
        ("Soon", Link("Soon", "")),
        ("a <b> <https://example.org/a>", Link("a <b>", "https://example.org/a")),
    ],
)
def test_attachment_has_its_address_in_angle_brackets(line, link):
    assert session_in(table(Attachments=line)).attachments == (link,)


@pytest.mark.parametrize(
    ("cell", "text"),
    [("'=1+1", "=1+1"), ("'＝1", "＝1"), ("''tis", "'tis"), ("'tis", "'tis"), ("'", "'"), ("'\tx", "\tx")],
)
def test_quote_before_what_a_formula_begins_with_is_no_text(cell, text):
    assert session_in(table(Title=cell)).title == text


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("2020-10-25 02:30+02:00", datetime(2020, 10, 25, 0, 30, tzinfo=UTC)),
        ("2020-10-25 02:30+01:00", datetime(2020, 10, 25, 1, 30, tzinfo=UTC)),
        ("2020-10-25 02:30", datetime(2020, 10, 25, 0, 30, tzinfo=UTC)),
        ("2020-10-25 12:30:15", datetime(2020, 10, 25, 11, 30, 15, tzinfo=UTC)),
        ("", None),
    ],
)
def test_times_are_of_the_zone_and_say_which_where_it_has_them_twice(cell, at):
    assert session_in(table(Start=cell)).starts_at == at


def test_what_is_no_time_is_left_out_with_a_notice():
    schedule = read(table(Start="soon"), Context())

    assert schedule.sessions[0].starts_at is None
    assert Notice("line 2, Start", "“soon” is not a time; the session comes in without it.") in schedule.notices


def test_times_without_a_zone_need_one():
    with pytest.raises(ZoneNeeded):
        read(table(Time_zone=""), Context())


def test_table_that_lacks_what_no_session_can_lack_is_refused():
    with pytest.raises(Unacceptable, match="The column “Title” is missing"):
        read(table().replace(b"Title", b"Titles"), Context())


def test_blank_access_link_says_nothing_since_public_tables_never_have_it():
    assert session_in(table()).access_url is None


def test_workbook_has_the_event_and_the_people_as_well():
    programme = make_programme(make_session(), accent="#00857c", day_starts_at=time(4, 30))

    schedule = read(programme_xlsx(programme), Context())

    event = schedule.event
    assert (schedule.format, schedule.is_own) == ("xlsx", True)
    assert (event.name, event.tagline, event.guid) == ("KVM Forum", "Kernels", guid(4))
    assert (event.zone, event.starts_on, event.ends_on) == ("Europe/Dublin", date(2020, 10, 29), date(2020, 10, 29))
    assert (event.day_starts_at, event.venue, event.address) == (time(4, 30), "RDS", "Dublin")
    assert (event.website, event.accent) == ("https://example.org/", "#00857c")
    assert schedule.people == (
        Person(
            "Ann Bee",
            guid=guid(2),
            position="Engineer",
            company="Bees & Co",
            bio="*Ann*",
            links=(Link("Photo", "https://example.org/ann.png"),),
        ),
    )


def told(session):
    """What a table says of a session, with what it leaves open as the exporter has it."""
    return (
        *(str(session.number), session.guid, session.slug, session.title, session.kind, session.status),
        *(session.starts_at, session.ends_at),
        session.room.name if session.room else "",
        ((session.track.parent.name,) if session.track.parent else ()) + (session.track.name,) if session.track else (),
        sorted((tag.group, tag.name) for tag in session.tags),
        [
            (each.person.name, each.role, each.person.company, each.person.position, each.person.guid)
            for each in session.people
        ],
        *(session.language, session.capacity, session.abstract),
        [(link.label, link.url) for link in session.attachments],
        *(session.recording, session.access_url),
    )


def read_back(session):
    return (
        *(session.id, session.guid, session.slug, session.title, session.kind, session.status),
        *(session.starts_at, session.ends_at, session.room, session.track),
        sorted((tag.group, tag.name) for tag in session.tags),
        [
            (each.person.name, each.role, each.person.company, each.person.position, each.person.guid)
            for each in session.people
        ],
        *(session.language, session.capacity, session.abstract),
        [(link.label, link.url) for link in session.attachments],
        *(session.recording, session.access_url or ""),
    )


def of_our_time(session) -> bool:
    return session.starts_at is None or session.starts_at.year > 1970


def writable(value):
    """The same record with letters for what XML cannot write."""
    if isinstance(value, str):
        return NOT_XML.sub("x", value)
    if isinstance(value, tuple):
        return tuple(map(writable, value))
    if is_dataclass(value):
        return replace(value, **{field.name: writable(getattr(value, field.name)) for field in fields(value)})
    return value


@given(programmes())
@settings(deadline=None, max_examples=60)
def test_any_programme_comes_back_from_csv(programme):
    given = [(told(session), of_our_time(session)) for session in programme.sessions]

    found = tables.read(programme_csv(programme), Context()).sessions

    assert [read_back(each) for each, (_, ours) in zip(found, given, strict=True) if ours] == [
        each for each, ours in given if ours
    ]


@given(programmes())
@settings(deadline=None, max_examples=40)
def test_any_programme_comes_back_from_xlsx(programme):
    programme = writable(programme)
    given = [(told(session), of_our_time(session)) for session in programme.sessions]

    found = tables.read(programme_xlsx(programme), Context()).sessions

    assert [read_back(each) for each, (_, ours) in zip(found, given, strict=True) if ours] == [
        each for each, ours in given if ours
    ]


def test_zone_that_somebody_chose_is_the_zone_of_the_times():
    schedule = read(table(), Context(zone=ZoneInfo("America/New_York")))

    assert schedule.sessions[0].starts_at == datetime(2020, 10, 29, 14, tzinfo=UTC)
