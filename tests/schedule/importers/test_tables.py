"""Any table: how its columns are found, what its cells say, and what is refused before it does harm."""

import io
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import MAC_EPOCH

from schedule.importers import tables
from schedule.importers.formats import read
from schedule.importers.records import Context, Link, Notice, Tag, Unacceptable, ZoneNeeded
from tests.schedule.importers.workbooks import SHEET, saved, with_parts, with_strings, workbook

BERLIN = ZoneInfo("Europe/Berlin")


def sessions_in(data: bytes | str, zone: ZoneInfo | None = BERLIN, **mapping):
    data = data.encode() if isinstance(data, str) else data
    return read(data, Context(zone=zone, mapping=mapping)).sessions


def session_in(data: bytes | str, **mapping):
    (session,) = sessions_in(data, **mapping)
    return session


def span_of(session) -> tuple[str, str] | None:
    """Start and end on Berlin's clocks."""
    if session.starts_at is None:
        return None
    start, end = session.starts_at.astimezone(BERLIN), session.ends_at.astimezone(BERLIN)
    return f"{start:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}"


def wall(hour: int, minute: int) -> datetime:
    return datetime.combine(date(2020, 10, 29), time(hour, minute))


def refusal_of(data: bytes, format: str = "", **mapping) -> tuple[str, str]:
    with pytest.raises(Unacceptable) as refused:
        read(data, Context(zone=BERLIN, mapping=mapping), format=format)
    return refused.value.place, refused.value.reason


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
        "Say which one it is: --map title=COLUMN."
    )


def test_table_is_read_once_its_title_is_mapped():
    data = b"Fri,Who,Was\nx,Ada,Talk\ny,Bob,Other talk\n"

    assert [session.title for session in sessions_in(data, title=["Was"])] == ["Talk", "Other talk"]


def test_private_columns_are_not_read_unless_mapped():
    table = "Title,E-mail,Speaker bio,Access link,Internal description\nOne,a@example.org,Hm,https://x.example/1,No\n"

    session = session_in(table)

    assert (session.people, session.abstract, session.access_url) == (None, None, None)
    assert session_in(table, access_url=["Access link"]).access_url == "https://x.example/1"


def test_header_and_guesses_are_told_for_csv_and_xlsx():
    rows = [["Title", "", " Start "], ["One", "x", "10:00"]]
    csv = b"Title,, Start \nOne,x,10:00\n"

    assert tables.header_of(csv) == tables.header_of(workbook(rows)) == ["Title", "Start"]
    assert tables.guessed(["Title", "Start"]) == {"title": "Title", "start": "Start"}


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


# Spreadsheets


def test_spreadsheet_has_dates_times_and_numbers():
    rows = [
        ["Title", "Date", "Start", "End", "Seats"],
        ["One", date(2020, 10, 29), time(10, 0), time(10, 30), 30],
        ["Two", wall(11, 0), wall(11, 0), timedelta(hours=12), 30.0],
        ["Three", 44133, 0.5, 0.75, "30"],
    ]

    one, two, three = sessions_in(workbook(rows))

    assert span_of(one) == ("2020-10-29 10:00", "2020-10-29 10:30")
    assert span_of(two) == ("2020-10-29 11:00", "2020-10-29 12:00")
    assert span_of(three) == ("2020-10-29 12:00", "2020-10-29 18:00")
    assert [session.capacity for session in (one, two, three)] == [30, 30, 30]


def test_spreadsheet_of_1904_has_its_dates_from_there():
    book = Workbook()
    book.epoch = MAC_EPOCH
    book.active.append(["Title", "Start"])
    book.active.append(["One", wall(10, 0)])

    assert span_of(session_in(saved(book)))[0] == "2020-10-29 10:00"


