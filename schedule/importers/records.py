"""What a reader makes of a file, whatever its format: one frozen record of a schedule.

`None` means that the format does not say, so that what stands in the database stays; an empty text or tuple means that
the file says there is none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from schedule.text import clean_line

ROLES = ("speaker", "moderator", "panellist", "host")


class Unacceptable(Exception):
    """The file makes no sense and is refused whole. `place` is a line, an element's path, a row or ""."""

    def __init__(self, reason: str, place: str = ""):
        super().__init__(reason)
        self.reason = reason
        self.place = place


class ZoneNeeded(Exception):
    """The file has times without a zone, and nobody said which zone they are in."""


@dataclass(frozen=True)
class Notice:
    """A fault that was survived: where ("line 12", "row 3, Start", "day 1, room Saal 1, event 7") and what."""

    place: str
    text: str


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Person:
    """Somebody in the programme. `key` is what the source calls them by, "" when it has nothing of the kind."""

    name: str
    key: str = ""
    guid: str = ""
    position: str | None = None
    company: str | None = None
    bio: str | None = None
    links: tuple[Link, ...] | None = None  # a photo is a link labelled "Photo": nothing is ever fetched


@dataclass(frozen=True)
class Appearance:
    person: Person
    role: str = "speaker"  # one of ROLES


@dataclass(frozen=True)
class Room:
    name: str
    guid: str = ""
    capacity: int | None = None
    floor: str | None = None
    directions: str | None = None


@dataclass(frozen=True)
class Track:
    """`path` is its name, after its parent's if it has one: ("KVM Forum", "KVM")."""

    path: tuple[str, ...]
    colour: str = ""
    slug: str = ""


@dataclass(frozen=True)
class Tag:
    """One answer to a question that `group` names; "" where nobody asked one."""

    group: str
    name: str


@dataclass(frozen=True)
class Session:
    """One entry. Times are aware; both are set, or neither: then it is not scheduled.

    `guid`, `id` and `others` are what the source tells entries apart by, in the order in which they are trusted.
    """

    title: str
    guid: str = ""
    id: str = ""
    others: tuple[str, ...] = ()
    place: str = ""  # where it stands in the file, for notices
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    room: str | None = None  # a room's name, "" for none
    track: tuple[str, ...] | None = None  # a track's path, () for none
    tags: tuple[Tag, ...] | None = None
    kind: str | None = None  # one of the session kinds of the contract
    status: str | None = None  # draft, published, cancelled; None: published, unless the title says "cancelled"
    abstract: str | None = None  # Markdown
    people: tuple[Appearance, ...] | None = None
    language: str | None = None
    recording: str | None = None
    capacity: int | None = None
    access_url: str | None = None
    attachments: tuple[Link, ...] | None = None  # a link without address is announced and comes later
    slug: str = ""  # only from Talkmark's own files
    # What `tidy` adds: what this entry is known by from one capture to the next.
    key: str = ""
    candidates: tuple[str, ...] = ()
    uuid: UUID | None = None
    number: int | None = None


@dataclass(frozen=True)
class Event:
    """What a file says of the conference itself. Used when the event is made, not to change one that is there."""

    name: str = ""
    guid: str = ""
    tagline: str = ""
    description: str = ""
    zone: str = ""  # IANA name
    starts_on: date | None = None
    ends_on: date | None = None
    day_starts_at: time | None = None
    venue: str = ""
    address: str = ""
    website: str = ""
    accent: str = ""
    position: tuple[float, float] | None = None  # latitude, longitude
    is_online: bool | None = None


@dataclass(frozen=True)
class Schedule:
    """A whole file. Rooms and tracks in their order; those that only a session names need not be listed."""

    event: Event
    sessions: tuple[Session, ...]
    rooms: tuple[Room, ...] = ()
    tracks: tuple[Track, ...] = ()
    people: tuple[Person, ...] = ()
    notices: tuple[Notice, ...] = ()
    format: str = ""
    is_own: bool = False  # written by Talkmark: texts are Markdown already, and slugs are ours


@dataclass
class Notices:
    """Collects a reader's notices; the hundredth of a kind says nothing new."""

    MOST = 200
    # Of a place, and of what is said of it: a file may have whole books where a word is expected.
    LONGEST_PLACE, LONGEST_TEXT = 100, 500

    found: list[Notice] = field(default_factory=list)
    left_out: int = 0

    def add(self, place: str, text: str) -> None:
        if len(self.found) < self.MOST:
            self.found.append(Notice(clean_line(place[: self.LONGEST_PLACE]), clean_line(text[: self.LONGEST_TEXT])))
        else:
            self.left_out += 1

    def all(self) -> tuple[Notice, ...]:
        more = [Notice("", f"{self.left_out} more warnings are not listed.")] if self.left_out else []
        return (*self.found, *more)


@dataclass
class Context:
    """What a reader is told beside the bytes.

    `zone` was chosen by a person and overrules the file; `fallback` counts where neither says. `mapping` has, for a
    field, the columns (categories, custom fields) of the file that it is taken from.
    """

    zone: ZoneInfo | None = None
    fallback: ZoneInfo | None = None
    mapping: Mapping[str, Sequence[str]] = field(default_factory=dict)
    notices: Notices = field(default_factory=Notices)

    def zone_for(self, named: str = "") -> ZoneInfo | None:
        """The zone that wall times of this file are in: the chosen one, the file's, the fallback."""
        return self.zone or zone_named(named) or self.fallback


def zone_named(name: str) -> ZoneInfo | None:
    """The IANA zone of this name, or None where there is none."""
    try:
        return ZoneInfo(name.strip()) if name.strip() else None
    except (KeyError, ValueError, OSError):
        return None
