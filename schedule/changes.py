"""What changed in a programme, in the words and the order of the changes page and its feed. Pure.

Works on anything that has a change record's fields. Its times are texts, in the zone that the event had then.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from itertools import groupby
from typing import Any

# Between the parts of a place: room, venue, address.
_PART = ", "


@dataclass(frozen=True)
class Line:
    """One thing that became different. `was` and `now` are empty where there is nothing to say."""

    kind: str
    label: str
    was: str = ""
    now: str = ""

    @property
    def words(self) -> str:
        """What `was` and `now` are, as a sentence without its end."""
        if not self.was:
            return self.now
        return f"was {self.was}, now {self.now}" if self.now else f"was {self.was}"


@dataclass(frozen=True)
class News:
    """What became different about one session at one moment, the newest first."""

    session: Any
    lines: list[Line]


@dataclass(frozen=True)
class Moment:
    """What became different within one minute, in the programme's order."""

    at: datetime
    news: list[News]


@dataclass(frozen=True)
class Day:
    on: date
    moments: list[Moment] = field(default_factory=list)


def line_of(change: Any) -> Line:
    was, now = change.old, change.new
    if change.kind == "room":
        was, now = _where_they_differ(was, now)
        was, now = was or "without a room", now or "without a room"
    elif change.kind == "moved":
        was, now = was or "without a time", now or "a time to be announced"
    elif change.kind == "split":  # what it is now are its topics, in quotes already
        was = f"“{was}”"
    elif change.kind == "renamed":
        was, now = f"“{was}”", f"“{now}”"
    return Line(change.kind, change.get_kind_display(), was, now)


def days_of(changes: Iterable[Any], *, zone: tzinfo) -> list[Day]:
    """Changes with their sessions, newest first as they come, by day and minute of this zone."""
    days: list[Day] = []
    for at, group in groupby(changes, key=lambda change: change.at.replace(second=0, microsecond=0)):
        on = at.astimezone(zone).date()
        if not days or days[-1].on != on:
            days.append(Day(on))
        days[-1].moments.append(Moment(at, _by_session(group)))
    return days


def _by_session(changes: Iterable[Any]) -> list[News]:
    found: dict[Any, list[Any]] = {}
    for change in changes:
        found.setdefault(change.session, []).append(change)
    return [News(session, [line_of(change) for change in found[session]]) for session in sorted(found, key=_place)]


def _place(session: Any) -> tuple[bool, float, str]:
    """By start, those without a time last."""
    starts_at = session.starts_at
    return starts_at is None, starts_at.timestamp() if starts_at else 0, session.title


def _where_they_differ(was: str, now: str) -> tuple[str, str]:
    """Two places without the venue and the address that both end with."""
    before, after = was.split(_PART), now.split(_PART)
    while len(before) > 1 and len(after) > 1 and before[-1] == after[-1]:
        del before[-1], after[-1]
    return _PART.join(before), _PART.join(after)
