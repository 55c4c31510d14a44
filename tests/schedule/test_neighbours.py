"""What else there is beside a session."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from schedule.neighbours import at_the_same_time, before_and_after, nearest
from tests.factories import START


@dataclass(frozen=True)
class Slot:
    name: str
    starts_at: datetime | None
    ends_at: datetime | None
    is_cancelled: bool = False


def slot(name, minutes, length=30, **fields):
    starts_at = START + timedelta(minutes=minutes)
    return Slot(name, starts_at, starts_at + timedelta(minutes=length), **fields)


HERE = slot("here", 0, 60)
UNTIMED = Slot("untimed", None, None)


def names(slots):
    return [each.name if each else None for each in slots]


def test_at_the_same_time_has_what_overlaps_the_nearest_start_first():
    others = [slot("early", -50, 60), slot("same", 0), slot("late", 30), slot("gone", 0, is_cancelled=True), UNTIMED]

    assert names(at_the_same_time(HERE, others)) == ["same", "late", "early"]


def test_at_the_same_time_leaves_out_what_only_touches():
    assert at_the_same_time(HERE, [slot("before", -30), slot("after", 60)]) == []


def test_at_the_same_time_as_a_cancelled_session_is_what_one_can_see_instead():
    gone = slot("gone", 0, is_cancelled=True)

    assert names(at_the_same_time(gone, [slot("same", 0)])) == ["same"]


def test_nearest_puts_what_has_no_time_last():
    assert names(nearest([UNTIMED, slot("far", 300), slot("near", -60)], HERE)) == ["near", "far", "untimed"]
    assert names(nearest([slot("far", 300), slot("near", -60)], UNTIMED)) == ["far", "near"]


def test_before_and_after_are_the_nearest_starts_of_what_takes_place():
    others = [slot("first", -120), slot("before", -60), slot("same", 0), slot("gone", 30, is_cancelled=True)]

    assert names(before_and_after(HERE, [*others, slot("after", 60), slot("last", 120), UNTIMED])) == [
        "before",
        "after",
    ]
    assert names(before_and_after(HERE, others[2:])) == [None, None]
    assert names(before_and_after(UNTIMED, others)) == [None, None]
