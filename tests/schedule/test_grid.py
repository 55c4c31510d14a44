from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from schedule.days import days_of
from schedule.grid import grid_of, stands_side_by_side

DUBLIN = ZoneInfo("Europe/Dublin")
TOKYO = ZoneInfo("Asia/Tokyo")
_keys = count(1)


@dataclass(frozen=True)
class Room:
    name: str
    order: int = 0
    pk: int = 0


HALL, ATTIC = Room("Hall", 1, 1), Room("Attic", 2, 2)


@dataclass
class Session:
    starts_at: datetime
    ends_at: datetime
    room: Room | None = HALL
    title: str = "Talk"
    kind: str = "talk"
    status: str = "published"

    def __post_init__(self):
        self.pk = next(_keys)


def at(day, hour, minute=0, month=10):
    return datetime(2020, month, day, hour, minute, tzinfo=UTC)


def talk(day, start, end, room=HALL, **fields):
    """A talk from one (hour, minute) to another."""
    return Session(at(day, *start), at(day, *end), room, **fields)


def days(*sessions, zone=DUBLIN, day_starts_at=time(4)):
    ordered = sorted(sessions, key=lambda session: session.starts_at)
    return days_of(ordered, zone=zone, day_starts_at=day_starts_at)


def grid(*sessions, shown_in=DUBLIN, **given):
    return grid_of(days(*sessions, **given), shown_in=shown_in)


def shape(table):
    """Each row as its time and its cells: (rowspan, colspan, whether a session stands there)."""
    return [
        (f"{row.at:%H:%M}", [(cell.rowspan, cell.colspan, cell.session is not None) for cell in row.cells])
        for row in table.rows
    ]


def test_room_is_a_column_and_rows_are_where_something_starts_or_ends():
    table = grid(talk(29, (10,), (11,)), talk(29, (10,), (10, 30), ATTIC), talk(29, (10, 30), (11,), ATTIC))

    assert shape(table) == [("10:00", [(2, 1, True), (1, 1, True)]), ("10:30", [(1, 1, True)])]


def test_rooms_stand_in_the_organisers_order_and_no_room_comes_last():
    yard = Room("Yard", 0, 9)
    table = grid(*(talk(29, (10,), (11,), room) for room in (None, ATTIC, HALL, yard)))

    assert [column.room for column in table.groups[0].columns] == [yard, HALL, ATTIC, None]


def test_parallel_sessions_of_a_room_have_a_lane_each():
    table = grid(talk(29, (10,), (11,)), talk(29, (10, 30), (11, 30)), talk(29, (10,), (11, 30), ATTIC))

    assert [column.lanes for column in table.groups[0].columns] == [2, 1]
    assert shape(table) == [
        ("10:00", [(2, 1, True), (1, 1, False), (3, 1, True)]),
        ("10:30", [(2, 1, True)]),
        ("11:00", [(1, 1, False)]),
    ]


def test_session_that_is_alone_in_its_room_takes_all_its_lanes():
    table = grid(talk(29, (10,), (11,)), talk(29, (10,), (11,)), talk(29, (11,), (12,)))

    assert shape(table)[1] == ("11:00", [(1, 2, True)])


def test_free_time_of_a_lane_is_one_cell():
    hours = [talk(29, (hour,), (hour + 1,)) for hour in range(9, 13)]
    table = grid(*hours, talk(29, (9,), (10,), ATTIC))

    assert [cell.rowspan for row in table.rows for cell in row.cells if cell.session is None] == [3]


def test_time_without_anything_is_one_row_that_says_how_long():
    table = grid(talk(29, (9,), (10,)), talk(29, (12,), (13,)), talk(29, (9,), (9, 30), ATTIC))

    assert [row.rest for row in table.rows] == [None, None, timedelta(hours=2), None]
    assert shape(table)[2] == ("10:00", [(1, 2, False)])


