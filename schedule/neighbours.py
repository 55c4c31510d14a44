"""What else there is beside one session: at its time, nearest to it, before and after it. Pure.

Works on anything with `starts_at`, `ends_at` and `is_cancelled`.
"""

from datetime import timedelta
from typing import Any

from schedule.clashes import shared_time

_NEVER = timedelta.max


def at_the_same_time(session, others) -> list[Any]:
    """Those that are on while it is, or would be, and take place; the nearest start first."""
    return nearest([other for other in others if shared_time(session, other) and not other.is_cancelled], session)


def nearest(others, session) -> list[Any]:
    """By how far their starts are from its start, then as they come; those without a time last."""
    return sorted(others, key=lambda other: _distance(session, other))


def before_and_after(session, others) -> tuple[Any | None, Any | None]:
    """The last that starts before it and the first that starts after it, of those that take place."""
    placed = [other for other in others if other.starts_at is not None and not other.is_cancelled]
    if session.starts_at is None:
        return None, None
    before = [other for other in placed if other.starts_at < session.starts_at]
    after = [other for other in placed if other.starts_at > session.starts_at]
    return (
        max(before, key=lambda other: other.starts_at, default=None),
        min(after, key=lambda other: other.starts_at, default=None),
    )


def _distance(session, other) -> timedelta:
    if session.starts_at is None or other.starts_at is None:
        return _NEVER
    return abs(other.starts_at - session.starts_at)
