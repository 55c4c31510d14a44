"""Fills the record that schedule files are written from, with a fixed number of queries."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count

from django.conf import settings
from django.urls import reverse

from schedule import filters
from schedule.exporters import programme as records
from schedule.models import Attachment, Event, Room, Session, Speaker, Track
from schedule.search import query_of
from schedule.services import search

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def sessions_of(
    event: Event, *, selection: filters.Selection | None = None, query: str = "", with_drafts: bool = False
) -> list[Session]:
    """What everybody may see of this event, by start, or all that an organiser sees; filtered as the list is."""
    sessions = Session.objects.all() if with_drafts else Session.objects.visible_to(None)
    rows = list(sessions.filter(event=event).for_export())
    if selection or query:
        among = set(search.found(event, query_of(query))) if query else None
        found = filters.found_by(rows, zone=event.timezone, day_starts_at=event.day_starts_at)
        rows = filters.filtered(found, selection or {}, among=among).sessions
    # `publish` gives numbers. What was written past it has one from here until then.
    free = count(max((row.number or 0 for row in rows), default=0) + 1)
    for row in rows:
        row.number = row.number or next(free)
    return sorted(rows, key=lambda row: (row.starts_at is None, row.starts_at or _LONG_AGO, row.number))


def programme_of(event: Event, sessions: Iterable[Session], *, with_links: bool = False) -> records.Programme:
    """The record of these sessions, which `sessions_of` gave. `with_links`: with access links, for organisers only."""
    parts = _Parts(event)
    made = tuple(parts.session(session, with_links=with_links) for session in sessions)
    return records.Programme(
        guid=str(event.guid),
        slug=event.slug,
        name=event.name,
        tagline=event.tagline,
        zone=event.timezone,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        day_starts_at=event.day_starts_at,
        venue=event.venue,
        address=event.address,
        website=event.website,
        accent=event.accent,
        url=event.site_url,
        site=settings.SITE_URL,
        release=settings.RELEASE,
        version=f"{event.changed_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        rooms=_in_order(parts.rooms),
        tracks=_tracks_in_order(parts.tracks),
        sessions=made,
    )


class _Parts:
    """Makes the record of each room, track and person once."""

    def __init__(self, event: Event):
        self.event = event
        self.rooms: dict[Room, records.Room] = {}
        self.tracks: dict[Track, records.Track] = {}
        self.people: dict[Speaker, records.Person] = {}

    def session(self, session: Session, *, with_links: bool) -> records.Session:
        return records.Session(
            number=session.number or 0,
            guid=str(session.guid),
            slug=session.slug,
            title=session.title,
            kind=session.kind,
            status=session.status,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            room=self._room(session.room) if session.room else None,
            track=self._track(session.track) if session.track else None,
            tags=tuple(records.Tag(tag.group.name if tag.group else "", tag.name) for tag in session.labels),
            people=tuple(records.Appearance(self._person(each.speaker), each.role) for each in session.people),
            language=session.language,
            capacity=session.capacity,
            abstract=session.abstract,
            attachments=tuple(self._attachment(session, each) for each in session.attachments.all()),
            recording=session.recording,
            access_url=session.access_url if with_links else "",
            url=self._site_url("session", session.slug),
        )

    def _room(self, room: Room) -> records.Room:
        if room not in self.rooms:
            self.rooms[room] = records.Room(str(room.guid), room.name, room.capacity, room.directions)
        return self.rooms[room]

    def _track(self, track: Track) -> records.Track:
        if track not in self.tracks:
            parent = self._track(track.parent) if track.parent else None
            self.tracks[track] = records.Track(track.name, track.slug, track.colour, parent)
        return self.tracks[track]

    def _person(self, speaker: Speaker) -> records.Person:
        if speaker not in self.people:
            links = [records.Link(link.label, link.url) for link in speaker.links.all()]
            elsewhere = next((link.url for link in links if link.label == "Photo"), "")
            self.people[speaker] = records.Person(
                guid=str(speaker.guid),
                name=speaker.name,
                position=speaker.position,
                company=speaker.company,
                bio=speaker.bio,
                photo=self._site_url("photo", speaker.slug) if speaker.photo else elsewhere,
                links=tuple(link for link in links if link.label != "Photo"),
            )
        return self.people[speaker]

    def _attachment(self, session: Session, attachment: Attachment) -> records.Link:
        uploaded = self._site_url("attachment", session.slug, attachment.pk) if attachment.file else ""
        return records.Link(attachment.label, uploaded or attachment.url)

    def _site_url(self, name: str, *parts: object) -> str:
        return settings.SITE_URL + reverse(name, args=[self.event.slug, *parts])


def _in_order(made: dict[Room, records.Room]) -> tuple[records.Room, ...]:
    return tuple(made[room] for room in sorted(made, key=lambda room: (room.order, room.name, room.pk)))


def _tracks_in_order(made: dict[Track, records.Track]) -> tuple[records.Track, ...]:
    """A track below another comes right after it."""

    def place(track: Track) -> tuple[int, str, int]:
        return track.order, track.name, track.pk

    tracks = sorted(made, key=lambda track: (place(track.parent), place(track)) if track.parent else (place(track),))
    return tuple(made[track] for track in tracks)
