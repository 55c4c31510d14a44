"""schedule.json version 1 as frab, pretalx, the c3voc and Talkmark write it; version 2 stands beside it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from schedule.importers import schedule_json_v2, times
from schedule.importers.addresses import web_address
from schedule.importers.frab_events import DAY_CHANGE, Moments, abstract_of, own_slug, track_path
from schedule.importers.records import (
    ROLES,
    Appearance,
    Context,
    Event,
    Link,
    Person,
    Room,
    Schedule,
    Session,
    Track,
)
from schedule.importers.schedule_json_parts import attachments_of, links_of, rooms_of
from schedule.importers.shapes import items, mapping, mappings, name, said, text
from schedule.importers.wording import kind_of

# The title of the link that is a session's recording in Talkmark's files.
RECORDING = "Recording"


def recognises(value: Any) -> bool:
    return isinstance(mapping(mapping(value).get("schedule")).get("conference"), dict)


def read(value: Any, context: Context) -> Schedule:
    source = mapping(value)
    schedule = mapping(source.get("schedule"))
    if "events" in schedule:
        return schedule_json_v2.read(schedule, context)
    is_own = mapping(source.get("generator")).get("name") == "Talkmark"
    conference = mapping(schedule.get("conference"))
    days = list(mappings(conference.get("days")))
    event = _event(conference, days, is_own=is_own)
    tracks = tuple(_tracks(conference, is_own=is_own))
    reader = _Reader(context, event, tracks, base=web_address(text(schedule.get("base_url"))), is_own=is_own)
    sessions = tuple(reader.sessions(days))
    rooms = tuple(rooms_of((*items(conference.get("rooms")), *items(schedule.get("rooms")))))
    named = {room.name.strip() for room in rooms}
    return Schedule(
        event=event,
        sessions=sessions,
        rooms=(*rooms, *(Room(room) for room in reader.rooms if room not in named)),
        tracks=tracks,
        is_own=is_own,
    )


def _event(conference: dict[str, Any], days: list[dict[str, Any]], *, is_own: bool) -> Event:
    # Not every zone's name is one that the schema allows: our own files have it, and more, here.
    meta = mapping(conference.get("meta")) if is_own else {}
    change = times.clock_of(text(days[0].get("day_start"))[11:16]) if days else None
    return Event(
        name=text(conference.get("title")),
        guid=text(meta.get("guid")),
        tagline=text(meta.get("tagline")),
        description=text(conference.get("description")),
        zone=text(meta.get("time_zone_name")) or text(conference.get("time_zone_name")),
        starts_on=times.date_of(text(conference.get("start"))[:10]),
        ends_on=times.date_of(text(conference.get("end"))[:10]),
        # frab's days begin when the doors open; only pretalx and Talkmark mean the night by it.
        day_starts_at=times.time_at(change) if is_own or change == DAY_CHANGE else None,
        venue=text(meta.get("venue")),
        address=text(meta.get("address")),
        website=text(conference.get("url")),
        accent=text(mapping(conference.get("colors")).get("primary")),
    )


def _tracks(conference: dict[str, Any], *, is_own: bool) -> Iterator[Track]:
    names: set[str] = set()
    for track in mappings(conference.get("tracks")):
        called = text(track.get("name")).strip()
        path = track_path(called, names) if is_own else (called,)
        names.add(called)
        yield Track(path, text(track.get("color")), text(track.get("slug")))


class _Reader:
    """Goes through the days and their rooms, and remembers what an event alone does not say."""

    def __init__(self, context: Context, event: Event, tracks: tuple[Track, ...], *, base: str, is_own: bool):
        self.context = context
        zone = context.zone_for(event.zone)
        # Our own offsets are right.
        is_named = (context.zone is not None or bool(event.zone)) and not is_own
        self.moments = Moments(context, zone, is_named, event.day_starts_at)
        self.base = base
        self.is_own = is_own
        self.paths = {", ".join(track.path): track.path for track in tracks}
        self.rooms: dict[str, None] = {}

    def sessions(self, days: list[dict[str, Any]]) -> Iterator[Session]:
        for index, day in enumerate(days, 1):
            on = times.date_of(text(day.get("date"))) or times.date_of(text(day.get("day_start")))
            for key, events in mapping(day.get("rooms")).items():
                room = name(key)
                if room:
                    self.rooms.setdefault(room)
                for at, event in enumerate(mappings(events), 1):
                    yield self._session(event, on, room, f"day {index}, room {room[:40]}, event {at}")

    def _session(self, event: dict[str, Any], on: date | None, room: str, place: str) -> Session:
        own_room = name(event.get("room"))
        if room and own_room and own_room != room:
            self.context.notices.add(place, f"The event says room “{own_room}” and stands in room “{room}”.")
        starts_at, ends_at = self.moments.of(
            place,
            on,
            date=text(event.get("date")),
            start=text(event.get("start")),
            duration=event.get("duration"),
            end=text(event.get("end")),
        )
        code, track, type_ = text(event.get("code")), said(event, "track"), said(event, "type")
        session = Session(
            title=text(event.get("title")),
            guid=text(event.get("guid")),
            id=text(event.get("id")),
            others=(code,) if code else (),
            place=place,
            starts_at=starts_at,
            ends_at=ends_at,
            room=room or own_room,
            track=(self.paths.get(track, (track,)) if track else ()) if track is not None else None,
            kind=None if type_ is None else kind_of(type_),
            abstract=abstract_of(*(text(event.get(key)).strip() for key in ("subtitle", "abstract", "description"))),
            people=tuple(self._people(event)) if "persons" in event else None,
            language=said(event, "language"),
            recording=web_address(text(event.get("video_download_url")), self.base) or None,
            attachments=self._attachments(event),
        )
        return _own(session, event) if self.is_own else session

    def _people(self, event: dict[str, Any]) -> Iterator[Appearance]:
        for each in mappings(event.get("persons")):
            person = Person(
                name=text(each.get("public_name")) or text(each.get("name")),
                key=text(each.get("id")) or text(each.get("code")),
                guid=text(each.get("guid")),
                bio=said(each, "biography"),
                links=links_of(each, self.base),
            )
            if person.name.strip():
                yield _own_appearance(person, each) if self.is_own else Appearance(person)

    def _attachments(self, event: dict[str, Any]) -> tuple[Link, ...] | None:
        if "attachments" not in event and "links" not in event:
            return None
        return attachments_of((*mappings(event.get("attachments")), *mappings(event.get("links"))), self.base)


def _own(session: Session, event: dict[str, Any]) -> Session:
    """What only Talkmark's files say: the texts as they are, the recording as a link of that name, the slug."""
    links = [link for link in mappings(event.get("links")) if link.get("title") == RECORDING]
    return replace(
        session,
        abstract=text(event.get("abstract")),
        recording=text(links[0].get("url")) if links else "",
        attachments=attachments_of(mappings(event.get("attachments"))),
        slug=own_slug(text(event.get("url"))),
    )


def _own_appearance(person: Person, source: dict[str, Any]) -> Appearance:
    """Talkmark leaves out what is empty, so what is missing is empty."""
    role = text(source.get("role"))
    person = replace(
        person,
        position=text(source.get("position")),
        company=text(source.get("company")),
        bio=person.bio or "",
        links=person.links or (),
    )
    return Appearance(person, role if role in ROLES else "speaker")
