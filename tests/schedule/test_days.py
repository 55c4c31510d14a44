from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from schedule.days import day_of, days_of, merged_breaks

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