def test_header_may_stand_below_others_and_number_what_they_name():
    rows = [
        ["Conference", None, "Vortragende", None],
        ["Titel", "Ort", 1, 2],
        ["Eins", "Saal", "Ada, Bees", "Bob"],
    ]

    session = session_in(workbook(rows))

    assert (session.title, session.room) == ("Eins", "Saal")
    assert [(each.person.name, each.person.position) for each in session.people] == [("Ada", "Bees"), ("Bob", None)]


def test_hidden_sheets_are_not_read():
    book = Workbook()
    book.active.title = "Internal"
    book.active.append(["Title", "Start"])
    book.active.append(["Secret", None])
    book.active.sheet_state = "hidden"
    sheet = book.create_sheet("Public")
    sheet.append(["Title", "Start"])
    sheet.append(["One", None])

    assert [session.title for session in sessions_in(saved(book))] == ["One"]


def test_formula_has_the_result_that_was_stored_with_it_or_a_notice():
    rows = [["Title", "Room"], ["One", '="Ha"&"ll"'], ["=1/0", "Hall"], ["Two", "Hall"]]
    stored = with_parts(
        workbook(rows),
        {
            SHEET: lambda xml: xml.replace(
                b'<c r="B2"><f>"Ha"&amp;"ll"</f><v></v></c>', b'<c r="B2" t="str"><f>"Ha"</f><v>Hall</v></c>'
            )
        },
    )

    schedule = read(stored, Context(zone=BERLIN))

    assert [(session.title, session.room) for session in schedule.sessions] == [("One", "Hall"), ("Two", "Hall")]
    notice = "The cell has a formula without its result; it is taken as empty."
    assert Notice("row 3, column A", notice) in schedule.notices


def test_error_in_a_cell_is_empty_with_a_notice():
    rows = [["Title", "Room"], ["One", "#N/A"]]

    schedule = read(workbook(rows), Context(zone=BERLIN))

    assert schedule.sessions[0].room == ""
    assert Notice("row 2, column B", "The cell shows the error #N/A; it is taken as empty.") in schedule.notices


def test_texts_are_read_in_every_way_that_they_can_be_written():
    xml = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>Title</t></is></c><c t="inlineStr"><is><t>Room</t></is></c></row>'
        b'<row r="5"><c r="A5" t="inlineStr"><is><r><t>O</t></r><rPh><t>x</t></rPh><r><t>ne_x000A_two</t></r></is></c>'
        b'<c r="B5" t="b"><v>1</v></c><c r="D5" t="d"><v>2020-10-29</v></c></row></sheetData></worksheet>'
    )

    session = session_in(with_parts(workbook([["x"]]), {SHEET: xml}))

    assert (session.title, session.room, session.place) == ("One two", "TRUE", "row 5")


# What is refused, and how little of it is read before


def rows_of(content: bytes) -> bytes:
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return head + b"<sheetData>" + content + b"</sheetData></worksheet>"


def cell(text: bytes) -> bytes:
    return b'<c t="inlineStr"><is><t>' + text + b"</t></is></c>"


ROW = b"<row>" + cell(b"Title") + cell(b"Room") + b"</row>"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (ROW * 20_001, "The spreadsheet has more than 20,000 rows, the most that are read."),
        (b"<row>" + cell(b"x") * 201 + b"</row>", "The table has more than 200 columns, the most that are read."),
        (
            b"<row><c r='XFD1' t='str'><v>x</v></c></row>",
            "The table has more than 200 columns, the most that are read.",
        ),
        (
            b"<row>" + cell(b"a" * 64_001) + b"</row>",
            "A cell has more than 64,000 characters, the most that are read.",
        ),
        (
            (b"<row>" + cell(b"a" * 64_000) + b"</row>") * 157,
            "The cells have more than 10 MB of text together.",
        ),
        (b"<row>" + b"<c/>" * 3_000_001, "The spreadsheet has more than 3,000,000 cells and other elements."),
    ],
    ids=["rows", "columns", "far column", "long cell", "text", "empty cells"],
)
def test_spreadsheet_of_too_much_is_refused(content, reason):
    bomb = with_parts(workbook([["x"]]), {SHEET: rows_of(content)})

    assert len(bomb) < 200_000
    assert refusal_of(bomb)[1] == reason


