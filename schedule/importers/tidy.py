"""What all formats need once they are records: clean texts, cancelled markers, keys that hold, times that fit."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from functools import lru_cache, partial
from itertools import islice
from uuid import UUID

from schedule.days import day_of
from schedule.importers.addresses import usable_address
from schedule.importers.files import MAX_APPEARANCES, MAX_SESSIONS, MAX_TEXT
from schedule.importers.markup import Converter
from schedule.importers.people import alike, merged
from schedule.importers.records import (
    Appearance,
    Event,
    Link,
    Notices,
    Person,
    Room,
    Schedule,
    Session,
    Tag,
    Track,
    Unacceptable,
    zone_named,
)
from schedule.importers.shapes import number
from schedule.importers.times import DAY, USUAL
from schedule.importers.wording import without_marker
from schedule.text import clean_line, clean_prose

# The lengths of the columns that these go to.
TITLE, NAME, SHORT, POSITION, LANGUAGE, KEY = 300, 200, 100, 300, 35, 200
DAY_STARTS_AT = time(4)
MOST_LINKS = 100  # of one session or person
MOMENT = timedelta(minutes=1)
OWN_MARKER = "CANCELLED: "
LONGEST = 31 * DAY


def tidied(schedule: Schedule, notices: Notices) -> Schedule:
    """The same schedule, ready to be compared and stored. Raises Unacceptable when it holds more than is taken."""
    if len(schedule.sessions) > MAX_SESSIONS:
        raise Unacceptable(f"The file has more than {MAX_SESSIONS:,} sessions, the most that are read.")
    if sum(len(session.people or ()) for session in schedule.sessions) > MAX_APPEARANCES:
        raise Unacceptable(f"The file names speakers more than {MAX_APPEARANCES:,} times, the most that are read.")
    converter = Converter()
    # One talk in several slots has one abstract.
    prose = lru_cache(maxsize=256)(clean_prose if schedule.is_own else partial(_markdown, converter))
    sessions = [_tidy_session(session, prose, notices, is_own=schedule.is_own) for session in schedule.sessions]
    # Somebody who comes up a hundred times is one record in most formats, and is tidied once.
    named = (*schedule.people, *(each.person for session in sessions for each in session.people or ()))
    tidy_one = {key: _tidy_person(person, prose) for key, person in {id(person): person for person in named}.items()}
    given = [tidy_one[id(person)] for person in named]
    listed = given[: len(schedule.people)]
    spoken = iter(given[len(schedule.people) :])
    sessions = [
        session
        if session.people is None
        else replace(session, people=tuple(replace(each, person=next(spoken)) for each in session.people))
        for session in sessions
    ]
    one_of = merged(person for person in (*listed, *_speakers(sessions)) if person.name)
    sessions = [
        session if session.people is None else replace(session, people=_appearances(session.people, one_of))
        for session in sessions
    ]
    sessions = _with_keys(sessions)
    people = tuple(dict.fromkeys(_speakers(sessions)))
    for names in alike(people):
        notices.add("", f"{' and '.join(f'“{name}”' for name in names)} may be one person; they come in as two.")
    event = _tidy_event(schedule.event, sessions, prose, notices, is_own=schedule.is_own)
    if converter.stripped:
        notices.add("", f"Texts with more HTML than anybody writes, which come in without it: {converter.stripped}.")
    return replace(
        schedule,
        event=event,
        sessions=tuple(sessions),
        rooms=_rooms(schedule.rooms, sessions),
        tracks=_tracks(schedule.tracks, sessions),
        people=people,
        notices=(*schedule.notices, *notices.all()),
    )


# Sessions


def _tidy_session(session: Session, prose: Callable[[str], str], notices: Notices, *, is_own: bool) -> Session:
    title = _line(session.title, TITLE, session.place, "title", notices)
    title, is_cancelled = _without_own_marker(title, session.status) if is_own else without_marker(title)
    if not title:
        notices.add(session.place, "The session has no title.")
        title = "Untitled"
    starts_at, ends_at = _times(session, title, notices)
    track = session.track
    if track is not None:
        names = [name for part in track if (name := _cut(part, NAME))]
        track = tuple(names[:1] + ([_cut(", ".join(names[1:]), NAME)] if names[1:] else []))
    return replace(
        session,
        title=title,
        place=clean_line(session.place),
        slug=_cut(session.slug, KEY),
        guid=_cut(session.guid, KEY),
        id=clean_line(session.id),
        others=tuple(clean_line(other) for other in session.others),
        starts_at=starts_at,
        ends_at=ends_at,
        room=None if session.room is None else _cut(session.room, NAME),
        track=track,
        tags=None if session.tags is None else _tags(session.tags),
        status="cancelled" if is_cancelled and session.status != "draft" else session.status,
        abstract=_prose(session.abstract, prose, session.place, "abstract", notices),
        language=None if session.language is None else _cut(session.language, LANGUAGE),
        recording=_address(session.recording, session.place, "recording", notices),
        access_url=_address(session.access_url, session.place, "access link", notices),
        attachments=None if session.attachments is None else _links(session.attachments, session.place, NAME, notices),
    )


def _without_own_marker(title: str, status: str | None) -> tuple[str, bool]:
    """Talkmark writes one in front where the format has no field for it, or where calendars would not show that."""
    is_marked = status in (None, "cancelled") and title.startswith(OWN_MARKER) and title != OWN_MARKER
    return (title.removeprefix(OWN_MARKER), True) if is_marked else (title, False)


def _times(session: Session, title: str, notices: Notices):
    starts_at, ends_at = session.starts_at, session.ends_at
    if starts_at is None:
        return None, None
    if ends_at is None:
        return starts_at, starts_at + USUAL
    if ends_at == starts_at:
        notices.add(session.place, f"“{title}” ends when it starts; it gets a minute.")
        return starts_at, starts_at + MOMENT
    if ends_at < starts_at or ends_at - starts_at > LONGEST:
        notices.add(session.place, f"The end of “{title}” does not fit its start; it gets {USUAL // MOMENT} minutes.")
        return starts_at, starts_at + USUAL
    return starts_at, ends_at


def _tags(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    found = (Tag(_cut(tag.group, SHORT), _cut(tag.name, SHORT)) for tag in tags)
    return tuple(dict.fromkeys(tag for tag in found if tag.name))


def _with_keys(sessions: list[Session]) -> list[Session]:
    """Gives each session the key that a later capture will know it by: the first that no other session here has."""
    candidates = [_candidates(session) for session in sessions]
    often = Counter(candidate for each in candidates for candidate in dict.fromkeys(each))
    numbers = Counter(session.id for session in sessions)
    guids = Counter(session.guid.lower() for session in sessions)
    seen: Counter[str] = Counter()
    found = []
    for session, own in zip(sessions, candidates, strict=True):
        key = next((candidate for candidate in own if often[candidate] == 1), own[-1])
        seen[key] += 1
        if seen[key] > 1:
            key = f"{key} #{seen[key]}"
        is_alone = numbers[session.id] == 1
        is_unique = guids[session.guid.lower()] == 1
        found.append(
            replace(
                session,
                key=key,
                candidates=(key, *(candidate for candidate in own if candidate != key)),
                uuid=_uuid(session.guid) if is_unique else None,
                number=(number(session.id) or None) if is_alone else None,
            )
        )
    return found


def _candidates(session: Session) -> list[str]:
    """All that it may be known by, the most reliable first; where and when it is comes last."""
    when = f"{session.starts_at:%Y-%m-%dT%H:%MZ}" if session.starts_at else ""
    where = f"{when} {(session.room or '')[:40]} {session.title}"
    named = (("guid", session.guid.lower()), ("id", session.id), *(("other", other) for other in session.others))
    return [_cut(f"{name}:{value}", KEY - 8) for name, value in named if value] + [_cut(f"at:{where}", KEY - 8)]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


# People


def _tidy_person(person: Person, prose: Callable[[str], str]) -> Person:
    links = person.links
    return replace(
        person,
        name=_cut(person.name, NAME),
        key=_cut(person.key, KEY),
        guid=str(_uuid(person.guid.strip()) or ""),
        position=None if person.position is None else _cut(person.position, POSITION),
        company=None if person.company is None else _cut(person.company, NAME),
        bio=None if person.bio is None else prose(person.bio[:MAX_TEXT])[:MAX_TEXT].strip(),
        links=None if links is None else _links(links, "", SHORT, Notices()),
    )


def _speakers(sessions: list[Session]) -> list[Person]:
    return [each.person for session in sessions for each in session.people or ()]


def _appearances(people: tuple[Appearance, ...], one_of: dict[Person, Person]) -> tuple[Appearance, ...]:
    """Each person once, in their first role."""
    found: dict[Person, Appearance] = {}
    for each in people:
        if (person := one_of.get(each.person)) is not None:
            found.setdefault(person, replace(each, person=person))
    return tuple(found.values())


# What sessions are sorted by, and the event


def _rooms(rooms: Iterable[Room], sessions: list[Session]) -> tuple[Room, ...]:
    """Those that have a session, in the file's order."""
    named: dict[str, Room] = {}
    for room in rooms:
        name = _cut(room.name, NAME)
        if name and name not in named:
            capacity = room.capacity if room.capacity and 0 < room.capacity < 1_000_000 else None
            floor = None if room.floor is None else _cut(room.floor, SHORT)
            directions = None if room.directions is None else clean_prose(room.directions)[:MAX_TEXT].strip()
            guid = str(_uuid(room.guid) or "")
            named[name] = Room(name, guid, capacity, floor, directions)
    used = dict.fromkeys(session.room for session in sessions if session.room)
    for name in used:
        named.setdefault(name, Room(name))
    guids = Counter(room.guid for room in named.values())
    return tuple(
        replace(room, guid=room.guid if guids[room.guid] == 1 else "") for room in named.values() if room.name in used
    )


