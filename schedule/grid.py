"""Sessions as a table of rooms and times, ready to print: which cell stands where and how far it reaches. Pure.

Which sessions there are is for the filters to say; how a cell looks, for the template.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Any

from schedule.axis import Axis
from schedule.days import Day, merged_breaks
from schedule.lanes import lanes_for

# Shorter than this, nothing on anywhere is the walk from room to room, and worth no row.
SHORTEST_REST = timedelta(minutes=15)


@dataclass(frozen=True)
class Cell:
    """A session, or without one the free time of a lane. `is_wide`: a break that its whole day has."""

    session: Any | None
    rowspan: int
    colspan: int
    is_wide: bool = False


@dataclass(frozen=True, eq=False)
class Row:
    """What begins at one time. `rest`: how long nothing is on anywhere, in a row of one cell.

    `at` is in the zone shown, on today's date if that is one of several days. `shift` is by how many days the date
    differs from the day's own, `is_new_offset` that the clocks were changed; both only where they are news.
    """

    at: datetime
    starts: timedelta
    ends: timedelta
    cells: list[Cell]
    rest: timedelta | None
    has_start: bool
    shift: int | None
    is_new_offset: bool


@dataclass(frozen=True)
class Column:
    """A room, or None for what has none yet, with as many lanes as it has sessions at once."""

    room: Any | None
    sessions: list[Any]
    lanes: int


@dataclass(frozen=True)
class Group:
    """The columns of one day."""

    on: date
    columns: list[Column]

    @property
    def lanes(self) -> int:
        return sum(column.lanes for column in self.columns)


@dataclass(frozen=True)
class Grid:
    groups: list[Group]
    rows: list[Row]
    axis: Axis

    @property
    def is_one_day(self) -> bool:
        return self.axis.is_one_day

    @property
    def is_one_room(self) -> bool:
        """Whether no day has more than one column, so that one row of headings says it all."""
        return all(len(group.columns) == 1 for group in self.groups)

    @property
    def lanes(self) -> int:
        return sum(group.lanes for group in self.groups)

    def rows_during(self, at: datetime, until: datetime, *, on: date) -> list[Row]:
        """The rows of this day that this time falls into; a row goes on until the next begins."""
        if on not in [group.on for group in self.groups]:
            return []
        ends = [row.starts for row in self.rows[1:]] + [self.rows[-1].ends]
        start = self.axis.place(at, on)
        stop = max(self.axis.place(until, on), start + timedelta.resolution)  # a moment alone is in a row as well
        return [row for row, end in zip(self.rows, ends, strict=True) if row.starts < stop and start < end]


@dataclass
class _Span:
    """A session on its way into the table: from where to where on the axis, and in which columns."""

    session: Any
    starts: timedelta
    ends: timedelta
    column: int = 0
    colspan: int = 1
    is_wide: bool = False
    rows: range = field(default=range(0))


def stands_side_by_side(days: Sequence[Day], *, shown_in: tzinfo) -> bool:
    """Whether days are better shown beside each other than one at a time: there is one room, or fewer than days.

    Never when the clocks change within a day: its times would not stand in their order beside those of other days.
    """
    rooms = {_key(session.room) for day in days for session in day.sessions}
    is_steady = all(
        len({at.astimezone(shown_in).utcoffset() for s in day.sessions for at in (s.starts_at, s.ends_at)}) == 1
        for day in days
    )
    return len(days) > 1 and is_steady and (len(rooms) == 1 or len(rooms) < len(days))


def grid_of(days: Sequence[Day], *, shown_in: tzinfo, today: date | None = None) -> Grid:
    """The table of one day, or, if they may stand side by side, of several with rows for times of day.

    A session stands in the day in which it starts, however long it goes on. Of breaks that several rooms list, one
    stands for all where nothing else is on.
    """
    axis = Axis(shown_in, is_one_day=len(days) == 1)
    groups: list[Group] = []
    spans: list[_Span] = []
    for day in days:
        group, inside = _group(day, axis, first=sum(group.lanes for group in groups))
        groups.append(group)
        spans += inside
    dates = [group.on for group in groups]
    on = today if today in dates else min(dates, default=date.min)
    return Grid(groups, _rows(spans, sum(group.lanes for group in groups), axis, on), axis)


def _group(day: Day, axis: Axis, *, first: int) -> tuple[Group, list[_Span]]:
    """A day's columns, counted from `first`, and where its sessions stand in them."""
    breaks, others = _shared_breaks(day.sessions)
    by_room = defaultdict(list)
    for session in others:
        by_room[_key(session.room)].append(session)
    columns: list[Column] = []
    spans: list[_Span] = []
    free = first
    for _, sessions in sorted(by_room.items(), key=lambda pair: pair[0]):
        inside = sorted((_span(session, axis, day.on) for session in sessions), key=lambda span: span.starts)
        places, lanes = lanes_for(inside)
        for span, place in zip(inside, places, strict=True):
            span.column, span.colspan = free + place.lane, place.width
        columns.append(Column(sessions[0].room, sessions, lanes))
        spans += inside
        free += lanes
    for session in breaks:
        span = _span(session, axis, day.on)
        span.column, span.colspan, span.is_wide = first, free - first, True
        spans.append(span)
    return Group(day.on, columns), spans


