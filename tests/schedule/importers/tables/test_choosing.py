import pytest

from schedule.importers.tables.choosing import Column, columns_in
from schedule.importers.tables.own import COLUMNS
from tests.schedule.importers.tables.workbooks import workbook

ROWS = [["Title", "", " Start ", "Was noch"], ["One", "x", "10:00", ""], ["Two", "", "11:00", "y"]]


@pytest.mark.parametrize(
    "data", [workbook(ROWS), b"Title,, Start ,Was noch\nOne,x,10:00,\nTwo,,11:00,y\n"], ids=["xlsx", "csv"]
)
def test_columns_are_told_with_what_they_seem_to_hold(data):
    assert columns_in(data) == [
        Column("Title", "title", ("One", "Two")),
        Column("Start", "start", ("10:00", "11:00")),
        Column("Was noch", "", ("y",)),
    ]


@pytest.mark.parametrize("data", [b"", b"<schedule/>", b'{"a": 1}', b"BEGIN:VCALENDAR\r\n", b"PK\x03\x04", b"\0" * 99])
def test_what_is_no_table_has_no_columns(data):
    assert columns_in(data) == []


def test_a_table_of_our_own_speaks_for_itself():
    assert columns_in(",".join(COLUMNS).encode() + b"\n") == []
