from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from schedule.days import day_of, days_of, merged_breaks, present_in, starts_of

DUBLIN = ZoneInfo("Europe/Dublin")
FOUR = time(4)


@dataclass
class Session:
    starts_at: datetime | None
    ends_at: datetime | None
    title: str = ""
    kind: str = "talk"
    room: str | None = None
    status: str = "published"


def at(day, hour, minute=0):
    return datetime(2020, 10, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "day"),
    [(at(29, 3, 59), date(2020, 10, 28)), (at(29, 4), date(2020, 10, 29)), (at(29, 23, 59), date(2020, 10, 29))],
)
def test_day_begins_when_the_event_says(moment, day):
    assert day_of(moment, zone=DUBLIN, day_starts_at=FOUR) == day


def test_day_belongs_to_the_events_zone():
    assert day_of(at(29, 20), zone=ZoneInfo("Asia/Tokyo"), day_starts_at=FOUR) == date(2020, 10, 30)


def test_days_put_sessions_that_start_together_into_one_slot():
    sessions = [Session(at(29, 6), at(29, 7)), Session(at(29, 6), at(29, 8)), Session(at(29, 7), at(29, 8))]

    [day] = days_of(sessions, zone=DUBLIN, day_starts_at=FOUR)

    assert [len(slot.sessions) for slot in day.slots] == [2, 1]
    assert day.sessions == sessions


def test_days_show_a_long_gap_from_the_end_of_all_that_ran():
    sessions = [Session(at(29, 6), at(29, 9)), Session(at(29, 7), at(29, 8)), Session(at(29, 10), at(29, 11))]

    [day] = days_of(sessions, zone=DUBLIN, day_starts_at=FOUR)

    assert [slot.rest for slot in day.slots] == [None, None, timedelta(hours=1)]
    assert day.slots[2].rest_from == at(29, 9)


def test_days_leave_out_sessions_without_a_time_and_gaps_over_night():
    sessions = [Session(at(29, 6), at(29, 7)), Session(at(30, 6), at(30, 7)), Session(None, None)]

    days = days_of(sessions, zone=DUBLIN, day_starts_at=FOUR)

    assert [str(day.on) for day in days] == ["2020-10-29", "2020-10-30"]
    assert [slot.rest for day in days for slot in day.slots] == [None, None]


def test_breaks_of_several_rooms_are_one_without_a_room():
    noon, one = at(29, 12), at(29, 13)
    lunch = [Session(noon, one, "Lunch", "break", room) for room in "ABC"]
    talk, twin = Session(noon, one, "Talk", "talk", "D"), Session(noon, one, "Talk", "talk", "E")
    other, untimed = Session(noon, one, "Tea", "break", "F"), Session(None, None, "Tea", "break", "G")

    merged = merged_breaks([lunch[0], talk, *lunch[1:], twin, other, untimed, untimed])

    assert merged == [Session(noon, one, "Lunch", "break", None), talk, twin, other, untimed, untimed]
    assert [session.room for session in lunch] == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(29, 9), at(29, 10)),  # before the first
        (at(29, 10, 29), at(29, 10)),  # while it is on
        (at(29, 10, 30), at(29, 12)),  # in the gap: what comes next
        (at(29, 12, 20), at(29, 12)),  # started last, though one that started before runs longer
        (at(29, 13), at(30, 9)),
        (at(30, 10), None),
    ],
)
def test_present_lies_above_what_started_last_while_it_is_on_else_above_what_comes(moment, expected):
    sessions = [
        Session(at(29, 10), at(29, 10, 30)),
        Session(at(29, 12), at(29, 12, 30)),
        Session(at(30, 9), at(30, 10)),
    ]

    slot = present_in(days_of(sessions, zone=UTC, day_starts_at=FOUR), moment)

    assert (slot and slot.starts_at) == expected


def test_days_begin_and_end_in_the_events_zone_and_the_last_of_all_has_no_end():
    spring = starts_of([date(2020, 3, 28)], zone=DUBLIN, day_starts_at=FOUR)

    assert sorted(spring) == [datetime(2020, 3, 28, 4, tzinfo=UTC), datetime(2020, 3, 29, 3, tzinfo=UTC)]
    assert len(starts_of([date.max], zone=UTC, day_starts_at=FOUR)) == 1
