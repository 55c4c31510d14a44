"""Calendars made for a test."""

from zoneinfo import ZoneInfo

from schedule.importers.formats import read
from schedule.importers.records import Context


def calendar(*entries: str, head: str = "") -> bytes:
    """Entries by their lines, and lines of the calendar itself."""
    body = "".join(f"BEGIN:VEVENT\n{entry.strip()}\nEND:VEVENT\n" for entry in entries)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\n{head.strip()}\n{body}END:VCALENDAR\n".replace("\n\n", "\n")
    return text.replace("\n", "\r\n").encode()


def sessions_in(data: bytes, zone: ZoneInfo | None = None):
    return read(data, Context(zone=zone)).sessions
