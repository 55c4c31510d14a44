"""iCalendar feeds (RFC 5545) of any maker, with their wounds, and those that Talkmark writes itself."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from schedule.importers.addresses import web_address
from schedule.importers.files import MAX_SESSIONS, text_of
from schedule.importers.ics.lines import Component, calendar_in
from schedule.importers.ics.own import own_schedule
from schedule.importers.ics.times import Clock, Span
from schedule.importers.ics.zones import Zones
from schedule.importers.names import joined_names_in
from schedule.importers.records import Appearance, Context, Event, Link, Person, Schedule, Session, Unacceptable
from schedule.importers.wording import kind_of, kind_of_title

_CALENDAR = re.compile(rb"[\s\xef\xbb\xbf]*BEGIN:VCALENDAR\b", re.IGNORECASE)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# A first line of the description that names who speaks.
_BY = re.compile(
    r"\s*(?:von|by|speakers?|presenters?|presented by|referent(?:in|en|innen)?|vortragende[rn]?)[ \t]*:[ \t]*"
    r"(\S[^\n]{0,500})",
    re.IGNORECASE,
)
# What is invited as well, and nobody.
_THINGS = ("ROOM", "RESOURCE", "GROUP")
_STATUSES = {"CANCELLED": "cancelled", "CONFIRMED": "published", "TENTATIVE": "published"}


def recognises(data: bytes) -> bool:
    return bool(_CALENDAR.match(_in_utf_8(data)[:1000]))


def read(data: bytes, context: Context) -> Schedule:
    root = calendar_in(_in_utf_8(data), context.notices)
    calendar = next(root.walk("VCALENDAR"), root)
    entries = list(root.walk("VEVENT"))
    if not entries:
        raise Unacceptable("The calendar has no entries.", f"line {calendar.number}")
    if len(entries) > MAX_SESSIONS:
        raise Unacceptable(f"The calendar has more than {MAX_SESSIONS:,} entries, the most that are read.")
    clock = Clock(calendar, entries, Zones(root), context)
    if "Talkmark" in calendar.text("PRODID"):
        return own_schedule(calendar, entries, clock)
    sessions = tuple(_sessions(entries, clock))
    if calendar.text("METHOD").upper() == "CANCEL":
        sessions = tuple(replace(session, status="cancelled") for session in sessions)
    if not any(session.people for session in sessions):
        sessions = tuple(replace(session, people=None) for session in sessions)
    name = calendar.text("X-WR-CALNAME") or calendar.text("NAME") or calendar.text("X-WR-CALDESC")
    return Schedule(event=Event(name=name, zone=clock.zone_name), sessions=sessions)


def _in_utf_8(data: bytes) -> bytes:
    return text_of(data).encode() if data[:2] in _UTF_16 else data.removeprefix(b"\xef\xbb\xbf")


def _sessions(entries: Sequence[Component], clock: Clock) -> Iterator[Session]:
    """One for each entry, or for each time of those that recur; a time with an entry of its own comes from there."""
    changed: dict[str, set[datetime]] = defaultdict(set)
    for entry in entries:
        if (moment := clock.changes(entry)) is not None:
            changed[entry.text("UID")].add(moment)
    for entry in entries:
        session = _session(entry)
        yield from (_at(session, span) for span in clock.spans(entry, changed.get(session.id, set())))


def _at(session: Session, span: Span) -> Session:
    key = session.id
    if key and span.recurs_at is not None:
        key = f"{key} {span.recurs_at:%Y%m%dT%H%M%SZ}"
    return replace(session, id=key, starts_at=span.starts_at, ends_at=span.ends_at)


def _session(entry: Component) -> Session:
    title, url = entry.text("SUMMARY"), entry.text("URL")
    people, abstract = _people(entry)
    categories = entry.first("CATEGORIES")
    track = next((text.strip() for text in categories.texts if text.strip()), "") if categories else ""
    kind = kind_of(track)
    links = [Link(line.param("FILENAME"), url) for line in entry.all("ATTACH") if (url := web_address(line.value))]
    return Session(
        title=title,
        id=entry.text("UID"),
        others=(url,) if url else (),
        place=f"line {entry.number}",
        room=entry.text("LOCATION"),
        track=((track,) if track else ()) if categories else None,
        kind=kind if kind != "talk" else kind_of_title(title) or ("talk" if track else None),
        status=_STATUSES.get(entry.text("STATUS").upper()),
        abstract=abstract,
        people=people,
        attachments=tuple(links) or None,
    )


def _people(entry: Component) -> tuple[tuple[Appearance, ...], str]:
    """Who takes part, and the description without its line about them."""
    description = entry.text("DESCRIPTION")
    names = [
        name
        for line in entry.all("ATTENDEE")
        if (name := line.param("CN").strip()) and "@" not in name and line.param("CUTYPE").upper() not in _THINGS
    ]
    if match := _BY.match(description):
        names = names or joined_names_in(match[1])
        description = description[match.end() :].strip()
    return tuple(Appearance(Person(name)) for name in names), description
