"""The calendars that Talkmark writes itself: their keys, the event's banner, tracks and kinds are told from them."""

from collections.abc import Sequence

from schedule.importers.ics.lines import Component
from schedule.importers.ics.literal import literal
from schedule.importers.ics.times import Clock, Span, first_and_last_day
from schedule.importers.records import Event, Schedule, Session
from schedule.importers.wording import kind_of

# What stands for the place of an event that has none.
_ONLINE = "Online"


def own_schedule(calendar: Component, entries: Sequence[Component], clock: Clock) -> Schedule:
    banners = [entry for entry in entries if _is_banner(entry)]
    banner = banners[0] if banners else Component("VEVENT", calendar.number)
    sessions = tuple(_session(entry, banner.text("LOCATION"), clock) for entry in entries if not _is_banner(entry))
    return Schedule(event=_event(calendar, banner, entries), sessions=sessions, is_own=True)


def _is_banner(entry: Component) -> bool:
    """The all-day entry of the event itself, whose key is the event's twice."""
    session, _, event = entry.text("UID").partition("@")
    return bool(session) and session == event


def _event(calendar: Component, banner: Component, entries: Sequence[Component]) -> Event:
    starts_on, ends_on = first_and_last_day(banner)
    place = banner.text("LOCATION")
    return Event(
        name=banner.text("SUMMARY") or calendar.text("X-WR-CALNAME"),
        guid=banner.text("UID").partition("@")[0],
        tagline=_without_address(banner) or calendar.text("X-WR-CALDESC"),
        zone=calendar.text("X-WR-TIMEZONE"),
        starts_on=starts_on,
        ends_on=ends_on,
        venue="" if place == _ONLINE else place,
        accent=calendar.text("X-APPLE-CALENDAR-COLOR"),
        position=next((position for entry in entries if (position := _position(entry)) is not None), None),
        is_online=_is_online(place, entries) if place else None,
    )


def _is_online(place: str, entries: Sequence[Component]) -> bool:
    """At a real place, every entry that says where it is ends with it."""
    elsewhere = (entry.text("LOCATION") for entry in entries)
    return place == _ONLINE or any(where and not f", {where}".endswith(f", {place}") for where in elsewhere)


def _session(entry: Component, place: str, clock: Clock) -> Session:
    span = next(iter(clock.spans(entry, set())), Span())
    line = entry.first("CATEGORIES")
    words = [text.strip() for text in line.texts] if line else []
    return Session(
        title=entry.text("SUMMARY"),
        guid=entry.text("UID").partition("@")[0],
        place=f"line {entry.number}",
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        room=_room(entry.text("LOCATION"), place),
        track=tuple(words[:-1]),
        kind=kind_of(words[-1]) if words else None,
        status="cancelled" if entry.text("STATUS").upper() == "CANCELLED" else "published",
        abstract=literal(_without_address(entry)),
        slug=_slug(entry.text("URL")),
    )


def _slug(url: str) -> str:
    _, sign, slug = url.rstrip("/").rpartition("/sessions/")
    return slug if sign and "/" not in slug else ""


def _room(location: str, place: str) -> str:
    """What stands before the venue, which every entry at a real place ends with."""
    if location == place:
        return ""
    return location.removesuffix(f", {place}") if place else location


def _without_address(entry: Component) -> str:
    """The description without its last paragraph, which is the address of the entry's page."""
    text, _, last = entry.text("DESCRIPTION").rpartition("\n\n")
    return text if last == entry.text("URL") else entry.text("DESCRIPTION")


def _position(entry: Component) -> tuple[float, float] | None:
    try:
        latitude, longitude = (float(part) for part in entry.text("GEO").split(";"))
    except ValueError:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