def test_walk_between_two_talks_is_no_row():
    table = grid(talk(29, (9,), (9, 50)), talk(29, (10,), (10, 50)), talk(29, (11, 5), (12,)))

    assert [f"{row.at:%H:%M}" for row in table.rows] == ["09:00", "10:00", "10:50", "11:05"]


def test_break_that_all_rooms_have_is_one_row():
    lunch = [talk(29, (12,), (13,), room, title="Lunch", kind="break") for room in (HALL, ATTIC)]
    morning = [talk(29, (11,), (12,), room) for room in (HALL, ATTIC)]

    table = grid(*morning, *lunch)

    [cell] = table.rows[1].cells
    assert (cell.session.title, cell.session.room, cell.colspan, cell.is_wide) == ("Lunch", None, 2, True)


def test_break_beside_a_session_stays_in_each_of_its_rooms():
    lunch = [talk(29, (12,), (13,), room, title="Lunch", kind="break") for room in (HALL, ATTIC)]

    table = grid(*lunch, talk(29, (12, 30), (13, 30), None))

    assert [cell.session.room for cell in table.rows[0].cells if cell.session] == [HALL, ATTIC]
    assert not any(cell.is_wide for row in table.rows for cell in row.cells)


def test_day_of_breaks_alone_has_the_rooms_that_list_them():
    table = grid(*(talk(29, (12,), (13,), room, kind="break") for room in (HALL, ATTIC)))

    assert [column.room for column in table.groups[0].columns] == [HALL, ATTIC]


def test_days_side_by_side_share_their_times_of_day():
    table = grid(talk(28, (10,), (11,)), talk(29, (10,), (11,)), talk(29, (9,), (10,)))

    assert [group.on for group in table.groups] == [date(2020, 10, 28), date(2020, 10, 29)]
    assert shape(table) == [("09:00", [(1, 1, False), (1, 1, True)]), ("10:00", [(1, 1, True), (1, 1, True)])]


def test_break_of_one_day_is_as_wide_as_that_day():
    lunch = talk(29, (12,), (13,), title="Lunch", kind="break")
    table = grid(lunch, talk(29, (10,), (11,)), talk(29, (10,), (11,)), talk(28, (12,), (13,)))

    [_, cell] = table.rows[-1].cells
    assert (cell.session, cell.colspan, cell.is_wide) == (lunch, 2, True)


def test_session_after_midnight_stands_below_the_evening_it_belongs_to():
    table = grid(talk(29, (23, 30), (23, 59)), talk(30, (0, 30), (1,)), talk(28, (10,), (11,)))

    assert len(table.groups) == 2
    assert [(f"{row.at:%H:%M}", row.shift) for row in table.rows if not row.rest] == [
        ("10:00", None),
        ("23:30", None),
        ("00:30", 1),
    ]


def test_times_of_days_side_by_side_are_those_of_today():
    both = days(talk(28, (10,), (11,)), talk(29, (10,), (11,)))

    assert [row.at for row in grid_of(both, shown_in=DUBLIN).rows] == [at(28, 10)]
    assert [row.at for row in grid_of(both, shown_in=DUBLIN, today=date(2020, 10, 29)).rows] == [at(29, 10)]
    assert [row.at for row in grid_of(both, shown_in=DUBLIN, today=date(2020, 11, 1)).rows] == [at(28, 10)]


def test_session_over_midnight_stays_in_the_day_it_starts_in():
    party = Session(at(29, 22), at(30, 5))

    table = grid(party, talk(30, (10,), (11,)), talk(30, (11,), (12,), ATTIC))

    [before, after] = [column.sessions for column in table.groups[0].columns], table.groups[1].columns
    assert before == [[party]]
    assert [column.room for column in after] == [HALL, ATTIC]


