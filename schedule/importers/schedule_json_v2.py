"""schedule.json version 2 (alpha 3), which the c3voc's hub writes: one flat list of events that refer to the rest."""

from collections.abc import Iterator
from typing import Any

from schedule.importers import shapes, times
from schedule.importers.addresses import web_address
from schedule.importers.frab_events import Moments, abstract_of
from schedule.importers.records import Appearance, Context, Event, Person, Room, Schedule, Session, Track
from schedule.importers.schedule_json_parts import attachments_of, links_of, rooms_of
from schedule.importers.shapes import items, mapping, mappings, said, text
from schedule.importers.wording import kind_of

DRAFTS = frozenset({"DRAFT", "SUBMITTED", "ACCEPTED"})
LEFT_OUT = frozenset({"REJECTED", "WITHDRAWN", "DELETED"})
# Events that nobody presents.
META = {"BREAK": "break", "META": "other"}
KINDS = {**META, "MEETING": "other"}
ROLES = {"MODERATOR": "moderator", "HOST": "host", "GUEST": "panellist"}
# Links to where the event was entered: not what attendees look for.
ELSEWHERE = frozenset({"ORIGIN", "FEEDBACK"})


def read(schedule: dict[str, Any], context: Context) -> Schedule:
    conference = mapping(schedule.get("conference"))
    event = _event(conference)
    reader = _Reader(context, event, schedule, conference)
    sessions = tuple(reader.sessions(items(schedule.get("events"))))
    if reader.left_out:
        context.notices.add("", f"Rejected, withdrawn or deleted events that are left out: {reader.left_out}.")
    return Schedule(event=event, sessions=sessions, rooms=reader.rooms, tracks=tuple(reader.tracks.values()))


def _event(conference: dict[str, Any]) -> Event:
    return Event(
        name=text(conference.get("title")),
        description=text(conference.get("description")),
        zone=text(conference.get("time_zone_name")),
        starts_on=times.date_of(text(conference.get("start"))[:10]),
        ends_on=times.date_of(text(conference.get("end"))[:10]),
        website=text(conference.get("url")),
        accent=text(mapping(conference.get("colors")).get("primary")),
    )


class _Reader:
    """Resolves what the events refer to."""

    def __init__(self, context: Context, event: Event, schedule: dict[str, Any], conference: dict[str, Any]):
        self.base = web_address(text(schedule.get("base_url")))
        zone = context.zone_for(event.zone)
        self.moments = Moments(context, zone, is_named=False)
        self.left_out = 0
        self.rooms: tuple[Room, ...] = tuple(rooms_of(items(conference.get("rooms"))))
        self.room_names = _names(conference.get("rooms"))
        self.tracks = {
            name: Track((name,), text(track.get("color")) or text(mapping(track.get("colors")).get("light")))
            for track in mappings(conference.get("tracks"))
            if (name := shapes.name(track.get("name")))
        }
        self.track_names = _names(conference.get("tracks"))
        listed = (self._person(person) for person in mappings(schedule.get("persons")))
        self.people = {person.guid: person for person in listed if person.guid and person.name.strip()}

    def sessions(self, events: list[Any]) -> Iterator[Session]:
        for index, event in enumerate(events):
            if not isinstance(event, dict):
                continue
            state = text(event.get("state")).upper()
            if state in LEFT_OUT:
                self.left_out += 1
            else:
                yield self._session(event, state, f"events[{index}]")

    def _session(self, event: dict[str, Any], state: str, place: str) -> Session:
        starts_at, ends_at = self.moments.of(
            place,
            None,
            date=text(event.get("start")),
            start="",
            duration=event.get("duration"),
            end=text(event.get("end")),
        )
        type_, language = said(event, "type"), text(event.get("language"))
        is_meta = (type_ or "").upper() in META
        code = text(event.get("code"))
        return Session(
            title=text(event.get("title"), language),
            guid=text(event.get("guid")),
            others=(code,) if code else (),
            place=place,
            starts_at=starts_at,
            ends_at=ends_at,
            room=_named(event["room"], self.room_names) if "room" in event else None,
            track=self._track(event),
            kind=None if type_ is None else KINDS.get(type_.upper()) or kind_of(type_),
            status="draft" if state in DRAFTS else "cancelled" if state in ("CANCELED", "CANCELLED") else None,
            abstract=abstract_of(
                *(text(event.get(name), language).strip() for name in ("subtitle", "abstract", "description"))
            ),
            people=tuple(self._people(event)) if "participants" in event or is_meta else None,
            language=said(event, "language"),
            attachments=attachments_of(self._links(event), self.base),
        )

    def _track(self, event: dict[str, Any]) -> tuple[str, ...] | None:
        if "track" not in event:
            return None
        name = _named(event["track"], self.track_names)
        return (name,) if name else ()

    def _people(self, event: dict[str, Any]) -> Iterator[Appearance]:
        for participant in mappings(event.get("participants")):
            own = self._person(participant)
            person = self.people.get(own.guid, own)
            if person.name.strip():
                yield Appearance(person, ROLES.get(text(participant.get("role")).upper(), "speaker"))

    def _person(self, person: dict[str, Any]) -> Person:
        return Person(
            name=text(person.get("name")) or text(person.get("public_name")),
            guid=text(person.get("guid")),
            bio=said(person, "biography"),
            links=links_of(person, self.base),
        )

    def _links(self, event: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield from mappings(event.get("attachments"))
        for link in mappings(event.get("links")):
            if text(link.get("type")).upper() not in ELSEWHERE:
                yield link


def _names(listed: Any) -> dict[str, str]:
    """The name of each room or track by all that an event may call it."""
    found: dict[str, str] = {}
    for each in mappings(listed):
        name = shapes.name(each.get("name"))
        for key in (each.get("guid"), each.get("slug"), name):
            if text(key).strip():
                found.setdefault(text(key).strip(), name)
    return found


def _named(reference: Any, names: dict[str, str]) -> str:
    """The name behind a reference by guid, slug or name."""
    if not isinstance(reference, dict):
        return names.get(text(reference).strip(), text(reference).strip())
    keys = [text(reference.get(key)).strip() for key in ("guid", "slug", "name")]
    return next((names[key] for key in keys if key in names), keys[-1] or keys[1])
