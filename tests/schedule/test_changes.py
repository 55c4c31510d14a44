"""The words and the order of what changed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from schedule import changes

AT = datetime(2020, 10, 27, 14, 30, 20, 5, UTC)
LABELS = {
    "added": "Added",
    "moved": "Moved",
    "room": "New room",
    "renamed": "Renamed",
    "split": "Split",
    "cancelled": "Cancelled",
}


@dataclass(frozen=True)
class Session:
    title: str = "Kernels"
    starts_at: datetime | None = AT


@dataclass(frozen=True)
class Change:
    kind: str = "cancelled"
    old: str = ""
    new: str = ""
    at: datetime = AT
    session: Session = Session()

    def get_kind_display(self):
        return LABELS[self.kind]


@pytest.mark.parametrize(
    ("kind", "old", "new", "words"),
    [
        ("added", "", "Thu 29 Oct, 11:00 GMT", "Thu 29 Oct, 11:00 GMT"),
        ("moved", "Thu, 11:00 to 12:00", "", "was Thu, 11:00 to 12:00, now a time to be announced"),
        ("moved", "", "Fri, 9:00 to 10:00", "was without a time, now Fri, 9:00 to 10:00"),
        ("moved", "Thu, 11:00 to 12:00", "Fri, 9:00 to 10:00", "was Thu, 11:00 to 12:00, now Fri, 9:00 to 10:00"),
        ("renamed", "Old", "New", "was “Old”, now “New”"),
        ("split", "BoF", "“Virtio”; “Devices”", "was “BoF”, now “Virtio”; “Devices”"),
        ("cancelled", "", "", ""),
        ("room", "Hall, RDS, Dublin", "Attic, RDS, Dublin", "was Hall, now Attic"),
        ("room", "RDS, Dublin", "Attic, RDS, Dublin", "was RDS, now Attic, RDS"),
        ("room", "", "Attic", "was without a room, now Attic"),
        ("room", "Attic", "", "was Attic, now without a room"),
    ],
)
def test_line_says_what_was_and_what_is(kind, old, new, words):
    line = changes.line_of(Change(kind, old, new))

    assert (line.label, line.words) == (LABELS[kind], words)


def test_changes_stand_by_day_and_minute_of_the_zone_newest_first():
    hour = timedelta(hours=1)
    late = datetime(2020, 10, 27, 23, 30, tzinfo=UTC)  # in Berlin the next day
    made = [Change(at=late), Change(at=AT + timedelta(seconds=30)), Change(at=AT), Change(at=AT - hour)]

    days = changes.days_of(made, zone=ZoneInfo("Europe/Berlin"))

    minute = AT.replace(second=0, microsecond=0)
    assert [(day.on, [moment.at for moment in day.moments]) for day in days] == [
        (date(2020, 10, 28), [late]),
        (date(2020, 10, 27), [minute, minute - hour]),
    ]


def test_changes_of_one_minute_stand_by_session_in_the_order_of_the_programme():
    early, late, untimed = Session("Early"), Session("Late", AT + timedelta(hours=1)), Session("A", None)
    made = [
        Change("moved", session=late),
        Change("cancelled", session=untimed),
        Change("cancelled", session=early),
        Change("room", session=late),
    ]

    [day] = changes.days_of(made, zone=UTC)

    [moment] = day.moments
    assert [(news.session.title, [line.kind for line in news.lines]) for news in moment.news] == [
        ("Early", ["cancelled"]),
        ("Late", ["moved", "room"]),
        ("A", ["cancelled"]),
    ]
