"""Sessions and events as search engines read them: schema.org's Event, as a dict that becomes JSON-LD.

Times are in the event's zone. Nothing in here knows an access link: what is online leads to its page.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

_TERMS = "https://schema.org"


def session_data(session: Any, event: Any, *, url: str, event_url: str, description: str = "") -> dict[str, Any] | None:
    """For one session's page; None while the session has no time, since an Event must have one.

    The session is one of `for_display()`, or has what is read of it here. Addresses are absolute, `description` is
    plain text. A view puts the result into its context as `linked_data`, and the base template prints it.
    """
    if session.starts_at is None:
        return None
    # A cancelled one keeps its time, and has no other status beside (Google's rule).
    moved_from = None if session.is_cancelled else session.moved_from
    status = "EventCancelled" if session.is_cancelled else "EventRescheduled" if moved_from else "EventScheduled"
    room = session.room.name if session.room else ""
    return _without_blanks(
        {
            "@context": _TERMS,
            "@type": "Event",
            "name": session.title,
            "startDate": _moment(session.starts_at, event),
            "endDate": _moment(session.ends_at, event),
            "previousStartDate": _moment(moved_from, event) if moved_from else "",
            "eventStatus": f"{_TERMS}/{status}",
            "eventAttendanceMode": _mode(event),
            "location": _location(event, url, room=room),
            "performer": [_person(appearance.speaker) for appearance in session.people],
            "superEvent": _event(event, event_url),
            "description": description,
            "url": url,
            "inLanguage": session.language,
        }
    )


def event_data(event: Any, *, url: str, description: str = "") -> dict[str, Any]:
    """For the page of a whole event's schedule. It is used as the other."""
    return _without_blanks({"@context": _TERMS, **_event(event, url), "description": description})


def _event(event: Any, url: str) -> dict[str, Any]:
    return _without_blanks(
        {
            "@type": "Event",
            "name": event.name,
            "startDate": event.starts_on.isoformat(),
            "endDate": event.ends_on.isoformat(),
            "eventStatus": f"{_TERMS}/EventScheduled",
            "eventAttendanceMode": _mode(event),
            "location": _location(event, url),
            "url": url,
        }
    )


def _mode(event: Any) -> str:
    return f"{_TERMS}/{'Online' if event.is_online else 'Offline'}EventAttendanceMode"


def _location(event: Any, url: str, *, room: str = "") -> dict[str, Any] | None:
    """The place, with an address if there is any word of one; None when nobody said where."""
    if event.is_online:
        return {"@type": "VirtualLocation", "url": url}
    name = ", ".join(part for part in (room, event.venue) if part) or event.address
    if not name:
        return None
    return _without_blanks(
        {
            "@type": "Place",
            "name": name,
            "address": event.address or event.venue,
            "geo": _globe(event.latitude, event.longitude),
        }
    )


def _globe(latitude: Any, longitude: Any) -> dict[str, Any] | None:
    if latitude is None or longitude is None:
        return None
    return {"@type": "GeoCoordinates", "latitude": float(latitude), "longitude": float(longitude)}


def _person(speaker: Any) -> dict[str, Any]:
    company = {"@type": "Organization", "name": speaker.company} if speaker.company else None
    return _without_blanks({"@type": "Person", "name": speaker.name, "affiliation": company})


def _moment(at: datetime, event: Any) -> str:
    """ISO 8601 with the offset; in UTC for times long ago, when clocks had offsets of seconds that it cannot write."""
    local = at.astimezone(event.timezone)
    is_writable = (local.utcoffset() or timedelta()) % timedelta(minutes=1) == timedelta()
    return (local if is_writable else at.astimezone(UTC)).isoformat(timespec="seconds")


def _without_blanks(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in ("", None, [])}
