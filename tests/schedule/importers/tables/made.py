"""What the tests of tables ask of them."""

from zoneinfo import ZoneInfo

import pytest

from schedule.importers.formats import read
from schedule.importers.records import Context, Unacceptable

BERLIN = ZoneInfo("Europe/Berlin")


def sessions_in(data: bytes | str, zone: ZoneInfo | None = BERLIN, **mapping):
    data = data.encode() if isinstance(data, str) else data
    return read(data, Context(zone=zone, mapping=mapping)).sessions


def session_in(data: bytes | str, **mapping):
    (session,) = sessions_in(data, **mapping)
    return session


def span_of(session) -> tuple[str, str] | None:
    """Start and end on Berlin's clocks."""
    if session.starts_at is None:
        return None
    start, end = session.starts_at.astimezone(BERLIN), session.ends_at.astimezone(BERLIN)
    return f"{start:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}"


def refusal_of(data: bytes, format: str = "", **mapping) -> tuple[str, str]:
    with pytest.raises(Unacceptable) as refused:
        read(data, Context(zone=BERLIN, mapping=mapping), format=format)
    return refused.value.place, refused.value.reason
