"""How a moment of change is stamped: what calendars and caches compare has whole seconds and always rises."""

from datetime import datetime, timedelta


def risen(at: datetime, previous: datetime) -> datetime:
    """`at`, or a second after the previous stamp where that is later: two changes within a second are both seen."""
    return max(at.replace(microsecond=0), previous.replace(microsecond=0) + timedelta(seconds=1))
