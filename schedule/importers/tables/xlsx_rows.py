"""The rows of a spreadsheet's visible sheets (ECMA-376 part 1, 18.3): texts, numbers, dates and times."""

import math
import re
from contextlib import suppress
from datetime import date, datetime, time, timedelta

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.cell import get_column_letter
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from schedule.importers.files import MAX_BYTES, MAX_TEXT
from schedule.importers.records import Notices, Unacceptable
from schedule.importers.tables.cells import MAX_COLUMNS, MAX_ROWS, Cell, Row, Sheet
from schedule.importers.tables.xlsx_parts import Parts, opened
from schedule.importers.times import DAY

_TOO_LONG = f"A cell has more than {MAX_TEXT:,} characters, the most that are read."
# How spreadsheets write control characters, and what only looks like that (ST_Xstring, part 1, 22.9.2.19).
_ESCAPED = re.compile(r"_x(000[0-9A-Fa-f])_|_x005F_(?=x[0-9A-Fa-f]{4}_)")
_REFERENCE = re.compile(r"([A-Z]{1,3})\d{1,7}")
_TIME_SIGNS = re.compile(r"[hs]", re.IGNORECASE)


def sheets_in(data: bytes, notices: Notices, *, first: int | None = None) -> list[Sheet]:
    """The visible sheets in their order, blank rows left out. `first` stops after so many rows of each."""
    with opened(data) as parts:
        book = _Book(parts, notices, first)
        return [Sheet(name, book.rows_of(part)) for name, part in parts.sheets]


class _Enough(Exception):
    """As many rows as were asked for."""


class _Book:
    """What all sheets share: the strings, the number formats, and how much there may be of everything."""

    def __init__(self, parts: Parts, notices: Notices, first: int | None):
        self.parts = parts
        self.notices = notices
        self.first = first
        self.characters = self.rows = 0
        self.epoch = MAC_EPOCH if parts.is_1904 else WINDOWS_EPOCH
        self.strings = self._strings(parts.named("sharedStrings"))
        self.formats = self._formats(parts.named("styles"))

    def rows_of(self, part: str) -> list[Row]:
        rows = _Rows(self)
        with suppress(_Enough):
            self.parts.walk(part, rows.start, rows.end, rows.text.data)
        return rows.found

    def _strings(self, part: str) -> list[str]:
        found: list[str] = []
        text = _Text()

        def end(tag: str) -> None:
            text.end(tag)
            if tag == "si":
                found.append(text.taken(f"shared string {len(found) + 1}"))

        if part:
            self.parts.walk(part, lambda tag, _: text.start(tag), end, text.data)
        return found

    def _formats(self, part: str) -> list[str]:
        """The number format of each style that a cell can have."""
        codes: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
        found: list[str] = []
        is_in_cells = False

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal is_in_cells
            if tag == "numFmt":
                codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:255]
            elif tag == "xf" and is_in_cells:
                found.append(codes.get(attributes.get("numFmtId", ""), ""))
            elif tag in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
                is_in_cells = tag == "cellXfs"

        if part:
            self.parts.walk(part, start)
        return found


