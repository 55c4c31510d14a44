"""Any table: how its columns are found, what its cells say, and what is refused."""

from datetime import UTC, datetime

import pytest

from schedule.importers.formats import read
from schedule.importers.records import Context, Link, Notice, Tag, ZoneNeeded
from schedule.importers.tables import reader as tables
from tests.schedule.importers.tables.made import BERLIN, refusal_of, session_in, sessions_in, span_of

# Columns


def test_table_is_read():
    session = session_in(
        "Title,Date,Start,End,Room,Track,Type,Speakers,Abstract,Language,ID,Slides\n"
        'One,2020-10-29,10:00,10:30,Hall,Net,Workshop,"Ada, Bob",Text,en,7,https://example.org/a.pdf\n'
    )

    assert (session.title, session.id, session.number) == ("One", "7", 7)
    assert span_of(session) == ("2020-10-29 10:00", "2020-10-29 10:30")
    assert (session.room, session.track, session.kind, session.language) == ("Hall", ("Net",), "workshop", "en")
    assert [each.person.name for each in session.people] == ["Ada", "Bob"]
    assert session.abstract == "Text"
    assert session.attachments == (Link("a.pdf", "https://example.org/a.pdf"),)


@pytest.mark.parametrize(
    "table",
    [
        "Titel;Datum;Beginn;Ende;Raum\nEins;29.10.2020;10:00 Uhr;10:30 Uhr;Saal\n",
        "\ufeff Titel \tDatum\tUhrzeit\tDauer\tOrt\nEins\t29.10.2020\t10\t30\tSaal\n",
        "sep=|\nTitel|Datum|Von|Bis|Saal\nEins|29.10.20|10.00|10.30|Saal\n",
        "Session Title,Start Date & Time,End Date & Time,Venue\nEins,2020-10-29 10:00,2020-10-29 10:30,Saal\n",
        ",talk_title,starts at,duration (min),ROOM \n1,Eins,29/10/2020 10:00,00hr:30min,Saal\n",
        "A schedule,,,\n\nName,Day,Time,Location\nEins,2020-10-29,10:00 – 10:30,Saal\n",
        "Name,Start,Location\nEins,2020-10-29T09:00:00Z,Saal\n",
    ],
)
def test_columns_are_found_by_name_whatever_parts_them(table):
    session = session_in(table)

    assert (session.title, session.room) == ("Eins", "Saal")
    assert span_of(session) == ("2020-10-29 10:00", "2020-10-29 10:30")


def test_columns_that_are_mapped_overrule_those_that_are_guessed():
    table = "Title,Official,Track,Level\nWorking title,One,Net,Easy\n"

    session = session_in(table, title=["official "], tag=["LEVEL", "Track"])

    assert session.title == "One"
    assert session.track is None
    assert session.tags == (Tag("Level", "Easy"), Tag("Track", "Net"))


def test_mapped_column_that_is_missing_is_refused_with_those_there_are():
    _, reason = refusal_of(b"Title,Start\nOne,\n", title=["Name"])

    assert reason == "There is no column “Name”. The columns are: “Title”, “Start”."


def test_table_without_a_title_is_refused_with_what_to_do():
    _, reason = refusal_of(b"Who,When,Was\nAda,10:00,Talk\nBob,11:00,Talk\n")

    assert reason == (
        "No column has a name that titles have. The columns are: “Who”, “When”, “Was”. "
        "Say which of them is the title (on the command line by --map title=COLUMN)."
    )


def test_table_is_read_once_its_title_is_mapped():
    data = b"Fri,Who,Was\nx,Ada,Talk\ny,Bob,Other talk\n"

    assert [session.title for session in sessions_in(data, title=["Was"])] == ["Talk", "Other talk"]


def test_private_columns_are_not_read_unless_mapped():
    table = "Title,E-mail,Speaker bio,Access link,Internal description\nOne,a@example.org,Hm,https://x.example/1,No\n"

    session = session_in(table)

    assert (session.people, session.abstract, session.access_url) == (None, None, None)
    assert session_in(table, access_url=["Access link"]).access_url == "https://x.example/1"


