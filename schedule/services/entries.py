"""From a session to its calendar entry: which words go where. Decides nothing about stamps or storage."""

from dataclasses import replace
from datetime import datetime

from schedule import markdown
from schedule.days import short
from schedule.exporters import ical
from schedule.models import Event, Session


def entry_of(session: Session, event: Event, *, moved_from: datetime | None) -> ical.Entry:
    """The entry without an access link. The session has both times, and was loaded with `for_display()`."""
    if session.starts_at is None or session.ends_at is None:
        raise ValueError("a session without a time has no calendar entry")
    tracks = [session.track.parent, session.track] if session.track else []
    return ical.Entry(
        uid=f"{session.guid}@{event.guid}",
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        zone=str(event.timezone),
        summary=session.title,
        description=_description(session, event, moved_from=moved_from),
        location=location_of(session, event),
        url=session.site_url,
        categories=(*(track.name for track in tracks if track), session.get_kind_display()),
        is_cancelled=session.is_cancelled,
        geo=_geo(event),
    )


def with_link(entry: ical.Entry, session: Session, event: Event, *, moved_from: datetime | None) -> ical.Entry:
    """The same entry once the access link is open for the feed's owner."""
    return replace(
        entry,
        description=_description(session, event, moved_from=moved_from, link=_link_of(session)),
        location=session.access_url if event.is_online else entry.location,
        conference=session.access_url,
        conference_label=f"Join {session.room.name}" if session.room else "Join",
    )


def _link_of(session: Session) -> str:
    """What stands first in a description once the link is open."""
    return "\n".join(filter(None, [f"Join: {session.access_url}", session.access_note]))


def _description(session: Session, event: Event, *, moved_from: datetime | None, link: str = "") -> str:
    """Without the link nothing depends on it: an abstract cut to leave room would tell everybody that there is one."""
    before = [
        link,
        f"Moved from {when(event, moved_from)}." if moved_from else "",
        "\n".join(_person(appearance.speaker) for appearance in session.people),
    ]
    after = [
        "\n".join(f"{a.label}: {a.url}" if a.url else a.label for a in session.attachments.all()),
        f"Recording: {session.recording}" if session.recording else "",
        session.site_url,
    ]
    # What comes before and after the abstract stays whole.
    taken = sum(len(part.encode()) + len("\n\n") for part in (*before, *after) if part)
    abstract = _cut(markdown.to_text(session.abstract), ical.DESCRIPTION_OCTETS - taken)
    return "\n\n".join(filter(None, [*before, abstract, *after]))


def banner_of(event: Event, *, modified_at: datetime) -> ical.Banner:
    """The all-day entry of an event."""
    return ical.Banner(
        uid=f"{event.guid}@{event.guid}",
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        summary=event.name,
        description="\n\n".join(filter(None, [event.tagline, event.site_url])),
        location=event.place,
        url=event.site_url,
        modified_at=modified_at,
    )


def when(event: Event, at: datetime) -> str:
    """A moment in words, in the event's zone: "Thu 29 Oct, 11:00 GMT"."""
    local = event.local(at)
    return f"{short(local)} {local.tzname()}"


def location_of(session: Session, event: Event) -> str:
    """Room and place in one line, and never an access link."""
    room = session.room.name if session.room else ""
    if event.is_online:
        return room or event.place
    return ", ".join(filter(None, [room, event.venue, event.address]))


def _geo(event: Event) -> tuple[float, float] | None:
    """Where the venue is, for a real place (RFC 5545 3.8.1.6)."""
    if event.is_online or event.latitude is None or event.longitude is None:
        return None
    return float(event.latitude), float(event.longitude)


def _person(speaker) -> str:
    return f"{speaker.name}, {speaker.company}" if speaker.company else speaker.name


def _cut(text: str, octets: int) -> str:
    """At most this much in UTF-8, ending after a word; nothing where there is no room for some words."""
    if len(text.encode()) <= octets:
        return text
    head = text.encode()[: max(0, octets - len(" …".encode()))].decode(errors="ignore")
    words = head.rsplit(None, 1)[0].rstrip(" ,;:.-") if " " in head else head
    return f"{words} …" if len(words) > 40 else ""
