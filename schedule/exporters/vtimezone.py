"""VTIMEZONE components from the tz database by way of zoneinfo; which zones and years they cover is for the caller."""

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = 86_400
# A rule must hold for this long after the window to be written as one: that tells "last Sunday" from "fourth Sunday".
PROOF_YEARS = 10
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class _State(NamedTuple):
    """What a zone's clocks show for a while."""

    offset: timedelta
    saving: timedelta
    name: str


@dataclass(frozen=True)
class _Onset:
    """The start of a state. `local` is the wall clock that the old state would show then (RFC 5545 3.6.5)."""

    local: datetime
    before: _State
    after: _State


@dataclass(frozen=True)
class _Rule:
    """A yearly onset on the nth (or, -1, the last) weekday of a month."""

    before: _State
    after: _State
    month: int
    weekday: int
    at: time
    nth: int

    def onset_in(self, year: int) -> _Onset:
        first_weekday, days = monthrange(year, self.month)
        day = 1 + (self.weekday - first_weekday) % 7 + 7 * (self.nth - 1)
        if self.nth == -1:
            day = days - (first_weekday + days - 1 - self.weekday) % 7
        return _Onset(datetime.combine(date(year, self.month, day), self.at), self.before, self.after)

    @property
    def rrule(self) -> str:
        return f"FREQ=YEARLY;BYMONTH={self.month};BYDAY={self.nth}{WEEKDAYS[self.weekday]}"


def vtimezone(zone: str, first: datetime, last: datetime) -> bytes:
    """The VTIMEZONE (RFC 5545 3.6.5) of an IANA zone, right from the year before `first` to the year after `last`.

    Whole years, so that a session added does not change it. An unknown zone raises ZoneInfoNotFoundError.
    """
    return _vtimezone(zone, first.astimezone(UTC).year - 1, last.astimezone(UTC).year + 1)


@lru_cache(maxsize=256)
def _vtimezone(zone: str, first_year: int, last_year: int) -> bytes:
    tz = ZoneInfo(zone)
    start, end = _new_year(first_year), _new_year(last_year + 1)
    changes = list(_changes(tz, start, end))
    rules = _rules(tz, changes, first_year, last_year)
    if rules:
        observances = sorted(((rule.onset_in(first_year - 1), rule.rrule) for rule in rules), key=_by_onset)
    else:
        opening = _onset(start, _state(tz, start), _state(tz, start))
        observances = [(onset, "") for onset in (opening, *changes)]
    # Savings count from the least one, so that summer is DAYLIGHT in Dublin too, where tzdata has winter save -1 h.
    least = min(onset.after.saving for onset, _ in observances)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}"]
    for onset, rrule in observances:
        lines += _observance(onset, rrule, "DAYLIGHT" if onset.after.saving > least else "STANDARD")
    lines += ["END:VTIMEZONE", ""]
    return "\r\n".join(lines).encode("ascii")


def _observance(onset: _Onset, rrule: str, kind: str) -> list[str]:
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{onset.local:%Y%m%dT%H%M%S}",
        f"TZOFFSETFROM:{_offset(onset.before.offset)}",
        f"TZOFFSETTO:{_offset(onset.after.offset)}",
        *([f"RRULE:{rrule}"] if rrule else []),
        f"TZNAME:{onset.after.name}",
        f"END:{kind}",
    ]


def _offset(offset: timedelta) -> str:
    """A UTC-OFFSET (RFC 5545 3.3.14): seconds only where there are some, and zero is never negative."""
    minutes, seconds = divmod(abs(offset) // timedelta(seconds=1), 60)
    sign = "-" if offset < timedelta() else "+"
    return f"{sign}{minutes // 60:02}{minutes % 60:02}" + (f"{seconds:02}" if seconds else "")


def _by_onset(observance: tuple[_Onset, str]) -> datetime:
    return observance[0].local


def _new_year(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())


def _state(tz: ZoneInfo, instant: int) -> _State:
    local = datetime.fromtimestamp(instant, tz)
    return _State(local.utcoffset() or timedelta(), local.dst() or timedelta(), local.tzname() or "")


def _changes(tz: ZoneInfo, start: int, end: int) -> Iterator[_Onset]:
    """Each change after `start` and before `end` (POSIX seconds), in order.

    The day is found by steps, the second by bisection: a state that comes back within a day would be missed, and
    tzdata has none since 1970.
    """
    state = _state(tz, start)
    for low in range(start, end, DAY):
        high = min(low + DAY, end - 1)
        if _state(tz, high) != state:
            instants = range(low, high + 1)
            while (i := bisect_left(instants, True, key=partial(_differs, tz, state))) < len(instants):
                before, state = state, _state(tz, instants[i])
                yield _onset(instants[i], before, state)
                instants = instants[i:]


def _differs(tz: ZoneInfo, state: _State, instant: int) -> bool:
    return _state(tz, instant) != state


def _onset(instant: int, before: _State, after: _State) -> _Onset:
    return _Onset(datetime.fromtimestamp(instant, UTC).replace(tzinfo=None) + before.offset, before, after)


def _rules(tz: ZoneInfo, changes: list[_Onset], first_year: int, last_year: int) -> list[_Rule]:
    """The rules that make up all the changes, each once a year, from the year before the window on; else none."""
    found = {rule for onset in changes for rule in _candidates(onset)}
    years = range(first_year - 1, last_year + 1 + PROOF_YEARS)
    rules = [rule for rule in found if all(_holds(tz, rule.onset_in(year)) for year in years)]
    return rules if len(rules) * (last_year - first_year + 1) == len(changes) else []


def _candidates(onset: _Onset) -> Iterator[_Rule]:
    local = onset.local
    days = monthrange(local.year, local.month)[1]
    for nth in ((local.day + 6) // 7, -1):
        if (nth > 0 or local.day + 7 > days) and nth < 5:
            yield _Rule(onset.before, onset.after, local.month, local.weekday(), local.time(), nth)


def _holds(tz: ZoneInfo, onset: _Onset) -> bool:
    instant = int((onset.local - onset.before.offset).replace(tzinfo=UTC).timestamp())
    return _state(tz, instant - 1) == onset.before and _state(tz, instant) == onset.after
