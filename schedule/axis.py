"""How far down the timetable a moment of a day stands, and which moment stands there. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True)
class Axis:
    """Places are counted from the midnight that a day's date begins with.

    One day goes by elapsed time, so that its order is the real one over a change of the clock; days side by side go by
    the time on the clock in the zone shown.
    """

    shown_in: tzinfo
    is_one_day: bool

    def place(self, at: datetime, on: date) -> timedelta:
        if self.is_one_day:
            return at - datetime.combine(on, time(), UTC)
        return at.astimezone(self.shown_in).replace(tzinfo=None) - datetime.combine(on, time())

    def moment(self, place: timedelta, on: date) -> datetime:
        if self.is_one_day:
            return (datetime.combine(on, time(), UTC) + place).astimezone(self.shown_in)
        return datetime.combine(on, time(), self.shown_in) + place
