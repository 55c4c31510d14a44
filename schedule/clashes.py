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