def _tracks(tracks: Iterable[Track], sessions: list[Session]) -> tuple[Track, ...]:
    """Parents before what stands below them."""
    found: dict[tuple[str, ...], Track] = {}
    for track in tracks:
        path = tuple(name for part in track.path[:2] if (name := _cut(part, NAME)))
        if path and path not in found:
            found.setdefault(path[:1], Track(path[:1]))
            found[path] = replace(track, path=path, colour=_colour(track.colour), slug=_cut(track.slug, SHORT))
    for session in sessions:
        if session.track:
            found.setdefault(session.track[:1], Track(session.track[:1]))
            found.setdefault(session.track, Track(session.track))
    return tuple(found.values())


def _colour(text: str) -> str:
    text = text.strip().lower()
    return text if len(text) == 7 and text[0] == "#" and all(sign in "0123456789abcdef" for sign in text[1:]) else ""


def _tidy_event(
    event: Event, sessions: list[Session], prose: Callable[[str], str], notices: Notices, *, is_own: bool
) -> Event:
    zone = zone_named(event.zone)
    if event.zone and zone is None:
        notices.add("", f"The file's time zone “{_cut(event.zone, 60)}” is not one that exists.")
    starts_on, ends_on = event.starts_on, event.ends_on
    if not (is_own and starts_on and ends_on and starts_on <= ends_on):
        starts_on, ends_on = _days(event, sessions, notices)
    return replace(
        event,
        name=_cut(event.name, NAME),
        guid=str(_uuid(event.guid) or ""),
        tagline=_cut(event.tagline, NAME),
        description=prose(event.description[:MAX_TEXT])[:MAX_TEXT].strip(),
        zone=event.zone.strip() if zone else "",
        starts_on=starts_on,
        ends_on=ends_on,
        venue=_cut(event.venue, NAME),
        address=_cut(event.address, TITLE),
        website=usable_address(event.website),
        accent=_colour(event.accent),
        position=event.position if _is_on_the_globe(event.position) else None,
    )


