"""Moments in UTC, out of wall times and times with an offset of their own."""

from datetime import datetime, tzinfo

from schedule.importers import times
from schedule.importers.records import ZoneNeeded


def moment_of(at: datetime, zone: tzinfo | None) -> datetime:
    """A moment in UTC; `zone` is where wall times are from. Raises ZoneNeeded where nobody says that."""
    own = at.tzinfo or zone
    if own is None:
        raise ZoneNeeded
    return times.in_utc(at, own)
