"""What schedule files are written from, whatever their format: one frozen record of an event's programme."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Link:
    """`url` is absolute, or "" for what is announced and comes later."""

    label: str
    url: str


@dataclass(frozen=True)
class Person:
    guid: str
    name: str
    position: str
    company: str
    bio: str  # Markdown
    photo: str  # an address
    links: tuple[Link, ...]  # the photo is not among them


@dataclass(frozen=True)
class Appearance:
    person: Person
    role: str


@dataclass(frozen=True)
class Room:
    guid: str
    name: str
    capacity: int | None
    directions: str


@dataclass(frozen=True)
class Track:
    name: str
    slug: str
    colour: str  # "#rrggbb" or ""
    parent: "Track | None" = None

    @property
    def title(self) -> str:
        """Its name, after its parent's if it has one."""
        return f"{self.parent.name}, {self.name}" if self.parent else self.name


@dataclass(frozen=True)
class Tag:
    group: str  # "" for none
    name: str


@dataclass(frozen=True)
class Session:
    number: int  # positive, unique within the event; it stays
    guid: str
    slug: str
    title: str
    kind: str
    status: str
    starts_at: datetime | None  # aware; both times are set, or neither
    ends_at: datetime | None
    room: Room | None
    track: Track | None
    tags: tuple[Tag, ...]
    people: tuple[Appearance, ...]
    language: str
    capacity: int | None
    abstract: str  # Markdown
    attachments: tuple[Link, ...]
    recording: str
    access_url: str  # "" in everything that is public
    url: str  # its page on this site


@dataclass(frozen=True)
class Programme:
    """An event with its sessions by start, those without a time last; rooms and tracks as the organiser ordered them.

    `url` is the event's page, ending in a slash: its files stand below it. `version` is another whenever anything else
    here is.
    """

    guid: str
    slug: str
    name: str
    tagline: str
    zone: ZoneInfo
    starts_on: date
    ends_on: date
    day_starts_at: time
    venue: str
    address: str
    website: str
    accent: str  # "#rrggbb" or ""
    url: str
    site: str  # the site's origin
    release: str
    version: str
    rooms: tuple[Room, ...]
    tracks: tuple[Track, ...]  # a track below another comes after that
    sessions: tuple[Session, ...]