# On 25 October 2020 the clocks in Dublin went from 02:00 back to 01:00, at 01:00 UTC.
NIGHT = [Session(at(25, 0, minute), at(25, 0, minute) + timedelta(minutes=30)) for minute in (0, 30)]
NIGHT += [Session(at(25, 1, minute), at(25, 1, minute) + timedelta(minutes=30)) for minute in (0, 30)]


def test_rows_stay_in_real_order_when_the_clocks_go_back():
    table = grid(*NIGHT)

    assert [f"{row.at:%H:%M}" for row in table.rows] == ["01:00", "01:30", "01:00", "01:30"]
    assert [row.is_new_offset for row in table.rows] == [False, False, True, False]
    assert table.lanes == 1


def test_rows_skip_the_hour_that_is_left_out_when_the_clocks_go_forward():
    table = grid(Session(at(29, 0, 30, 3), at(29, 1, 0, 3)), Session(at(29, 1, 0, 3), at(29, 1, 30, 3)))

    assert [f"{row.at:%H:%M}" for row in table.rows] == ["00:30", "02:00"]


def test_days_do_not_stand_side_by_side_when_the_clocks_change_within_one():
    other = talk(26, (10,), (11,))

    assert not stands_side_by_side(days(*NIGHT, other), shown_in=DUBLIN)
    assert stands_side_by_side(days(*NIGHT, other), shown_in=TOKYO)


def test_days_on_either_side_of_a_change_of_the_clock_share_their_times_of_day():
    table = grid(talk(24, (9,), (10,)), talk(26, (10,), (11,)))

    assert shape(table) == [("10:00", [(1, 1, True), (1, 1, True)])]


def test_times_are_those_of_the_zone_shown_and_days_those_of_the_event():
    table = grid(talk(29, (10,), (11,)), talk(29, (20,), (21,)), shown_in=TOKYO)

    assert [group.on for group in table.groups] == [date(2020, 10, 29)]
    assert [(f"{row.at:%H:%M}", row.shift) for row in table.rows] == [("19:00", None), ("20:00", None), ("05:00", 1)]


@pytest.mark.parametrize(
    ("sessions", "expected"),
    [
        ([], False),
        ([talk(29, (10,), (11,))], False),
        ([talk(28, (10,), (11,)), talk(29, (10,), (11,))], True),
        ([talk(28, (10,), (11,)), talk(29, (10,), (11,), ATTIC)], False),
        ([talk(28, (10,), (11,)), talk(29, (10,), (11,), ATTIC), talk(30, (10,), (11,))], True),
    ],
    ids=["nothing", "one day", "one room", "as many rooms as days", "fewer rooms than days"],
)
def test_days_stand_side_by_side_when_rooms_are_fewer(sessions, expected):
    assert stands_side_by_side(days(*sessions), shown_in=DUBLIN) is expected


def test_rooms_of_several_days_need_a_heading_of_their_own():
    one, two = talk(28, (10,), (11,)), talk(29, (10,), (11,), ATTIC)

    assert grid(one, two).is_one_room
    assert not grid(one, two, talk(29, (12,), (13,))).is_one_room


def test_no_sessions_make_an_empty_table():
    assert (grid().groups, grid().rows, grid().lanes) == ([], [], 0)


def test_rows_of_a_moment_are_those_of_its_day():
    table = grid(talk(28, (10,), (11,)), talk(29, (10,), (11,)), talk(29, (11, 10), (12,)))

    def found(start, end, on=29):
        return [f"{row.at:%H:%M}" for row in table.rows_during(at(29, *start), at(29, *end), on=date(2020, 10, on))]

    assert found((10,), (10,)) == ["10:00"]
    assert found((10,), (11, 10)) == ["10:00"]
    assert found((11, 5), (11, 5)) == ["10:00"]  # between two talks: still there
    assert found((10, 30), (11, 11)) == ["10:00", "11:10"]
    assert found((12,), (13,)) == found((8,), (10,)) == []
    assert found((10,), (11,), on=30) == []
