"""Any sessions at all give a table whose rows are full, with each session once, in its room and at its time."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedule.days import days_of
from schedule.grid import grid_of, stands_side_by_side
from schedule.overview import overview_of
from tests.schedule.test_grid import Room, Session

# The evening before the clocks go back in Dublin.
SATURDAY = datetime(2020, 10, 24, 18, tzinfo=UTC)
ZONES = st.sampled_from([ZoneInfo("Europe/Dublin"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu")])
ROOMS = [None, *(Room(f"Room {number}", number % 2, number) for number in range(4))]


@st.composite
def sessions(draw, *, minutes=2 * 24 * 60):
    rooms = draw(st.lists(st.sampled_from(ROOMS), min_size=1, max_size=5))
    begin = st.integers(0, minutes) | st.integers(0, minutes // 30).map(lambda half_hours: 30 * half_hours)
    length = st.sampled_from([1, 5, 25, 30, 60, 90]) | st.integers(1, 3 * 24 * 60)
    found = []
    for _ in range(draw(st.integers(0, 25))):
        starts_at = SATURDAY + timedelta(minutes=draw(begin))
        ends_at = starts_at + timedelta(minutes=draw(length))
        kind = draw(st.sampled_from(["talk", "talk", "break"]))
        twins = draw(st.integers(1, 3)) if kind == "break" else 1
        found += [Session(starts_at, ends_at, draw(st.sampled_from(rooms)), kind, kind) for _ in range(twins)]
    return found


def days(sessions):
    ordered = sorted(sessions, key=lambda session: session.starts_at)
    return days_of(ordered, zone=ZoneInfo("Europe/Dublin"), day_starts_at=time(4))


def placed(table):
    """Where a browser puts each cell: (its first row, its first lane, cell). Fails where two would overlap."""
    taken, places = set(), []
    for number, row in enumerate(table.rows):
        lane = 0
        for cell in row.cells:
            while (number, lane) in taken:
                lane += 1
            covered = {(number + down, lane + along) for down in range(cell.rowspan) for along in range(cell.colspan)}
            assert not covered & taken
            taken |= covered
            places.append((number, lane, cell))
    assert taken == {(number, lane) for number in range(len(table.rows)) for lane in range(table.lanes)}
    return places


def check(days, shown_in):
    table = grid_of(days, shown_in=shown_in)
    shown = []
    for number, lane, cell in placed(table):
        if cell.session is None:
            continue
        session = cell.session
        shown.append(session)
        [group] = [group for group, day in zip(table.groups, days, strict=True) if session.starts_at in of(day)]
        first, last = table.rows[number], table.rows[number + cell.rowspan - 1]
        assert first.at.timetz().replace(tzinfo=None) == session.starts_at.astimezone(shown_in).time()
        assert first.starts + (session.ends_at - session.starts_at) == last.ends
        left = sum(each.lanes for each in table.groups[: table.groups.index(group)])
        if cell.is_wide:
            assert (lane, cell.colspan) == (left, group.lanes)
            continue
        for column in group.columns:
            if session in column.sessions:
                assert column.room == session.room
                assert left <= lane
                assert lane + cell.colspan <= left + column.lanes
            left += column.lanes
    assert len({session.pk for session in shown}) == len(shown)
    stands_for = {(session.kind, session.starts_at, session.ends_at) for session in shown}
    for session in (session for day in days for session in day.sessions):
        # A break may stand for its twins in other rooms; nothing else may.
        assert session in shown or (session.kind == "break" and key(session) in stands_for)


def of(day):
    return {session.starts_at for session in day.sessions}


def key(session):
    return session.kind, session.starts_at, session.ends_at


@given(sessions=sessions(), shown_in=ZONES)
def test_each_day_is_a_full_table(sessions, shown_in):
    for day in days(sessions):
        check([day], shown_in)


@given(sessions=sessions(), shown_in=ZONES)
def test_days_side_by_side_are_a_full_table(sessions, shown_in):
    found = days(sessions)

    if stands_side_by_side(found, shown_in=shown_in):
        check(found, shown_in)


@given(sessions=sessions(minutes=600))
def test_overview_holds_every_session_of_the_columns(sessions):
    for day in days(sessions):
        group = grid_of([day], shown_in=ZoneInfo("UTC")).groups[0]
        overview = overview_of(group.columns)

        for bar, column in zip(overview.bars, group.columns, strict=True):
            assert [block.session for block in bar.blocks] == column.sessions
            assert all(0 <= block.start < block.start + block.width <= overview.minutes for block in bar.blocks)


@pytest.mark.parametrize("room", [ROOMS[0], ROOMS[1]], ids=["no room", "one room"])
def test_forty_sessions_at_once_have_forty_lanes(room):
    crowd = [Session(SATURDAY, SATURDAY + timedelta(minutes=number), room) for number in range(1, 41)]

    table = grid_of(days(crowd), shown_in=ZoneInfo("UTC"))

    assert [column.lanes for column in table.groups[0].columns] == [40]
    check(days(crowd), ZoneInfo("UTC"))
