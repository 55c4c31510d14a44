"""What a file and the database say of one session or speaker, in a form in which the two can be compared."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from schedule.importers import records
from schedule.models import Event, Room, Session, Speaker, Tag, Track

Values = dict[str, Any]
Words = Callable[[str, Any], str]  # a field's name and value in words

LABELS = {
    "title": "Title",
    "status": "Status",
    "starts_at": "Start",
    "ends_at": "End",
    "room": "Room",
    "track": "Track",
    "kind": "Kind",
    "people": "Speakers",
    "tags": "Tags",
    "abstract": "Abstract",
    "language": "Language",
    "capacity": "Places",
    "attachments": "Slides and links",
    "recording": "Recording",
    "access_url": "Access link",
    "name": "Name",
    "position": "Position",
    "company": "Company",
    "bio": "Biography",
    "links": "Links",
}


@dataclass
class Names:
    """What the file's rooms, tracks, tags and people are in the database, or will be."""

    rooms: dict[str, Room] = field(default_factory=dict)
    tracks: dict[tuple[str, ...], Track] = field(default_factory=dict)
    room_by_guid: dict[str, Room] = field(default_factory=dict)
    track_by_key: dict[str, Track] = field(default_factory=dict)
    tags: dict[tuple[str, str], Tag] = field(default_factory=dict)
    speakers: dict[records.Person, Speaker] = field(default_factory=dict)


def session_in_file(record: records.Session, names: Names) -> Values:
    """What the file says; what it does not speak of is missing."""
    track, people = record.track, record.people
    said: dict[str, Any] = {
        "title": record.title,
        "status": record.status or Session.Status.PUBLISHED.value,
        "starts_at": record.starts_at,
        "ends_at": record.ends_at,
        "room": record.room and str(names.rooms[record.room].guid),
        "track": track_key(names.tracks[track]) if track else None if track is None else "",
        "kind": record.kind,
        "people": people and tuple((str(names.speakers[each.person].guid), each.role) for each in people),
        "tags": record.tags and tuple(sorted((tag.group, tag.name) for tag in record.tags)),
        "abstract": record.abstract,
        "language": record.language,
        "capacity": record.capacity,
        "attachments": record.attachments and tuple((link.label, link.url) for link in record.attachments),
        "recording": record.recording,
        "access_url": record.access_url,
    }
    untimed = ("starts_at", "ends_at")
    return {name: value for name, value in said.items() if value is not None or name in untimed}


def session_here(session: Session) -> Values:
    """What the database says, of a row loaded with all that belongs to it."""
    track = session.track
    return {
        "title": session.title,
        "status": session.status,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "room": str(session.room.guid) if session.room else "",
        "track": track_key(track) if track else "",
        "kind": session.kind,
        "people": tuple((str(each.speaker.guid), each.role) for each in session.appearances.all()),
        "tags": tuple(sorted((tag.group.name if tag.group else "", tag.name) for tag in session.tags.all())),
        "abstract": session.abstract,
        "language": session.language,
        "capacity": session.capacity,
        "attachments": tuple((each.label, each.url) for each in session.attachments.all() if not each.file),
        "recording": session.recording,
        "access_url": session.access_url,
    }


def speaker_in_file(person: records.Person) -> Values:
    said = {
        "name": person.name,
        "position": person.position,
        "company": person.company,
        "bio": person.bio,
        "links": None if person.links is None else tuple((link.label, link.url) for link in person.links),
    }
    return {name: value for name, value in said.items() if value is not None}


def speaker_here(speaker: Speaker) -> Values:
    return {
        "name": speaker.name,
        "position": speaker.position,
        "company": speaker.company,
        "bio": speaker.bio,
        "links": tuple((link.label, link.url) for link in speaker.links.all()),
    }


def track_key(track: Track) -> str:
    """What the file calls it; of one that was made here, what a file would."""
    return track.import_key or path_key(filter(None, (track.parent.name if track.parent else "", track.name)))


def path_key(path) -> str:
    return " › ".join(path)[:200].strip()


# Comparing


@dataclass(frozen=True)
class Difference:
    """One field in which file and database differ. `is_edited`: somebody changed it here since the last import."""

    name: str
    here: Any
    file: Any
    is_edited: bool
    is_kept: bool


@dataclass(frozen=True)
class Comparison:
    """How the two differ, and the digests to keep: what is stored of what the file said, for the next time."""

    differences: tuple[Difference, ...]
    digests: dict[str, str]

    @property
    def taken(self) -> tuple[Difference, ...]:
        """What is to be written."""
        return tuple(each for each in self.differences if not each.is_kept)

    @property
    def conflicts(self) -> tuple[Difference, ...]:
        return tuple(each for each in self.differences if each.is_edited)


def compared(in_file: Values, here: Values, imported: Mapping[str, str], *, keep_local: bool) -> Comparison:
    """The file's values against those here. What was edited here gives way unless `keep_local`; it is told either way.

    Without a digest from an earlier import, a value that is not empty was made here.
    """
    differences, digests = [], dict(imported)
    for name, value in in_file.items():
        now = here[name]
        if digest(now) != digest(value):
            is_edited = imported[name] != digest(now) if name in imported else now not in ("", None, ())
            is_kept = is_edited and keep_local
            differences.append(Difference(name, now, value, is_edited, is_kept))
            if is_kept:
                continue
        digests[name] = digest(value)
    return Comparison(tuple(differences), digests)


def digests_of(values: Values) -> dict[str, str]:
    return {name: digest(value) for name, value in values.items()}


def digest(value: Any) -> str:
    """A few letters that differ when the value does."""
    plain = value.astimezone(UTC).isoformat() if isinstance(value, datetime) else repr(value or "")
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


# Telling


def wording(event: Event, names: Names, here: Iterable[Session]) -> Words:
    """How values are told in a report: by the names that rooms, tracks and people have here, in the event's time."""
    rooms, tracks, speakers = [*names.rooms.values()], [*names.tracks.values()], [*names.speakers.values()]
    for session in here:
        rooms += filter(None, [session.room])
        tracks += filter(None, [session.track])
        speakers += [each.speaker for each in session.appearances.all()]
    room_names = {str(room.guid): room.name for room in rooms}
    track_names = {track_key(track): str(track) for track in tracks}
    people = {str(speaker.guid): speaker.name for speaker in speakers}

    def words(name: str, value: Any) -> str:
        if value in ("", None, ()):
            return ""
        if name in ("starts_at", "ends_at"):
            return f"{event.local(value):%a %Y-%m-%d %H:%M}"
        if name == "room":
            return room_names.get(value, value)
        if name == "track":
            return track_names.get(value, value)
        if name == "people":
            return ", ".join(
                people.get(guid, guid) + ("" if role == "speaker" else f" ({role})") for guid, role in value
            )
        if name == "tags":
            return ", ".join(f"{group}: {tag}" if group else tag for group, tag in value)
        if name in ("attachments", "links"):
            return ", ".join(f"{label} {url}".strip() for label, url in value)
        return str(value)

    return words