def _key(room) -> tuple[Any, ...]:
    """What rooms are told apart and ordered by; no room comes last."""
    return (True,) if room is None else (False, room.order, room.name, room.pk)


def _span(session, axis: Axis, on: date) -> _Span:
    return _Span(session, axis.place(session.starts_at, on), axis.place(session.ends_at, on))


def _shared_breaks(sessions: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """(breaks while which nothing else is on, one for all rooms that list it; all other sessions)."""
    alone = []
    merged = sorted(merged_breaks(sessions), key=lambda session: session.starts_at)
    busy_until = None
    for number, session in enumerate(merged):
        is_after_all = busy_until is None or busy_until <= session.starts_at
        is_before_all = number + 1 == len(merged) or session.ends_at <= merged[number + 1].starts_at
        if session.kind == "break" and is_after_all and is_before_all:
            alone.append(session)
        busy_until = max(busy_until or session.ends_at, session.ends_at)
    shared = {session.starts_at for session in alone}
    others = [session for session in sessions if session.starts_at not in shared]
    # A day of nothing else has its breaks where they are listed.
    return (alone, others) if others else ([], list(sessions))


def _rows(spans: Sequence[_Span], lanes: int, axis: Axis, on: date) -> list[Row]:
    """One row wherever something starts or ends; where nothing is on, one that says so if that is long enough."""
    times = sorted({at for span in spans for at in (span.starts, span.ends)})
    busy = _busy(spans, times)
    kept = [(starts, ends) for starts, ends in pairwise(times) if starts in busy or ends - starts >= SHORTEST_REST]
    filled = _filled(spans, [starts for starts, _ in kept], lanes)
    begun = {span.starts for span in spans}
    rows: list[Row] = []
    shift, offset = 0, None
    for number, (starts, ends) in enumerate(kept):
        at = axis.moment(starts, on)
        is_rest = starts not in busy
        new_shift, new_offset = (at.date() - on).days, at.utcoffset()
        rows.append(
            Row(
                at=at,
                starts=starts,
                ends=ends,
                cells=[Cell(None, 1, lanes)] if is_rest else _cells(number, filled),
                rest=ends - starts if is_rest else None,
                has_start=starts in begun,
                shift=new_shift if new_shift != shift else None,
                is_new_offset=axis.is_one_day and offset not in (None, new_offset),
            )
        )
        shift, offset = new_shift, new_offset
    return rows


def _filled(spans: Iterable[_Span], row_starts: Sequence[timedelta], lanes: int) -> list[list[_Span | None]]:
    """For each row, what is on in each lane; the spans learn which rows are theirs."""
    filled: list[list[_Span | None]] = [[None] * lanes for _ in row_starts]
    for span in spans:
        span.rows = range(bisect_left(row_starts, span.starts), bisect_left(row_starts, span.ends))
        for number in span.rows:
            filled[number][span.column : span.column + span.colspan] = [span] * span.colspan
    return filled


def _busy(spans: Iterable[_Span], times: Sequence[timedelta]) -> set[timedelta]:
    """The times from which on something goes on until the next."""
    change = dict.fromkeys(times, 0)
    for span in spans:
        change[span.starts] += 1
        change[span.ends] -= 1
    busy, running = set(), 0
    for at in times:
        running += change[at]
        if running:
            busy.add(at)
    return busy


def _cells(number: int, filled: Sequence[Sequence[_Span | None]]) -> list[Cell]:
    """The cells that begin in this row. Free time of a lane is one cell, as far down as it goes."""
    cells = []
    for column, span in enumerate(filled[number]):
        if span is not None:
            if (number, column) == (span.rows.start, span.column):
                cells.append(Cell(span.session, len(span.rows), span.colspan, span.is_wide))
        elif number == 0 or filled[number - 1][column] is not None or _is_rest(filled[number - 1]):
            below = number + 1
            while below < len(filled) and filled[below][column] is None and not _is_rest(filled[below]):
                below += 1
            cells.append(Cell(None, below - number, 1))
    return cells


def _is_rest(row: Sequence[_Span | None]) -> bool:
    return not any(row)
