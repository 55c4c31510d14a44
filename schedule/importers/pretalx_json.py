"""What pretalx's API answers, old and new: submissions, talks, slots or a whole schedule, and files made from these.

Texts that organisers translate are {language: text}. What they keep to themselves (answers, pending states, access
codes, reviewers, e-mail addresses, tags that are not public) is not read.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

from schedule.importers import pretalx_shapes, times
from schedule.importers.frab_events import abstract_of
from schedule.importers.moments import moment_of
from schedule.importers.pretalx_shapes import Break, Entry
from schedule.importers.records import (
    Appearance,
    Context,
    Event,
    Link,
    Person,
    Room,
    Schedule,
    Session,
    Tag,
    Track,
)
from schedule.importers.shapes import items, mapping, mappings, name, number, said, text
from schedule.importers.wording import kind_of

recognises = pretalx_shapes.recognises

LEFT_OUT = frozenset({"rejected", "withdrawn", "deleted"})
CANCELLED = frozenset({"canceled", "cancelled"})
PUBLIC = frozenset({"", "confirmed"})


def read(value: Any, context: Context) -> Schedule:
    entries, breaks = pretalx_shapes.entries_of(value, context.notices)
    reader = _Reader(context, value, entries)
    sessions = (*reader.sessions(), *reader.breaks(breaks))
    reader.tell()
    return Schedule(
        event=Event(),
        sessions=sessions,
        rooms=tuple(reader.rooms.values()),
        tracks=tuple(reader.tracks.values()),
    )


class _Reader:
    """Resolves numbers and codes where the file has what they stand for, and counts what it cannot."""

    def __init__(self, context: Context, value: Any, entries: list[Entry]):
        self.context = context
        self.zone = context.zone_for()
        self.entries = entries
        self.listed = {
            kind: _by_key(mapping(value).get(kind)) for kind in ("rooms", "tracks", "submission_types", "speakers")
        }
        self.slots_of = Counter(text(entry.talk.get("code")) for entry in entries)
        self.rooms: dict[str, Room] = {}
        self.tracks: dict[str, Track] = {}
        self.people: dict[str, Person | None] = {}
        self.unknown: Counter[str] = Counter()
        self.left_out = 0
        for room in sorted(self.listed["rooms"].values(), key=lambda room: number(room.get("position")) or 0):
            self._room(room)

    def sessions(self) -> Iterator[Session]:
        for _, entries in groupby(self.entries, key=lambda entry: id(entry.talk)):
            slots = list(entries)
            if text(slots[0].talk.get("state")).lower() in LEFT_OUT:
                self.left_out += 1
            else:
                session = self._session(slots[0].talk)
                yield from (self._in_slot(session, entry) for entry in slots)

    def breaks(self, breaks: list[Break]) -> Iterator[Session]:
        """One session a room, as pretalx has them; what shows them merges those that are alike."""
        for pause in breaks:
            starts_at, ends_at = self._times(pause.slot, None)
            title = text(pause.slot.get("description")).strip() or text(pause.slot.get("title")).strip() or "Break"
            for room in pause.rooms or (pause.slot.get("room"),):
                yield Session(
                    title=title,
                    place=pause.place,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    room=self._room(room) or "",
                    kind="break",
                    people=(),
                )

    def tell(self) -> None:
        """Says once what was left out or could not be resolved."""
        notices = self.context.notices
        if self.left_out:
            notices.add("", f"Rejected or withdrawn submissions that are left out: {self.left_out}.")
        for kind, count in self.unknown.items():
            what = f"{kind.capitalize()} that the file has by number or code only"
            notices.add("", f"{what}: {count}. Export it with them expanded.")

    def _in_slot(self, session: Session, entry: Entry) -> Session:
        slot = entry.slot
        starts_at, ends_at = self._times(slot, entry.talk.get("duration")) if slot else (None, None)
        slot_id = text(slot.get("id")) if slot else ""
        return replace(
            session,
            others=(slot_id,) if slot_id and self.slots_of[session.id] > 1 else (),
            place=entry.place,
            starts_at=starts_at,
            ends_at=ends_at,
            room=self._room_of(entry),
        )

    def _session(self, talk: dict[str, Any]) -> Session:
        """A talk, without what its slots say."""
        code, language = text(talk.get("code")), text(talk.get("content_locale"))
        state = text(talk.get("state")).lower()
        return Session(
            title=text(talk.get("title"), language).strip() or code,
            id=code,
            track=self._track(talk),
            tags=self._tags(talk),
            kind=self._kind(talk),
            status="cancelled" if state in CANCELLED else None if state in PUBLIC else "draft",
            abstract=abstract_of(
                "", text(talk.get("abstract"), language).strip(), text(talk.get("description"), language).strip()
            ),
            people=self._people(talk),
            language=said(talk, "content_locale"),
            recording=said(talk, "youtube_url"),
            attachments=self._attachments(talk),
        )

    def _times(self, slot: dict[str, Any], duration: Any) -> tuple[datetime | None, datetime | None]:
        starts_at = self._instant(slot.get("start"))
        if starts_at is None:
            return None, None
        ends_at = self._instant(slot.get("end"))
        length = times.duration_of(slot.get("duration") or duration)
        if ends_at is None and length:
            ends_at = starts_at + length
        return starts_at, ends_at

    def _instant(self, value: Any) -> datetime | None:
        at = times.instant_of(text(value))
        return moment_of(at, self.zone) if at else None

    def _room_of(self, entry: Entry) -> str | None:
        if entry.rooms:
            rooms = [found for room in entry.rooms if (found := self._room(room))]
            if len(rooms) > 1:
                names = ", ".join(rooms)[:200]
                self.context.notices.add(entry.place, f"The session is in {names}; it comes in without a room.")
            return rooms[0] if len(rooms) == 1 else ""
        if entry.slot is None:
            return ""
        return self._room(entry.slot["room"]) if "room" in entry.slot else None

    def _room(self, value: Any) -> str | None:
        """The name of a room that is an object, a number, a text or {language: text}; None where nothing says it."""
        room = self._resolved("rooms", value)
        if room is None:
            return None
        called = _name(room)
        if not called or called in self.rooms:
            return called
        is_object = isinstance(room, dict) and "name" in room
        self.rooms[called] = Room(
            name=called,
            guid=(text(room.get("guid")) or text(room.get("uuid"))) if is_object else "",
            capacity=number(room.get("capacity")) if is_object else None,
            directions=said(room, "description") if is_object else None,
        )
        return called

    def _track(self, talk: dict[str, Any]) -> tuple[str, ...] | None:
        if "track" not in talk:
            return None
        track = self._resolved("tracks", talk["track"])
        if track is None:
            return None
        called = _name(track)
        if called:
            self.tracks.setdefault(called, Track((called,), text(mapping(track).get("color"))))
        return (called,) if called else ()

    def _kind(self, talk: dict[str, Any]) -> str | None:
        key = "submission_type" if "submission_type" in talk else "session_type"
        type_ = _name(self._resolved("submission_types", talk.get(key)))
        return kind_of(type_) if type_ else None

    def _tags(self, talk: dict[str, Any]) -> tuple[Tag, ...] | None:
        """The public ones; all of them where somebody asked for the column."""
        columns = {column.strip().lower() for column in self.context.mapping.get("tag", ())}
        is_asked = "tags" in columns
        found = [
            Tag("", text(tag.get("tag")) if isinstance(tag, dict) else tag)
            for tag in items(talk.get("tags"))
            if (isinstance(tag, dict) and (is_asked or tag.get("is_public") is True)) or (is_asked and _is_text(tag))
        ]
        return tuple(found) if found or is_asked else None

    def _people(self, talk: dict[str, Any]) -> tuple[Appearance, ...] | None:
        if "speakers" not in talk:
            return None
        given = items(talk["speakers"])
        people = [person for speaker in given if (person := self._person(speaker)) is not None]
        if given and not people:
            return None
        return tuple(Appearance(person) for person in people if person.name.strip())

    def _person(self, speaker: Any) -> Person | None:
        if isinstance(speaker, dict):
            return _person(speaker)
        code = text(speaker)
        if code not in self.people:
            found = self._resolved("speakers", code)
            self.people[code] = _person(found) if isinstance(found, dict) else None
        return self.people[code]

    def _attachments(self, talk: dict[str, Any]) -> tuple[Link, ...] | None:
        resources = talk.get("resources")
        if not isinstance(resources, list) or (resources and not any(isinstance(each, dict) for each in resources)):
            return None
        return tuple(
            Link(text(each.get("description")), url)
            for each in mappings(resources)
            if each.get("is_public") is not False and (url := text(each.get("resource")).strip())
        )

    def _resolved(self, kind: str, value: Any) -> Any:
        """The object behind a number or a code; None where the file does not have it, and "" for nothing."""
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, int | str):
            return value
        found = self.listed[kind].get(str(value))
        if found is None and (isinstance(value, int) or kind == "speakers"):
            self.unknown[kind.replace("_", " ")] += 1
            return None
        return value if found is None else found


def _by_key(listed: Any) -> dict[str, dict[str, Any]]:
    """Objects of a list, or of a mapping, by their number or code."""
    values = list(listed.values()) if isinstance(listed, dict) else items(listed)
    found: dict[str, dict[str, Any]] = {}
    for each in mappings(values):
        for key in (text(each.get("id")), text(each.get("code"))):
            if key:
                found.setdefault(key, each)
    return found


def _name(value: Any) -> str:
    """A name that is a text, {language: text}, or the name of an object; a mere number is none."""
    if isinstance(value, dict) and "name" in value:
        return name(value["name"])
    return name(value) if isinstance(value, str | dict) else ""


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _person(speaker: dict[str, Any]) -> Person:
    avatar = text(speaker.get("avatar")) or text(speaker.get("avatar_url"))
    has_photo = "avatar" in speaker or "avatar_url" in speaker
    return Person(
        name=text(speaker.get("name")),
        key=text(speaker.get("code")),
        bio=said(speaker, "biography"),
        links=((Link("Photo", avatar),) if avatar.strip() else ()) if has_photo else None,
    )