# Cells


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("2020-10-29,10:00,,", ("2020-10-29 10:00", "2020-10-29 10:30")),
        ("2020-10-29,10:00,11:00,", ("2020-10-29 10:00", "2020-10-29 11:00")),
        ("2020-10-29,23:00,1:00,", ("2020-10-29 23:00", "2020-10-30 01:00")),
        ("2020-10-29,23:00,24,", ("2020-10-29 23:00", "2020-10-30 00:00")),
        ("2020-10-29,12:30 p.m.,,1:15", ("2020-10-29 12:30", "2020-10-29 13:45")),
        ("2020-10-29,0:00 a.m.,,00hr:50min", ("2020-10-29 00:00", "2020-10-29 00:50")),
        ("2020-10-29,10:00,2020-10-28 11:00,0:45", ("2020-10-29 10:00", "2020-10-29 10:45")),
        ("2020-10-29,10:00,tbd,90", ("2020-10-29 10:00", "2020-10-29 11:30")),
        ("2020-10-29,TBA,,", None),
        ("2020-10-29,,,", None),
        (",10:00,,", None),
    ],
)
def test_times_of_a_row(cells, expected):
    assert span_of(session_in(f"Title,Date,Start,End,Duration\nOne,{cells}\n")) == expected


def test_order_of_day_and_month_is_that_of_the_whole_column():
    table = "Title,Date,Start\nOne,1/2/2020,10:00\nTwo,13/2/2020,10:00\n"

    assert [span_of(session)[0] for session in sessions_in(table)] == ["2020-02-01 10:00", "2020-02-13 10:00"]


def test_date_holds_for_the_rows_below_it():
    table = "Title,Date,Start\nOne,2020-10-29,10:00\nTwo,,11:00\nThree,soon,12:00\n"

    one, two, three = sessions_in(table)

    assert (span_of(one)[0], span_of(two)[0]) == ("2020-10-29 10:00", "2020-10-29 11:00")
    assert three.starts_at is None


def test_missing_end_is_no_later_than_the_next_start_in_the_room():
    table = (
        "Title,Start,Room\nOne,2020-10-29 10:00,A\nTwo,2020-10-29 10:20,A\nThree,2020-10-29 10:10,B\n"
        "Four,2020-10-29 10:00,A\n"
    )

    assert [span_of(session)[1][11:] for session in sessions_in(table)] == ["10:20", "10:50", "10:40", "10:20"]


def test_what_is_no_time_is_named_by_line_and_column():
    schedule = read(b'Title,Start\n"One\n(1)",2020-10-29 10:00\nTwo,after lunch\n', Context(zone=BERLIN))

    text = "“after lunch” is not a time; the session comes in without one."
    assert Notice("line 4, Start", text) in schedule.notices


def test_times_without_a_zone_need_one():
    with pytest.raises(ZoneNeeded):
        sessions_in("Title,Start\nOne,2020-10-29 10:00\n", zone=None)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ('"Ada, Bob"', ["Ada", "Bob"]),
        ('"Ada; Roe, Bob"', ["Ada", "Roe, Bob"]),
        ('"Ada\nRoe, Bob"', ["Ada", "Roe, Bob"]),
        (
            '"Mitch ""Duck, man"" Peters, Ada (Bees, Inc), Bo Roe, Jr."',
            ['Mitch "Duck, man" Peters', "Ada (Bees, Inc)", "Bo Roe, Jr."],
        ),
        ("Arts &amp; Scraps Team", ["Arts & Scraps Team"]),
        ("R&D", ["R&D"]),
        ("", []),
    ],
)
def test_names_are_split_where_they_end(cell, names):
    session = session_in(f"Title,Speakers\nOne,{cell}\n")

    assert [each.person.name for each in session.people] == names


def test_name_with_a_comma_is_known_from_where_it_stands_alone():
    cells = ("Ada Roe, ACME", "Bob Doe, Ada Roe, ACME", "Eve Poe, Joe Coe", "Eve Poe, Joe Coe")
    table = "Title,Speakers\n" + "".join(f'One,"{cell}"\n' for cell in cells)

    assert [[each.person.name for each in session.people] for session in sessions_in(table)] == [
        ["Ada Roe, ACME"],
        ["Bob Doe", "Ada Roe, ACME"],
        ["Eve Poe", "Joe Coe"],
        ["Eve Poe", "Joe Coe"],
    ]


def test_numbered_columns_have_a_person_each_with_what_they_are():
    session = session_in('Title,Speaker 1,Speaker 2\nOne,"Ada, Engineer, Bees",Bob\n')

    assert [(each.person.name, each.person.position) for each in session.people] == [
        ("Ada", "Engineer, Bees"),
        ("Bob", None),
    ]


def test_ids_before_names_are_their_keys():
    session = session_in("Title,Speakers\nOne,10:Konrad|11:Dennis\n")

    assert [(each.person.key, each.person.name) for each in session.people] == [("10", "Konrad"), ("11", "Dennis")]


