"""What the events of schedule.xml and schedule.json have in common: when they are, what their texts and tracks say."""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from schedule.importers import times
from schedule.importers.markup import joined
from schedule.importers.moments import moment_of
from schedule.importers.records import Context

# Where a file does not say until when the night belongs to the day before.
DAY_CHANGE = timedelta(hours=4)
_OWN_SLUG = re.compile(r"/sessions/([A-Za-z0-9_-]{1,80})/?\Z")
# A track's name is not read further than this for its parent's.
_LONGEST_PARENT = 200


@dataclass(frozen=True)
class Moments:
    """Reads the times of one file's events. `zone` is named where a person or the file says which one it is."""

    context: Context
    zone: ZoneInfo | None
    is_named: bool
    change: time | None = None

    def of(
        self, place: str, on: date | None, *, date: str, start: str, duration: object, end: str = ""
    ) -> tuple[datetime | None, datetime | None]:
        """Start and end in UTC; `on` is the day that the event stands under."""
        starts_at = self._start(place, on, date, start)
        if starts_at is None:
            return None, None
        ends_at = times.instant_of(end)
        if ends_at is not None:
            return starts_at, moment_of(ends_at, self.zone)
        length = times.duration_of(duration)
        if not length:
            minutes = times.USUAL.seconds // 60
            self.context.notices.add(place, f"The event has no duration; it gets {minutes} minutes.")
        return starts_at, starts_at + (length or times.USUAL)

    def _start(self, place: str, on: date | None, said: str, start: str) -> datetime | None:
        at, clock = times.instant_of(said), times.clock_of(start)
        if at is None and clock is not None:
            own_day = times.date_of(said)
            day = own_day or on
            if day is None:
                self.context.notices.add(place, "The event has a time but no day; it comes in without a time.")
                return None
            change = since_midnight(self.change) if self.change else DAY_CHANGE
            # What stands under a day and is early in the night is of the morning after.
            at = times.wall_time(day, clock) + (times.DAY if clock < change and not own_day else timedelta())
        if at is None:
            if said or start:
                self.context.notices.add(place, f"“{said or start}” is not a time; the event comes in without one.")
            return None
        if at.tzinfo is None:
            return moment_of(at, self.zone)
        return self._checked(at, clock, place)

    def _checked(self, at: datetime, clock: timedelta | None, place: str) -> datetime:
        """The moment, with a word where date and start do not agree."""
        starts_at = moment_of(at, self.zone)
        if clock is None or self.zone is None:
            return starts_at
        if since_midnight(at.time()) == clock:
            return self._with_right_offset(at, starts_at, place, self.zone)
        if since_midnight(starts_at.astimezone(self.zone).time()) != clock:
            self.context.notices.add(place, f"The date says {at:%H:%M}, the start {_words(clock)}; the date counts.")
        return starts_at

    def _with_right_offset(self, at: datetime, starts_at: datetime, place: str, zone: ZoneInfo) -> datetime:
        """Date and start agree on the clock. Where the zone is named and has another offset then, the offset is off.

        A zone of UTC is what nobody has set: there the offset counts.
        """
        if not self.is_named or zone.key == "UTC" or at.utcoffset() in _offsets(at, zone):
            return starts_at
        self.context.notices.add(place, f"{at:%Y-%m-%d %H:%M} is not at {at:%z} in {zone}; the clock counts.")
        return times.in_utc(at.replace(tzinfo=None), zone)


def _offsets(at: datetime, zone: ZoneInfo) -> set[timedelta | None]:
    wall = at.replace(tzinfo=zone)
    return {wall.utcoffset(), wall.replace(fold=1).utcoffset()}


def since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)


def _words(clock: timedelta) -> str:
    minutes = clock // timedelta(minutes=1)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def abstract_of(subtitle: str, abstract: str, description: str) -> str:
    """The three texts of an event as one; what is said twice once."""
    texts = (subtitle, abstract, "" if description == abstract else description)
    return joined(text for text in texts if text != "None")


def track_path(name: str, names: Container[str]) -> tuple[str, ...]:
    """A track's path in a file of Talkmark's, which writes one below another as "Parent, Name", after its parent."""
    at = name.find(", ", 0, _LONGEST_PARENT)
    while at > 0:
        if name[:at] in names:
            return name[:at], name[at + 2 :]
        at = name.find(", ", at + 1, _LONGEST_PARENT)
    return (name,)


def own_slug(url: str) -> str:
    """The slug in the address of a session of Talkmark's; "" where it is no such address."""
    match = _OWN_SLUG.search(url)
    return match[1] if match else ""
