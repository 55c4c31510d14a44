"""What is on and next in rooms, without a database."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from schedule.present import first_after, places_at

START = datetime(2020, 10, 29, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Session:
    title: str
    start: int | None  # minutes
    minutes: int = 30
    room: str | None = "North"
    kind: str = "talk"
    is_cancelled: bool = False

    @property
    def starts_at(self):
        return None if self.start is None else START + timedelta(minutes=self.start)

    @property
    def ends_at(self):
        return None if self.start is None else self.starts_at + timedelta(minutes=self.minutes)


def told(sessions, at):
    places = places_at(sessions, ["South", "North"], START + timedelta(minutes=at))
    return [(place.room, [s.title for s in place.current], [s.title for s in place.following]) for place in places]


def test_room_tells_what_is_on_until_its_end_and_what_starts_next():
    sessions = [Session("A", 0), Session("B", 30), Session("C", 60)]

    assert told(sessions, -1) == [("North", [], ["A"])]
    assert told(sessions, 0) == [("North", ["A"], ["B"])]
    assert told(sessions, 29) == [("North", ["A"], ["B"])]
    assert told(sessions, 30) == [("North", ["B"], ["C"])]
    assert told(sessions, 60) == [("North", ["C"], [])]
    assert told(sessions, 90) == []


def test_room_with_parallel_sessions_tells_all_of_them():
    sessions = [Session("A", 0), Session("B", 10), Session("C", 60), Session("D", 60), Session("E", 90)]

    assert told(sessions, 15) == [("North", ["A", "B"], ["C", "D"])]


def test_cancelled_session_is_never_on_but_told_as_next():
    sessions = [Session("A", 0, is_cancelled=True), Session("B", 30, is_cancelled=True)]

    assert told(sessions, 10) == [("North", [], ["B"])]


def test_rooms_stand_in_their_order_between_breaks_and_what_has_no_room():
    sessions = [
        Session("Walk", 0, room=None),
        Session("Lunch", 0, room=None, kind="break"),
        Session("A", 0),
        Session("B", 0, room="South"),
    ]

    assert [room for room, _, _ in told(sessions, 0)] == [None, "South", "North", None]
    assert told(sessions, 0)[0][1] == ["Lunch"]


def test_first_after_is_all_that_starts_then():
    gone = Session("Gone", 10, is_cancelled=True)
    sessions = [Session("A", 0), gone, Session("B", 30), Session("C", 30, room=None), Session("?", None)]

    assert [session.title for session in first_after(sessions, START)] == ["B", "C"]
    assert first_after(sessions, START + timedelta(hours=1)) == []
