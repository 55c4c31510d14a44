"""A day's rooms with what is on in them as blocks on one scale, to draw small bars of. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from schedule.grid import Column


@dataclass(frozen=True)
class Block:
    """A session in minutes from the first start."""

    start: int
    width: int
    session: Any


@dataclass(frozen=True)
class Bar:
    room: Any | None
    blocks: list[Block]


@dataclass(frozen=True)
class Overview:
    """From the first start to the last end."""

    starts_at: datetime
    ends_at: datetime
    bars: list[Bar]

    @property
    def minutes(self) -> int:
        return _minutes(self.ends_at - self.starts_at)

    def minute_of(self, at: datetime) -> int | None:
        """Where on the scale a moment is, if it is there at all."""
        return _minutes(at - self.starts_at) if self.starts_at <= at < self.ends_at else None


def overview_of(columns: Sequence[Column]) -> Overview:
    sessions = [session for column in columns for session in column.sessions]
    first = min(session.starts_at for session in sessions)
    bars = [Bar(column.room, [_block(session, first) for session in column.sessions]) for column in columns]
    return Overview(first, max(session.ends_at for session in sessions), bars)


def _block(session, first: datetime) -> Block:
    return Block(_minutes(session.starts_at - first), _minutes(session.ends_at - session.starts_at), session)


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds()) // 60
