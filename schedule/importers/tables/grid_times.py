"""When the rows of a table begin and end: date and time together or in columns of their own, ends or durations."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo

from schedule.importers import times
from schedule.importers.records import Context, Session, ZoneNeeded
from schedule.importers.tables.cells import Cell, Row, clock_in, date_in, duration_in, text_in
from schedule.importers.tables.grids import Grid
from schedule.importers.times import DAY

Moments = tuple[datetime | None, datetime | None]

# What organisers write where there is no time yet.
_OPEN = re.compile(r"(?:\W*|tb[acd]|n/?a|none|null|open|offen|unbekannt|unscheduled)\.?", re.IGNORECASE)
_RANGE = re.compile(r"\s*[-–—]\s*|\s+(?:to|until|bis)\s+", re.IGNORECASE)


class GridTimes:
    """Reads the times of a grid's rows, from the first to the last: a blank date is the one above it."""

    def __init__(self, grid: Grid, context: Context, *, zone: tzinfo | None):
        self.grid = grid
        self.context = context
        self.zone = zone
        columns = ("date", "start", "end_date", "end")
        self.order = times.order_of([text_in(grid.cell(row, field)) for row in grid.rows for field in columns])
        self.last_date: date | None = None

    def of(self, row: Row) -> Moments:
        start = self.grid.cell(row, "start")
        if (at := _aware(start)) is not None:
            return at, self._end(row, at, at, at.tzinfo)
        on, clock = self._date(row, start), self._clock(row, start)
        if on is None or clock is None:
            self._warn(row, start, on, clock)
            return None, None
        if self.zone is None:
            raise ZoneNeeded
        wall = times.wall_time(on, clock)
        starts_at = times.in_utc(wall, self.zone)
        return starts_at, self._end(row, wall, starts_at, self.zone)

    def _date(self, row: Row, start: Cell) -> date | None:
        given = self.grid.cell(row, "date")
        found = date_in(start, self.order) or date_in(given, self.order)
        if found is None and text_in(given).strip():
            return None
        self.last_date = found or self.last_date
        return self.last_date

    def _clock(self, row: Row, start: Cell) -> timedelta | None:
        return clock_in(start if self.grid.has("start") else self.grid.cell(row, "date"))

    def _end(self, row: Row, wall: datetime, starts_at: datetime, zone: tzinfo | None) -> datetime | None:
        """The end, or what the duration makes of it where there is none or it comes before the start."""
        found = self._said_end(row, wall, zone)
        if found is None or found < starts_at:
            duration = duration_in(self.grid.cell(row, "duration"))
            return starts_at + duration if duration else found
        return found

    def _said_end(self, row: Row, wall: datetime, zone: tzinfo | None) -> datetime | None:
        cell = self.grid.cell(row, "end")
        if (at := _aware(cell)) is not None:
            return at
        clock = clock_in(cell) if text_in(cell).strip() else self._second_clock(row)
        if clock is None or zone is None:
            return None
        on = date_in(cell, self.order) or date_in(self.grid.cell(row, "end_date"), self.order)
        end = times.wall_time(on or wall.date(), clock)
        if on is None and end < wall.replace(tzinfo=None):
            end += DAY  # it goes on after midnight
        return times.in_utc(end, zone)

    def _second_clock(self, row: Row) -> timedelta | None:
        """The end in "9:00 – 10:30"."""
        parts = _RANGE.split(times.without_date(text_in(self.grid.cell(row, "start"))))
        clocks = [clock for part in parts if (clock := times.clock_of(part)) is not None]
        return clocks[1] if len(clocks) == 2 else None

    def _warn(self, row: Row, start: Cell, on: date | None, clock: timedelta | None) -> None:
        """Says what is not understood; that there is no time yet needs no words."""
        notices, said = self.context.notices, text_in(start).strip()
        given = text_in(self.grid.cell(row, "date")).strip()
        if clock is None and not _OPEN.fullmatch(times.without_date(said).strip()):
            place = f"{row.place}, {self.grid.name_of('start')}"
            notices.add(place, f"“{said[:60]}” is not a time; the session comes in without one.")
        elif on is None and not _OPEN.fullmatch(given):
            place = f"{row.place}, {self.grid.name_of('date')}"
            notices.add(place, f"“{given[:60]}” is not a date; the session comes in without a time.")
        elif on is None and clock is not None:
            notices.add(row.place, "The session has a time but no day; it comes in without a time.")


def _aware(cell: Cell) -> datetime | None:
    """A date and time with its own offset."""
    found = times.instant_of(cell) if isinstance(cell, str) else None
    return found if found is not None and found.tzinfo is not None else None


def with_ends(sessions: Iterable[Session]) -> list[Session]:
    """Sessions without an end get the usual length, but no more than until the next one in their room."""
    given = list(sessions)
    starts: dict[str | None, list[datetime]] = defaultdict(list)
    for session in given:
        if session.starts_at is not None:
            starts[session.room].append(session.starts_at)
    for known in starts.values():
        known.sort()
    return [
        replace(session, ends_at=_usual_end(session.starts_at, starts[session.room]))
        if session.starts_at is not None and session.ends_at is None
        else session
        for session in given
    ]


def _usual_end(starts_at: datetime, starts: list[datetime]) -> datetime:
    after = bisect_right(starts, starts_at)
    usual = starts_at + times.USUAL
    return min(usual, starts[after]) if after < len(starts) else usual
