from dataclasses import dataclass
from datetime import UTC, datetime

from schedule.clashes import clashes_in, clashes_with, groups_in


@dataclass
class Session:
    name: str
    start: int | None
    end: int | None
    is_cancelled: bool = False

    @property
    def starts_at(self):
        return self.start and datetime(2020, 10, 29, self.start, tzinfo=UTC)

    @property
    def ends_at(self):
        return self.end and datetime(2020, 10, 29, self.end, tzinfo=UTC)


def names(groups):
    return [[session.name for session in group.sessions] for group in groups]


def test_clashes_find_direct_and_chained_overlaps():
    sessions = [Session("d", 20, 21), Session("a", 9, 11), Session("c", 11, 13), Session("b", 10, 12)]

    [clash] = clashes_in(sessions)

    assert names([clash]) == [["a", "b", "c"]]
    assert (clash.starts_at.hour, clash.ends_at.hour) == (9, 13)


def test_clashes_do_not_count_sessions_that_only_touch():
    assert clashes_in([Session("a", 9, 10), Session("b", 10, 11)]) == []


def test_clashes_do_not_count_cancelled_and_unscheduled_sessions():
    sessions = [Session("a", 9, 12), Session("off", 10, 11, is_cancelled=True), Session("later", None, None)]

    assert clashes_in(sessions) == []


def test_groups_hold_every_session_with_a_time_once_and_go_on_past_a_cancelled_one():
    sessions = [
        Session("a", 9, 12),
        Session("off", 10, 11, is_cancelled=True),
        Session("b", 11, 13),
        Session("c", 14, 15),
    ]

    assert names(groups_in(sessions)) == [["a", "b"], ["off"], ["c"]]


def test_clashes_with_a_session_say_from_when_to_when_in_order():
    others = [
        Session("late", 11, 14),
        Session("touches", 12, 13),
        Session("early", 8, 10),
        Session("later", None, None),
    ]

    found = clashes_with(Session("a", 9, 12), others)

    assert [(other.name, begin.hour, end.hour) for other, begin, end in found] == [("early", 9, 10), ("late", 11, 12)]


def test_clashes_with_a_session_never_count_cancelled_ones():
    on, off = Session("on", 9, 12), Session("off", 9, 12, is_cancelled=True)

    assert clashes_with(on, [off]) == clashes_with(off, [on]) == []