def test_roles_have_columns_of_their_own():
    session = session_in("Title,Speakers,Moderator,Panelists\nOne,Ada,Bob,Eve\n")

    assert [(each.person.name, each.role) for each in session.people] == [
        ("Ada", "speaker"),
        ("Bob", "moderator"),
        ("Eve", "panellist"),
    ]


@pytest.mark.parametrize(
    ("column", "cell", "status"),
    [
        ("Published?", "N", "draft"),
        ("Published?", "Y", None),
        ("Private", "PRIVATE", "draft"),
        ("Private", "PUBLIC", None),
        ("Status", "Cancelled", "cancelled"),
        ("Status", "pending", "draft"),
        ("Status", "confirmed", None),
    ],
)
def test_rows_that_are_not_public_are_drafts(column, cell, status):
    assert session_in(f"Title,{column}\nOne,{cell}\n").status == status


def test_several_tracks_in_a_cell_are_the_track_and_tags():
    one, two, _ = sessions_in('Title,Track\nOne,"DIY, Tech"\nTwo,Tech\nThree,DIY\n')

    assert (one.track, one.tags) == (("DIY",), (Tag("Track", "Tech"),))
    assert (two.track, two.tags) == (("Tech",), ())
    assert session_in('Title,Track\nOne,"Food, Drink"\n').track == ("Food, Drink",)


def test_kind_is_in_its_column_or_in_the_title():
    table = "Title,Type\nKeynote: One,Talk\nTwo,Panel\nThree,Talk\n"

    assert [session.kind for session in sessions_in(table)] == ["keynote", "panel", "talk"]
    assert session_in("Title,Room\nLunch,Hall\n").kind == "break"
    assert session_in("Title,Room\nOne,Hall\n").kind is None


def test_rows_that_are_no_sessions_are_left_out():
    table = "Title,Start\nOne,2020-10-29 10:00\n,\n,Saturday\nTitle,Start\nTwo,2020-10-30 10:00\n"

    assert [session.title for session in sessions_in(table)] == ["One", "Two"]


# What is refused


@pytest.mark.parametrize(
    ("data", "place", "reason"),
    [
        (
            b"Title,Start\n" + b"a,b\n" * 1_000_000,
            "",
            "The table has more than 20,000 rows, the most that are read.",
        ),
        (
            b"Title,Start\n" + b"," * 201,
            "",
            "No session was found in this file, read as csv.",
        ),
        (
            b"Title,Start\nx" + b",x" * 201,
            "line 2",
            "The table has more than 200 columns, the most that are read.",
        ),
        (
            b"Title,Start\na," + b"b" * 64_001,
            "line 2",
            "A cell has more than 64,000 characters, the most that are read.",
        ),
        (
            b'Title,Start\na,b\nc,"' + b"d" * 200_000,
            "line 3",
            "This table cannot be read: field larger than field limit (131072).",
        ),
        (b"Title,Start\na,\0\n", "line 2", "This is no text: it has NUL characters."),
        (b"Title,Start\na,\xe4\n", "line 2", "This is not UTF-8. Save the file as UTF-8."),
    ],
    ids=["rows", "blank", "columns", "long cell", "endless cell", "NUL", "Latin 1"],
)
def test_text_of_too_much_or_none_is_refused(data, place, reason):
    assert refusal_of(data, "csv") == (place, reason)


def test_table_in_another_encoding_is_still_known_to_be_a_table():
    data = "Titel;Raum\nÜberblick;Saal\n".encode("latin-1")

    assert refusal_of(data) == ("line 2", "This is not UTF-8. Save the file as UTF-8.")


def test_table_in_utf_16_is_read():
    assert session_in("Titel\tRaum\nÜberblick\tSaal\n".encode("utf-16")).title == "Überblick"


def test_speakers_without_number_are_refused():
    row = b'One,"' + b"a, " * 200 + b'"\n'

    assert refusal_of(b"Title,Speakers\n" + row * 600) == (
        "line 502",
        "The table names speakers more than 100,000 times, the most that are read.",
    )


@pytest.mark.parametrize("text", ["Dear all,\nhere, as promised, is it.\n", "Hello\nWorld\n", "a", "#!/bin/sh\nls\n"])
def test_prose_is_no_table(text):
    assert not tables.recognises(text.encode())


def test_times_are_utc():
    session = session_in("Title,Start\nOne,2020-07-01 10:00\n")

    assert session.starts_at == datetime(2020, 7, 1, 8, 0, tzinfo=UTC)