def test_spreadsheet_that_claims_to_be_vast_is_read_as_what_it_is():
    vast = b'<dimension ref="A1:XFD1048576"/><sheetData>' + ROW + b'<row r="1048576">' + cell(b"One") + b"</row>"
    xml = rows_of(b"").replace(b"<sheetData>", vast)

    assert [session.title for session in sessions_in(with_parts(workbook([["x"]]), {SHEET: xml}))] == ["One"]


def test_strings_that_all_cells_share_count_each_time():
    cells = b'<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>' * 100
    strings = b"<sst><si><t>" + b"a" * 63_000 + b"</t></si></sst>"
    book = with_strings(with_parts(workbook([["x"]]), {SHEET: rows_of(cells)}), strings)

    assert refusal_of(book)[1] == "The cells have more than 10 MB of text together."


def test_archive_that_unpacks_to_too_much_is_refused_unread():
    bomb = with_parts(workbook([["x"]]), {f"xl/media/{number}": bytes(10_000_000) for number in range(6)})

    assert len(bomb) < 100_000
    assert refusal_of(bomb)[1] == "The spreadsheet has more than 50 MB when unpacked, the most that is read."


def test_archive_that_lies_about_its_sizes_is_refused():
    content = rows_of(ROW * 1000)
    bomb = bytearray(with_parts(workbook([["x"]]), {SHEET: content}))
    at = bomb.rindex(SHEET.encode()) - 46 + 24  # its size in the archive's directory
    bomb[at : at + 4] = (len(content) // 2).to_bytes(4, "little")

    assert refusal_of(bytes(bomb))[1] == "This spreadsheet is damaged."


def test_archive_of_many_members_is_refused():
    bomb = with_parts(workbook([["x"]]), {f"xl/media/{number}": b"" for number in range(201)})

    assert refusal_of(bomb)[1] == "The spreadsheet has more than 200 parts, the most that are read."


def test_workbook_of_many_sheets_is_refused():
    sheets = b'<sheet name="x" r:id="rId1"/>' * 51

    def change(xml: bytes) -> bytes:
        start, end = xml.index(b"<sheets>") + 8, xml.index(b"</sheets>")
        return xml[:start] + sheets.replace(b"r:id", b'xmlns:r="r" r:id') + xml[end:]

    book = with_parts(workbook([["Title", "Room"]]), {"xl/workbook.xml": change})

    assert refusal_of(book)[1] == "The spreadsheet has more than 50 sheets, the most that are read."


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"])
def test_entities_are_refused_in_every_part(part):
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'

    def change(xml: bytes) -> bytes:
        return declared + xml[xml.index(b"?>") + 2 if xml.startswith(b"<?xml") else 0 :]

    plain = with_strings(workbook([["Title", "Room"], ["One", "Hall"]]), b"<sst/>")
    book = with_parts(plain, {part: change})

    assert refusal_of(book) == (part, "The spreadsheet's XML has a document type declaration.")


def test_links_to_other_files_are_not_followed():
    rels = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="x/worksheet" TargetMode="External" Target="https://example.org/sheet1.xml"/></Relationships>'
    )

    book = with_parts(workbook([["Title", "Room"], ["One", "Hall"]]), {"xl/_rels/workbook.xml.rels": rels})

    assert refusal_of(book, "xlsx")[1].startswith("No column has a name that titles have.")


def test_other_archives_and_broken_ones_are_refused():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("a.txt", "a")
    book = workbook([["Title", "Room"]])

    assert refusal_of(archive.getvalue())[1].startswith("This is an archive, but no spreadsheet.")
    assert refusal_of(archive.getvalue(), "xlsx")[1].startswith("This")
    assert refusal_of(book[:-30], "xlsx")[1]


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