class _Text:
    """Collects what stands in <t> and <v>, which rich text has several of; how a word is read aloud is left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.length = 0
        self.is_open = self.is_aside = False

    def start(self, tag: str) -> None:
        self.is_aside = self.is_aside or tag == "rPh"
        self.is_open = tag in ("t", "v") and not self.is_aside

    def end(self, tag: str) -> None:
        self.is_open = False
        self.is_aside = self.is_aside and tag != "rPh"

    def data(self, text: str) -> None:
        if self.is_open and self.length <= MAX_TEXT:
            self.found.append(text)
            self.length += len(text)

    def taken(self, place: str = "") -> str:
        """All of it; what follows is another text."""
        if self.length > MAX_TEXT:
            raise Unacceptable(_TOO_LONG, place)
        text = "".join(self.found)
        self.found, self.length = [], 0
        return _ESCAPED.sub(lambda sign: chr(int(sign[1], 16)) if sign[1] else "_", text) if "_x" in text else text


class _Rows:
    """Puts the cells of one sheet into rows."""

    def __init__(self, book: _Book):
        self.book = book
        self.found: list[Row] = []
        self.text = _Text()
        self.cells: dict[int, Cell] = {}
        self.number = self.column = 0
        self.kind = self.style = ""
        self.is_formula = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            said = attributes.get("r", "")
            self.number = int(said) if said.isdecimal() and len(said) <= 7 else self.number + 1
            self.cells, self.column = {}, 0
        elif tag == "c":
            match = _REFERENCE.fullmatch(attributes.get("r", ""))
            self.column = _column(match[1]) if match else self.column + 1
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
            self.is_formula = False
        elif tag == "f":
            self.is_formula = True
        self.text.start(tag)

    def end(self, tag: str) -> None:
        self.text.end(tag)
        if tag == "c":
            said = self.text.taken(f"row {self.number}")
            if said or self.is_formula:
                self._end_cell(said)
        elif tag == "row" and self.cells:
            self._end_row()

    def _end_row(self) -> None:
        self.book.rows += 1
        if self.book.rows > MAX_ROWS:
            raise Unacceptable(f"The spreadsheet has more than {MAX_ROWS:,} rows, the most that are read.")
        width = max(self.cells)
        self.found.append(Row(f"row {self.number}", [self.cells.get(at, "") for at in range(1, width + 1)]))
        if len(self.found) == self.book.first:
            raise _Enough

    def _end_cell(self, said: str) -> None:
        if not said:
            self._warn("The cell has a formula without its result; it is taken as empty.")
        value = self._value(said)
        if value == "":
            return
        if self.column > MAX_COLUMNS:
            raise Unacceptable(
                f"The table has more than {MAX_COLUMNS} columns, the most that are read.", f"row {self.number}"
            )
        self.book.characters += len(value) if isinstance(value, str) else 8
        if self.book.characters > MAX_BYTES:
            raise Unacceptable(
                f"The cells have more than {MAX_BYTES // 1_000_000} MB of text together.", f"row {self.number}"
            )
        self.cells[self.column] = value

    def _value(self, said: str) -> Cell:
        if self.kind == "s":
            return self._named(self.book.strings, said)
        if self.kind == "b":
            return "TRUE" if said == "1" else "FALSE"
        if self.kind == "e":
            self._warn(f"The cell shows the error {said[:20]}; it is taken as empty.")
            return ""
        if self.kind == "n":
            return self._number(said)
        return _iso(said) if self.kind == "d" else said

    def _number(self, said: str) -> Cell:
        try:
            number = float(said)
        except ValueError:
            return said
        if not math.isfinite(number) or abs(number) > 1e15:
            return said
        code = self._named(self.book.formats, self.style)
        if is_date_format(code) and 0 <= number < 3_000_000:
            return self._moment(timedelta(seconds=round(number * DAY.total_seconds())), code)
        return int(number) if number.is_integer() else number

    def _moment(self, since: timedelta, code: str) -> Cell:
        """A date, a time or both; what a format with "[h]" shows may be longer than a day."""
        if is_timedelta_format(code):
            return since
        try:
            found = self.book.epoch + since
        except OverflowError:
            return ""
        if since < DAY:
            return found.time()
        return found if found.time() != time() or _TIME_SIGNS.search(code) else found.date()

    def _warn(self, text: str) -> None:
        column = get_column_letter(self.column) if 0 < self.column <= 18_278 else "?"
        self.book.notices.add(f"row {self.number}, column {column}", text)

    @staticmethod
    def _named(texts: list[str], number: str) -> str:
        at = int(number) if number.isdecimal() and len(number) <= 9 else len(texts)
        return texts[at] if at < len(texts) else ""


def _iso(said: str) -> Cell:
    for kind in (date, time, datetime):
        with suppress(ValueError):
            return kind.fromisoformat(said.removesuffix("Z"))
    return said


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
