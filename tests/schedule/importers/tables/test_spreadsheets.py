"""Spreadsheets: what their cells say, and what is refused before it does harm."""

import io
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import MAC_EPOCH

from schedule.importers.formats import read
from schedule.importers.records import Context, Notice
from tests.schedule.importers.tables.made import BERLIN, refusal_of, session_in, sessions_in, span_of
from tests.schedule.importers.tables.workbooks import SHEET, saved, with_parts, with_strings, workbook


def wall(hour: int, minute: int) -> datetime:
    return datetime.combine(date(2020, 10, 29), time(hour, minute))


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
        (b"<row>" + b"<c/>" * 2_000_001, "The spreadsheet has more than 2,000,000 cells and other elements."),
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