def _is_on_the_globe(position: tuple[float, float] | None) -> bool:
    return position is not None and abs(position[0]) <= 90 and abs(position[1]) <= 180


def _days(event: Event, sessions: list[Session], notices: Notices) -> tuple[date | None, date | None]:
    """First and last day: as the file says when that holds its sessions, else as its sessions say."""
    zone = zone_named(event.zone) or zone_named("UTC")
    starts = [session.starts_at for session in sessions if session.starts_at]
    if not starts or zone is None:
        said = sorted(filter(None, (event.starts_on, event.ends_on)))
        return (said[0], said[-1]) if said else (None, None)
    change = event.day_starts_at or DAY_STARTS_AT
    first, last = (day_of(moment, zone=zone, day_starts_at=change) for moment in (min(starts), max(starts)))
    if not event.starts_on or not event.ends_on:
        return first, last
    if event.starts_on <= first <= last <= event.ends_on and event.ends_on - event.starts_on <= LONGEST:
        return event.starts_on, event.ends_on
    notices.add("", f"The file says {event.starts_on} to {event.ends_on}, its sessions are from {first} to {last}.")
    return first, last


# Texts


def _cut(text: str, most: int) -> str:
    """One line, as it is when it comes back from the database."""
    return clean_line(clean_line(text)[:most])


def _line(text: str, most: int, place: str, name: str, notices: Notices) -> str:
    line = clean_line(text)
    if len(line) <= most:
        return line
    notices.add(place, f"The {name} has {len(line)} characters; it is cut after {most}.")
    return line[: most - 1].rstrip() + "…"


def _markdown(converter: Converter, text: str) -> str:
    return clean_prose(converter(clean_prose(text)))


def _prose(text: str | None, prose: Callable[[str], str], place: str, name: str, notices: Notices) -> str | None:
    if text is None:
        return None
    if len(text) > MAX_TEXT:
        notices.add(place, f"The {name} has {len(text)} characters; it is cut after {MAX_TEXT}.")
        text = text[: MAX_TEXT - 1].rstrip() + "…"
    return prose(text)


def _address(text: str | None, place: str, name: str, notices: Notices) -> str | None:
    if not text or not text.strip():
        return text and ""
    found = usable_address(text)
    if not found:
        notices.add(place, f"The {name} “{_cut(text, 60)}” is not an http or https address; left out.")
    return found


def _links(links: Iterable[Link], place: str, most: int, notices: Notices) -> tuple[Link, ...]:
    found = []
    for link in islice(links, MOST_LINKS):
        url = _address(link.url, place, "link", notices) or ""
        label = _cut(link.label, most) or url.rpartition("/")[2][:most] or url[:most]
        if label and (url or not link.url.strip()):
            found.append(Link(label, url))
    return tuple(dict.fromkeys(found))
