"""When the entries of a calendar take place (RFC 5545 3.3.4, 3.3.5, 3.8.2, 3.8.5), those that recur included."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from schedule.importers import times
from schedule.importers.ics.lines import Component, Line
from schedule.importers.ics.recurrence import Budget, occurrences, rule_of
from schedule.importers.ics.zones import Zones, iana_name
from schedule.importers.records import Context, ZoneNeeded, zone_named
from schedule.importers.times import DAY

_STAMP = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2}))?)?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE
)

_LAST_MOMENT = DAY - timedelta(seconds=1)


@dataclass(frozen=True)
class Stamp:
    """A wall time and its zone; a whole day is its first moment."""

    wall: datetime
    zone: tzinfo
    is_day: bool = False

    @property
    def at(self) -> datetime:
        return times.in_utc(self.wall, self.zone)


@dataclass(frozen=True)
class Span:
    """When one entry is. `recurs_at` is which occurrence of those that recur, None for all others."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    recurs_at: datetime | None = None


class Clock:
    """Reads the times of all entries of a file.

    `zone_name` is the zone that the file names. Feeds with all times in UTC say so of themselves, wherever they are
    from: that is no name.
    """

    def __init__(self, calendar: Component, events: Sequence[Component], zones: Zones, context: Context):
        self.context = context
        self.zones = zones
        self.budget = Budget()
        self._told: set[str] = set()
        declared = calendar.text("X-WR-TIMEZONE") or calendar.text("VTIMEZONE")
        self.declared = iana_name(declared)
        if declared and not self.declared:
            context.notices.add("", f"The calendar's time zone “{declared[:60]}” is not one that is known.")
        self.zone_name = self._zone_name([event.first("DTSTART") for event in events])
        self.zone = context.zone_for(self.zone_name) or zone_named(self.declared)

    def _zone_name(self, starts: Sequence[Line | None]) -> str:
        lines = [line for line in starts if line is not None]
        used = Counter(name for line in lines if (name := self.zones.name_of(line.param("TZID"))))
        if self.declared and self.declared != "UTC":
            return self.declared
        if used:
            return used.most_common(1)[0][0]
        is_floating = any(not line.value.strip().upper().endswith("Z") and not _is_day(line) for line in lines)
        return self.declared if is_floating else ""

    def spans(self, event: Component, overridden: set[datetime]) -> list[Span]:
        """All times of an entry: several if it recurs; one without a time if its start cannot be read."""
        line = event.first("DTSTART")
        start = self.stamp(line)
        if start is None:
            said = f"“{line.value[:60]}” is not a time" if line else "The entry has no DTSTART"
            place = f"line {line.number if line else event.number}"
            self.context.notices.add(place, f"{said}; it comes in without one.")
            return [Span()]
        if (changed := event.first("RECURRENCE-ID")) is not None:
            if changed.param("RANGE"):
                text = "That this changes all later ones as well is not understood; it changes one."
                self.context.notices.add(f"line {changed.number}", text)
            return [Span(start.at, self._end(event, start), self.changes(event))]
        if event.first("RRULE") is None and event.first("RDATE") is None:
            return [Span(start.at, self._end(event, start))]
        return list(self._recurring(event, start, overridden, f"line {event.number}"))

    def changes(self, event: Component) -> datetime | None:
        """The occurrence that an entry of its own stands for, by when it would have been."""
        line = event.first("RECURRENCE-ID")
        start = self.stamp(event.first("DTSTART")) if line else None
        one = self.stamp(line, start.zone) if start else None
        return one.at if one else None

    def _recurring(self, event: Component, start: Stamp, overridden: set[datetime], place: str) -> Iterator[Span]:
        excluded = [stamp for line in event.all("EXDATE") for stamp in self._stamps(line, start)]
        moments = overridden | {stamp.at for stamp in excluded if not stamp.is_day}
        days = {stamp.wall.date() for stamp in excluded if stamp.is_day}
        first_end = self._end(event, start)
        for wall in self._walls(event, start, place):
            self.budget.count_one(place)
            one = Stamp(wall, start.zone)
            if one.at not in moments and wall.date() not in days:
                yield Span(one.at, self._end_of(one, start, first_end), one.at)

    @staticmethod
    def _end_of(one: Stamp, start: Stamp, first_end: datetime | None) -> datetime | None:
        """As long after its start as the first one; whole days last until midnight, also when clocks change."""
        if first_end is None:
            return None
        if start.is_day:
            days = first_end.astimezone(start.zone).replace(tzinfo=None) - start.wall
            return Stamp(one.wall + days, start.zone).at
        return one.at + (first_end - start.at)

    def _walls(self, event: Component, start: Stamp, place: str) -> Iterator[datetime]:
        seen: set[datetime] = set()
        for wall in self._by_rules(event, start, place):
            if wall not in seen:
                seen.add(wall)
                yield wall

    def _by_rules(self, event: Component, start: Stamp, place: str) -> Iterator[datetime]:
        yield start.wall
        for line in event.all("RRULE"):
            rule = rule_of(line.value)
            if rule is None:
                text = "This recurs by a rule that is not understood; only its first date comes in."
                self.context.notices.add(f"line {line.number}", text)
                continue
            until = self.stamp(Line("UNTIL", {}, rule.until, line.number), start.zone) if rule.until else None
            last = None
            if until is not None:
                at = until.at.astimezone(start.zone).replace(tzinfo=None)
                last = until.wall + _LAST_MOMENT if until.is_day else at
            yield from occurrences(start.wall, rule, last, self.budget, place)
        for line in event.all("RDATE"):
            for stamp in self._stamps(line, start):
                yield stamp.at.astimezone(start.zone).replace(tzinfo=None)

    def _end(self, event: Component, start: Stamp) -> datetime | None:
        if (end := self.stamp(event.first("DTEND"), start.zone)) is not None:
            return end.at
        duration = times.duration_of(event.text("DURATION")) if event.text("DURATION") else None
        if start.is_day:
            return Stamp(start.wall + (duration or DAY), start.zone).at
        return start.at + duration if duration is not None else None

    def _stamps(self, line: Line, start: Stamp) -> list[Stamp]:
        """Each moment in a list of them; of a period its start."""
        parts = (Line(line.name, line.params, text.partition("/")[0], line.number) for text in line.value.split(","))
        return [stamp for part in parts if (stamp := self.stamp(part, start.zone)) is not None]

    def stamp(self, line: Line | None, zone: tzinfo | None = None) -> Stamp | None:
        """The moment in a line; where it says no zone, in this one or else in the calendar's."""
        match = _STAMP.fullmatch(line.value.strip()[:40]) if line else None
        if line is None or match is None:
            return None
        wall = _wall(match)
        if wall is None:
            return None
        tzid = line.param("TZID")
        said = _offset(match[7]) or (zone if zone and not tzid else self._zone(tzid, line))
        return Stamp(wall, said, is_day=match[4] is None)

    def _zone(self, tzid: str, line: Line) -> tzinfo:
        zone = self.zones.named(tzid) if tzid else None
        if tzid and zone is None and tzid not in self._told:
            self._told.add(tzid)
            text = f"The time zone “{tzid[:60]}” is not one that is known; its times are read as local ones."
            self.context.notices.add(f"line {line.number}", text)
        found = zone or self.zone
        if found is None:
            raise ZoneNeeded
        return found


def first_and_last_day(event: Component) -> tuple:
    """The days of an all-day entry, the last one included."""
    days = [match for name in ("DTSTART", "DTEND") if (match := _STAMP.fullmatch(event.text(name)[:40]))]
    walls = [wall.date() for match in days if (wall := _wall(match)) is not None]
    return (walls[0], walls[1] - DAY) if len(walls) == 2 else (None, None)


def _is_day(line: Line) -> bool:
    return line.param("VALUE").upper() == "DATE" or len(line.value.strip()) == 8


def _wall(match: re.Match[str]) -> datetime | None:
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    on = times.date_of(f"{year:04}-{month:02}-{day:02}")
    if on is None or hour > 24 or minute > 59:
        return None
    return times.wall_time(on, timedelta(hours=hour, minutes=minute, seconds=min(second, 59)))


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if text[0] == "-" else ahead) if ahead < DAY else None
