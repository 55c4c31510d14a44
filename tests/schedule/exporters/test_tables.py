import csv
import io
import zipfile
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from openpyxl import load_workbook

from schedule.exporters.programme import Appearance, Link, Person, Tag, Track
from schedule.exporters.tables import COLUMNS, cell, programme_csv, programme_xlsx, wall_time
from tests.schedule.exporters.programmes import ANN, START, guid, make_programme, make_session, programmes

BEE = Person(guid(5), "Bo Bee", "", "", "", "", (Link("Blog", "https://example.org/bo"), Link("Soon", "")))


def rows_of_csv(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def rows_of_xlsx(data, sheet="Sessions"):
    rows = load_workbook(io.BytesIO(data))[sheet].iter_rows()
    return [[each.value or "" for each in row] for row in rows]


def row_of(session, **fields):
    header, row = rows_of_csv(programme_csv(make_programme(session, **fields)))
    return dict(zip(header, row, strict=True))


def test_csv_has_a_row_for_each_session_with_all_that_it_has():
    session = make_session(
        tags=(Tag("Level", "Any"), Tag("", "new"), Tag("", "a: b")),
        people=(Appearance(ANN, "speaker"), Appearance(BEE, "moderator")),
        capacity=30,
        attachments=(Link("Slides", "https://example.org/a.pdf"), Link("Video", "")),
        recording="https://media.example/1",
        access_url="https://meet.example/1",
    )

    row = row_of(session)

    assert row == {
        "Number": "7",
        "Guid": session.guid,
        "Slug": "kernels",
        "Title": "Kernels",
        "Kind": "talk",
        "Status": "published",
        "Start": "2020-10-29 10:00",
        "End": "2020-10-29 10:30",
        "Time zone": "Europe/Dublin",
        "Room": "Hall",
        "Track": "KVM Forum",
        "Subtrack": "KVM",
        "Tags (one per line)": ": a: b\nLevel: Any\nnew",
        "Speakers (one per line)": "Ann Bee\nBo Bee",
        "Roles (one per line)": "speaker\nmoderator",
        "Companies (one per line)": "Bees & Co\n",
        "Positions (one per line)": "Engineer\n",
        "Speaker guids (one per line)": f"{ANN.guid}\n{BEE.guid}",
        "Language": "en",
        "Capacity": "30",
        "Abstract": "Of *kernels*.",
        "Attachments (one per line)": "Slides <https://example.org/a.pdf>\nVideo",
        "Recording": "https://media.example/1",
        "Access link": "https://meet.example/1",
    }


def test_csv_has_what_neither_time_nor_room_nor_track_have_as_empty_cells():
    fields = {"starts_at": None, "ends_at": None, "room": None, "track": None, "people": (), "status": "cancelled"}

    row = row_of(make_session(**fields))

    empty = [name for name, value in row.items() if not value]
    assert (row["Title"], row["Status"]) == ("Kernels", "cancelled")
    assert {"Start", "End", "Room", "Track", "Subtrack", "Speakers (one per line)", "Capacity"} <= set(empty)


def test_csv_has_a_track_without_parent_alone():
    row = row_of(make_session(track=Track("KVM", "kvm", "")))

    assert (row["Track"], row["Subtrack"]) == ("KVM", "")


def test_csv_is_what_spreadsheets_expect():
    data = programme_csv(make_programme(make_session(title='A "quoted", title', abstract="One\n\ntwo")))

    assert data.startswith(b"\xef\xbb\xbfNumber,Guid,Slug,")
    assert b'"A ""quoted"", title"' in data
    assert b'"One\n\ntwo"' in data
    assert data.count(b"\r\n") == 2


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "'"])
def test_cells_never_begin_like_a_formula(sign):
    assert cell(f"{sign}1+1") == f"'{sign}1+1"
    assert cell(f"1{sign}1") == f"1{sign}1"


@pytest.mark.parametrize(
    ("at", "zone", "text"),
    [
        (START, "Europe/Dublin", "2020-10-29 10:00"),
        (START + timedelta(seconds=5), "Asia/Kathmandu", "2020-10-29 15:45:05"),
        (datetime(2020, 10, 25, 0, 30, tzinfo=UTC), "Europe/Dublin", "2020-10-25 01:30+01:00"),
        (datetime(2020, 10, 25, 1, 30, 9, tzinfo=UTC), "Europe/Dublin", "2020-10-25 01:30:09+00:00"),
        (datetime(2020, 11, 1, 5, 0, tzinfo=UTC), "America/St_Johns", "2020-11-01 01:30-03:30"),
        (datetime(2020, 3, 29, 0, 59, tzinfo=UTC), "Europe/Dublin", "2020-03-29 00:59"),
        (None, "Europe/Dublin", ""),
    ],
)
def test_times_are_on_the_events_clocks_with_the_offset_where_those_do_not_tell(at, zone, text):
    assert wall_time(at, ZoneInfo(zone)) == text


@given(programmes())
def test_xlsx_holds_the_same_as_csv_and_no_formula(programme):
    data = programme_xlsx(programme)

    book = load_workbook(io.BytesIO(data))
    assert {each.data_type for sheet in book for row in sheet.iter_rows() for each in row} <= {"s", "n"}
    numbers = [each for sheet in book for row in sheet.iter_rows() for each in row if each.data_type == "n"]
    assert [each.value for each in numbers if each.value is not None] == []
    wanted = [
        [value.replace("\ufffe", "").replace("\uffff", "") for value in row]
        for row in rows_of_csv(programme_csv(programme))
    ]
    assert rows_of_xlsx(data) == wanted


def test_xlsx_has_the_people_and_the_event_beside_the_sessions():
    people = (Appearance(ANN, "speaker"), Appearance(BEE, "speaker"))
    sessions = make_session(people=people), make_session(number=8, guid=guid(9), people=people)

    data = programme_xlsx(make_programme(*sessions))

    assert rows_of_xlsx(data)[0] == list(COLUMNS)
    assert rows_of_xlsx(data, "Speakers") == [
        ["Guid", "Name", "Position", "Company", "Bio", "Links (one per line)"],
        [ANN.guid, "Ann Bee", "Engineer", "Bees & Co", "*Ann*", "Photo <https://example.org/ann.png>"],
        [BEE.guid, "Bo Bee", "", "", "", "Blog <https://example.org/bo>\nSoon"],
    ]
    assert rows_of_xlsx(data, "Event") == [
        ["Field", "Value"],
        ["Name", "KVM Forum"],
        ["Tagline", "Kernels"],
        ["Guid", guid(4)],
        ["Time zone", "Europe/Dublin"],
        ["First day", "2020-10-29"],
        ["Last day", "2020-10-29"],
        ["Day starts at", "04:00"],
        ["Venue", "RDS"],
        ["Address", "Dublin"],
        ["Website", "https://example.org/"],
        ["Accent", "#00857c"],
    ]


def test_xlsx_takes_an_error_value_for_the_title_that_it_is():
    data = programme_xlsx(make_programme(make_session(title="#N/A", abstract="12")))

    sheet = load_workbook(io.BytesIO(data))["Sessions"]
    assert (sheet["D2"].value, sheet["D2"].data_type) == ("#N/A", "s")
    assert (sheet["U2"].value, sheet["U2"].data_type) == ("12", "s")


def test_xlsx_of_the_same_programme_is_the_same_bytes_at_any_time():
    programme = make_programme(make_session())

    data = programme_xlsx(programme)

    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert {member.date_time for member in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert book.read("docProps/core.xml").count(b"2000-01-01T00:00:00Z") == 2
