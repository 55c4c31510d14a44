"""What a cell of a table says: CSV has texts only, a spreadsheet also numbers, dates, times and durations."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from schedule.importers import times
from schedule.importers.times import DAY, Order

Cell = str | int | float | date | time | timedelta  # a datetime is a date as well

MAX_ROWS = 20_000
MAX_COLUMNS = 200

# Spreadsheets count days from here; what is far from our time is some other number.
_FIRST_DAY = date(1899, 12, 30)
_SERIALS = range(25_569, 80_000)  # 1970 to 2119
_HOUR_WORD = re.compile(r"(?<=\d)\s*(?:uhr|h)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """One line of a table, with where it stands: "line 12", "row 3"."""

    place: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Sheet:
    """One table of a file; CSV has a single one without a name."""

    name: str
    rows: Sequence[Row]


def text_in(cell: Cell) -> str:
    """The cell as somebody would have typed it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(cell // timedelta(seconds=1), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def date_in(cell: Cell, order: Order = "month") -> date | None:
    if isinstance(cell, date):
        on = cell.date() if isinstance(cell, datetime) else cell
        return on if on.year in times.YEARS else None
    if isinstance(cell, int | float) and int(_finite(cell)) in _SERIALS:
        return _FIRST_DAY + timedelta(days=int(cell))
    return times.date_of(text_in(cell), order)


def clock_in(cell: Cell) -> timedelta | None:
    """The time of day, since midnight. A date alone has none."""
    if isinstance(cell, datetime | time):
        at = cell.time() if isinstance(cell, datetime) else cell
        return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
    if isinstance(cell, date):
        return None
    if isinstance(cell, timedelta):
        return cell if timedelta() <= cell <= DAY else None
    if isinstance(cell, float):
        days, part = divmod(_finite(cell), 1)
        if days == 0 or (int(days) in _SERIALS and part):
            return _rounded(part)
    return times.clock_of(_HOUR_WORD.sub("", times.without_date(text_in(cell))))


def duration_in(cell: Cell) -> timedelta | None:
    """How long; a number is in minutes, or a part of a day as spreadsheets keep a time."""
    if isinstance(cell, timedelta):
        return cell if timedelta() <= cell <= 31 * DAY else None
    if isinstance(cell, time):
        return clock_in(cell)
    if isinstance(cell, float) and 0 < cell < 1:
        return _rounded(cell)
    if isinstance(cell, date):
        return None
    return times.duration_of(cell if isinstance(cell, int | float) else text_in(cell))


def _finite(number: float) -> float:
    return number if abs(number) < 1e9 else -1.0


def _rounded(part: float) -> timedelta:
    """A part of a day, to the second: 0.4375 is half past ten, though no float says it exactly."""
    return timedelta(seconds=round(part * DAY.total_seconds()))
