"""A table out of CSV or a spreadsheet: where its header is, which column is which field, and its rows below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from schedule.importers.records import Notices
from schedule.importers.tables import csv_rows, xlsx_parts, xlsx_rows
from schedule.importers.tables.cells import Cell, Row, Sheet, text_in
from schedule.importers.tables.columns import guessed_in, has_names

# Below what an organiser may have written above the header.
HEADER_ROWS = 10


@dataclass(frozen=True)
class Grid:
    """A header and what stands below it. `columns` has, for a field, where it is taken from."""

    header: tuple[str, ...]
    rows: Sequence[Row]
    columns: Mapping[str, tuple[int, ...]]

    def has(self, field: str) -> bool:
        return field in self.columns

    def cells(self, row: Row, field: str) -> list[Cell]:
        """What the field's columns hold, blank ones left out."""
        found = (row.cells[at] for at in self.columns.get(field, ()) if at < len(row.cells))
        return [cell for cell in found if not isinstance(cell, str) or cell.strip()]

    def cell(self, row: Row, field: str) -> Cell:
        return next(iter(self.cells(row, field)), "")

    def texts(self, row: Row, field: str) -> list[str]:
        return [text_in(cell).strip() for cell in self.cells(row, field)]

    def text(self, row: Row, field: str) -> str:
        return next(iter(self.texts(row, field)), "")

    def said(self, row: Row, field: str) -> str | None:
        """The text, "" where the cell is blank, None where the table has no such column."""
        return self.text(row, field) if self.has(field) else None

    def name_of(self, field: str) -> str:
        """What the field's first column is called."""
        return self.header[self.columns[field][0]].strip() if self.has(field) else field


def sheets_of(data: bytes, notices: Notices, *, first: int | None = None) -> list[Sheet]:
    """The tables of a file. `first` stops after so many rows of each, to look at their headers only."""
    if xlsx_parts.is_workbook(data):
        return xlsx_rows.sheets_in(data, notices, first=first)
    return [csv_rows.sheet_in(data, first=first)]


def head_of(data: bytes) -> list[Sheet]:
    """The first rows of each table, enough to find its header."""
    return sheets_of(data, Notices(), first=HEADER_ROWS)


def grid_in(sheets: Sequence[Sheet], wanted: Sequence[str] = ()) -> Grid:
    """The first table whose header has the wanted names; else a title among others; else several names at all."""
    found = [candidate for sheet in sheets for candidate in _candidates(sheet)]
    for is_header in (
        lambda grid, is_first: bool(wanted) and has_names(grid.header, wanted),
        # A lone "Talk" further down is a cell rather than a column's name.
        lambda grid, is_first: grid.has("title") and (is_first or len(grid.columns) > 1),
        lambda grid, is_first: True,
    ):
        for grid, is_first, rows in found:
            if is_header(grid, is_first):
                return replace(grid, rows=[row for row in rows[1:] if row.cells != rows[0].cells])
    return Grid((), (), {})


def _candidates(sheet: Sheet) -> list[tuple[Grid, bool, Sequence[Row]]]:
    """What each of the first rows would be as a header, whether it is the first of several cells, and the rows on."""
    found: list[tuple[Grid, bool, Sequence[Row]]] = []
    for at in range(min(HEADER_ROWS, len(sheet.rows))):
        header = _header(sheet.rows, at)
        if len([name for name in header if name.strip()]) > 1:
            found.append((Grid(header, (), guessed_in(header)), not found, sheet.rows[at:]))
    return found


def _header(rows: Sequence[Row], at: int) -> tuple[str, ...]:
    """The names in this row. A bare number takes the name that stands above it, or above and to its left."""
    above = rows[at - 1].cells if at else ()
    header: list[str] = []
    name = ""
    for column, cell in enumerate(rows[at].cells):
        if column < len(above):
            name = text_in(above[column]).strip() or name
        own = text_in(cell)
        header.append(f"{name} {own}" if name and own.strip().isdecimal() else own)
    return tuple(header)
