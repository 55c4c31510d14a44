"""Which sessions overlap in time. Pure: works on anything with `starts_at`, `ends_at` and `is_cancelled`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass
class Group:
    """Sessions that overlap, directly or through one between them; or one that overlaps with none."""

    sessions: list[Any]
    starts_at: datetime
    ends_at: datetime

    @property
    def is_clash(self) -> bool:
        return len(self.sessions) > 1


def groups_in(sessions) -> list[Group]:
    """All sessions with a time, in groups by overlap and in order of start.

    Sessions that only touch do not overlap; cancelled ones never do.
    """
    groups: list[Group] = []
    last: Group | None = None
    for session in sorted((s for s in sessions if s.starts_at is not None), key=lambda s: s.starts_at):
        if last is not None and not session.is_cancelled and session.starts_at < last.ends_at:
            last.sessions.append(session)
            last.ends_at = max(last.ends_at, session.ends_at)
            continue
        groups.append(Group([session], session.starts_at, session.ends_at))
        last = last if session.is_cancelled else groups[-1]
    return groups


def clashes_in(sessions) -> list[Group]:
    """The groups of two or more."""
    return [group for group in groups_in(sessions) if group.is_clash]


def shared_time(one, other) -> tuple[datetime, datetime] | None:
    """From when to when both are on, whatever their status. None when they only touch, or one has no time."""
    if one.starts_at is None or other.starts_at is None:
        return None
    begin, end = max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at)
    return (begin, end) if begin < end else None


def clashes_with(session, others) -> list[tuple[Any, datetime, datetime]]:
    """Those that overlap with it, each with the time that both are on, in order; cancelled sessions never do."""
    taking_place = [other for other in others if not other.is_cancelled and not session.is_cancelled]
    found = [(other, *shared) for other in taking_place if (shared := shared_time(session, other))]
    return sorted(found, key=lambda each: each[1:])
