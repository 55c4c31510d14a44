"""The rows of a table in text (CSV, RFC 4180, or with semicolons, tabs or bars), with every cap enforced."""

import csv
import io
import re
from itertools import islice

from schedule.importers.files import MAX_TEXT, text_of
from schedule.importers.records import Unacceptable
from schedule.importers.tables.cells import MAX_COLUMNS, MAX_ROWS, Row, Sheet

_DELIMITERS = (",", ";", "\t", "|")
# What the header and the lines above it may take up; the rest does not say how lines are split.
_HEAD = 20_000
_GLIMPSE = 200_000
_HEAD_ROWS = 10
# Excel is told by a first line of its own.
_TOLD = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)


def sheet_in(data: bytes, *, first: int | None = None) -> Sheet:
    """The rows that are not blank, each with the line that it begins in. `first` stops after so many of them."""
    text = text_of(data)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Unacceptable("This is no text: it has NUL characters.", f"line {line}")
    return Sheet("", _rows(text, first))


def glimpse(data: bytes, first: int) -> Sheet:
    """The first rows in whatever encoding, to tell a table from another text before it is read or refused."""
    head = data[:_GLIMPSE]
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return Sheet("", _rows(head.decode("utf-16" if is_wide else "utf-8-sig", errors="replace"), first))


def _rows(text: str, first: int | None) -> list[Row]:
    told = _TOLD.match(text)
    delimiter = told[1] if told else _delimiter_of(text)
    reader = csv.reader(io.StringIO(text[told.end() if told else 0 :], newline=""), delimiter=delimiter)
    rows: list[Row] = []
    line = 2 if told else 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                _refuse_larger(cells, line)
                rows.append(Row(f"line {line}", cells))
                if len(rows) == first:
                    break
                if len(rows) > MAX_ROWS:
                    raise Unacceptable(f"The table has more than {MAX_ROWS:,} rows, the most that are read.")
            line = reader.line_num + (2 if told else 1)
    except csv.Error as error:  # a text without end, above all
        raise Unacceptable(f"This table cannot be read: {error}.", f"line {line}") from error
    return rows


def _refuse_larger(cells: list[str], line: int) -> None:
    if len(cells) > MAX_COLUMNS:
        raise Unacceptable(f"The table has more than {MAX_COLUMNS} columns, the most that are read.", f"line {line}")
    if any(len(cell) > MAX_TEXT for cell in cells):
        raise Unacceptable(f"A cell has more than {MAX_TEXT:,} characters, the most that are read.", f"line {line}")


def _delimiter_of(text: str) -> str:
    """The sign that splits the first rows into the most cells, so that most of them agree on how many."""
    head = text[:_HEAD]
    if len(text) > _HEAD:
        head = head[: head.rfind("\n") + 1] or head
    return max(_DELIMITERS, key=lambda delimiter: _worth(head, delimiter))


def _worth(head: str, delimiter: str) -> int:
    try:
        rows = list(islice(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), _HEAD_ROWS))
    except csv.Error:
        return 0
    widths = [len(row) for row in rows if any(row)]
    return max(((width - 1) * widths.count(width) for width in widths), default=0)
