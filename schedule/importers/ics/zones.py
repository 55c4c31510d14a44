"""The zones that an iCalendar file names (RFC 5545 3.6.5): IANA's, Windows' names for them, or rules of its own."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime, time, timedelta, tzinfo

from schedule.importers.ics.lines import Component
from schedule.importers.ics.recurrence import Budget, occurrences, rule_of
from schedule.importers.records import zone_named
from schedule.importers.times import YEARS

# CLDR's windowsZones, for the territory 001: the names that Outlook and Exchange write.
_WINDOWS = {
    "AUS Central": "Australia/Darwin",
    "AUS Eastern": "Australia/Sydney",
    "Alaskan": "America/Anchorage",
    "Arab": "Asia/Riyadh",
    "Arabian": "Asia/Dubai",
    "Argentina": "America/Buenos_Aires",
    "Atlantic": "America/Halifax",
    "Bangladesh": "Asia/Dhaka",
    "Canada Central": "America/Regina",
    "Cen. Australia": "Australia/Adelaide",
    "Central": "America/Chicago",
    "Central America": "America/Guatemala",
    "Central Europe": "Europe/Budapest",
    "Central European": "Europe/Warsaw",
    "China": "Asia/Shanghai",
    "E. Africa": "Africa/Nairobi",
    "E. Australia": "Australia/Brisbane",
    "E. Europe": "Europe/Chisinau",
    "E. South America": "America/Sao_Paulo",
    "Eastern": "America/New_York",
    "Egypt": "Africa/Cairo",
    "FLE": "Europe/Kiev",
    "GMT": "Europe/London",
    "GTB": "Europe/Bucharest",
    "Georgian": "Asia/Tbilisi",
    "Greenwich": "Atlantic/Reykjavik",
    "Hawaiian": "Pacific/Honolulu",
    "India": "Asia/Calcutta",
    "Iran": "Asia/Tehran",
    "Israel": "Asia/Jerusalem",
    "Jordan": "Asia/Amman",
    "Korea": "Asia/Seoul",
    "Morocco": "Africa/Casablanca",
    "Mountain": "America/Denver",
    "Nepal": "Asia/Katmandu",
    "New Zealand": "Pacific/Auckland",
    "Newfoundland": "America/St_Johns",
    "Pacific": "America/Los_Angeles",
    "Pacific SA": "America/Santiago",
    "Pakistan": "Asia/Karachi",
    "Romance": "Europe/Paris",
    "Russian": "Europe/Moscow",
    "SA Eastern": "America/Cayenne",
    "SA Pacific": "America/Bogota",
    "SA Western": "America/La_Paz",
    "SE Asia": "Asia/Bangkok",
    "Singapore": "Asia/Singapore",
    "South Africa": "Africa/Johannesburg",
    "Sri Lanka": "Asia/Colombo",
    "Taipei": "Asia/Taipei",
    "Tasmania": "Australia/Hobart",
    "Tokyo": "Asia/Tokyo",
    "Turkey": "Europe/Istanbul",
    "US Mountain": "America/Phoenix",
    "W. Australia": "Australia/Perth",
    "W. Central Africa": "Africa/Lagos",
    "W. Europe": "Europe/Berlin",
    "West Asia": "Asia/Tashkent",
}
_UTC = {"utc", "etc/utc", "z", "gmt", "etc/gmt", "coordinated universal time", "tzone://microsoft/utc"}
# No conference is in more of them, and no zone's rules have changed more often since they are kept.
_MOST_ZONES, _MOST_RULES = 100, 40
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})(?:\d{2})?")


def iana_name(name: str) -> str:
    """The IANA name that this one stands for, "" where none does. Some write a path of their own before it."""
    name = name.strip().strip('"')[:200]
    if name.casefold() in _UTC:
        return "UTC"
    windows = _WINDOWS.get(name.removesuffix(" Standard Time").removesuffix(" Daylight Time"), "")
    parts = name.split("/")
    for candidate in (name, windows, "/".join(parts[-2:]), "/".join(parts[-3:])):
        if "/" in candidate and zone_named(candidate) is not None:
            return candidate
    return ""


class Zones:
    """Finds the zone that a TZID stands for."""

    def __init__(self, root: Component):
        self._given = {part.text("TZID"): part for part in root.walk("VTIMEZONE")}
        self._names: dict[str, str] = {}
        self._found: dict[str, tzinfo | None] = {}

    def named(self, tzid: str) -> tzinfo | None:
        """None for a TZID that is no zone's name and that the file has no usable VTIMEZONE for."""
        if tzid not in self._found:
            is_one_of_few = len(self._found) < _MOST_ZONES
            self._found[tzid] = zone_named(self.name_of(tzid)) or (self._by_rules(tzid) if is_one_of_few else None)
        return self._found[tzid]

    def name_of(self, tzid: str) -> str:
        """The IANA name of the zone, "" where it has none."""
        if tzid not in self._names:
            given = self._given.get(tzid)
            said = given.text("X-LIC-LOCATION") if given else ""
            is_one_of_few = len(self._names) < _MOST_ZONES
            self._names[tzid] = (iana_name(tzid) or iana_name(said)) if is_one_of_few else ""
        return self._names[tzid]

    def _by_rules(self, tzid: str) -> tzinfo | None:
        given = self._given.get(tzid)
        changes = [change for part in given.parts[:_MOST_RULES] for change in _changes(part)] if given else []
        return _Observed(changes) if changes else None


class _Observed(tzinfo):
    """A zone by the changes of its VTIMEZONE: the last one before a wall time holds."""

    def __init__(self, changes: list[tuple[datetime, timedelta]]):
        self._changes = sorted(changes)

    def utcoffset(self, dt: datetime | None) -> timedelta:
        wall = dt.replace(tzinfo=None) if dt is not None else self._changes[0][0]
        after = bisect_right(self._changes, wall, key=lambda change: change[0])
        return self._changes[max(0, after - 1)][1]

    def dst(self, dt: datetime | None) -> timedelta:
        return timedelta()

    def tzname(self, dt: datetime | None) -> None:
        return None


def _changes(part: Component) -> Iterable[tuple[datetime, timedelta]]:
    """When STANDARD or DAYLIGHT begins, as wall times, and the offset from then on."""
    offset = _OFFSET.fullmatch(part.text("TZOFFSETTO"))
    if offset is None:
        return []
    ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
    if ahead >= timedelta(hours=24):
        return []
    ahead = -ahead if offset[1] == "-" else ahead
    start = _wall(part.text("DTSTART"))
    if start is None:
        return [(datetime(YEARS.start, 1, 1), ahead)]  # noqa: DTZ001 - a wall time
    rule = rule_of(part.text("RRULE"))
    extra = [wall for line in part.all("RDATE")[:_MOST_RULES] if (wall := _wall(line.value))]
    found = [start]
    if rule is not None and rule.frequency == "YEARLY":
        found = list(occurrences(start, rule, _wall(rule.until), Budget(), ""))
    return [(wall, ahead) for wall in (*found, *extra)]


def _wall(text: str) -> datetime | None:
    """A date and time as digits. Years before ours, which rules like to begin in, are the first of ours."""
    match = re.fullmatch(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{0,2}Z?)?", text.strip())
    if match is None:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in match.groups())
    try:
        return datetime.combine(datetime(max(year, YEARS.start), month, day), time(hour, minute))  # noqa: DTZ001
    except ValueError:
        return None
