"""schedule.json in its first version, which schedule apps read (https://c3voc.de/schedule/schema.json).

What the schema has no place for stands in `conference.meta`, and with people, where it lets further keys be.
"""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from schedule.exporters import frab
from schedule.exporters.addresses import web_uri
from schedule.exporters.programme import Appearance, Programme, Room, Session, Track

SCHEMA = "https://c3voc.de/schedule/schema.json"
# A link of this title and type is a session's recording.
RECORDING = {"title": "Recording", "type": "media"}

_ZONE = re.compile("([A-Z][a-z]+/[A-Z][a-z]+)|UTC$")
_TRACK_SLUG = re.compile("[a-z0-9_-]+[a-z0-9]")


def schedule_json(programme: Programme) -> bytes:
    document = {
        "$schema": SCHEMA,
        "generator": {"name": frab.GENERATOR, "version": programme.release, "url": f"{programme.site}/"},
        "schedule": {
            "url": f"{programme.url}schedule.json",
            "version": programme.version,
            "base_url": programme.url,
            "conference": _conference(programme),
        },
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return f"{text}\n".encode(errors="ignore")


def _conference(programme: Programme) -> dict[str, Any]:
    days = frab.days(programme)
    zone, url, accent = str(programme.zone), web_uri(programme.website), frab.colour(programme.accent)
    is_known = _ZONE.match(zone) or zone.endswith("UTC")
    meta = {
        "guid": programme.guid,
        "time_zone_name": "" if is_known else zone,
        "tagline": programme.tagline,
        "venue": programme.venue,
        "address": programme.address,
    }
    return {
        "acronym": frab.acronym(programme),
        "title": programme.name,
        "start": programme.starts_on.isoformat(),
        "end": programme.ends_on.isoformat(),
        "daysCount": len(days),
        "timeslot_duration": frab.TIMESLOT,
        **({"time_zone_name": zone} if is_known else {}),
        **({"url": url} if url else {}),
        **({"colors": {"primary": accent}} if accent else {}),
        "tracks": [_track(track) for track in frab.tracks(programme)],
        "rooms": [_room(room) for room in frab.rooms(programme)],
        "meta": {key: value for key, value in meta.items() if value},
        "days": [
            {
                "index": day.index,
                "date": day.on.isoformat(),
                "day_start": day.starts_at.isoformat(),
                "day_end": day.ends_at.isoformat(),
                "rooms": {
                    room.name if room else "": [event for each in sessions for event in _event(programme, each)]
                    for room, sessions in day.rooms
                },
            }
            for day in days
        ],
    }


def _track(track: Track) -> dict[str, str]:
    colour = frab.colour(track.colour)
    return {
        "name": track.title,
        **({"slug": track.slug} if _TRACK_SLUG.fullmatch(track.slug) else {}),
        **({"color": colour} if colour else {}),
    }


def _room(room: Room) -> dict[str, Any]:
    return {
        "name": room.name,
        "guid": room.guid,
        **({"capacity": room.capacity} if room.capacity is not None else {}),
        **({"description": room.directions} if room.directions else {}),
    }


def _event(programme: Programme, session: Session) -> Iterator[dict[str, Any]]:
    """One where the session has a time. Texts are never null, which some programs cannot bear."""
    if session.starts_at is None or session.ends_at is None:
        return
    starts_at = frab.wall_time(session.starts_at, programme.zone)
    minutes = frab.length(session) // timedelta(minutes=1)
    recording = web_uri(session.recording)
    yield {
        "guid": session.guid,
        "id": session.number,
        "date": starts_at.isoformat(),
        "start": f"{starts_at:%H:%M}",
        "end": frab.wall_time(session.ends_at, programme.zone).isoformat(),
        "duration": f"{minutes // 60:02}:{minutes % 60:02}",
        "room": session.room.name if session.room else "",
        "slug": frab.slug(programme, session),
        "url": session.url,
        "title": frab.title(session),
        "subtitle": "",
        "track": session.track.title if session.track else None,
        "type": session.kind,
        "language": session.language or None,
        "abstract": session.abstract,
        "description": "",
        "persons": [_person(appearance) for appearance in session.people],
        "links": [{"url": recording, **RECORDING}] if recording else [],
        "attachments": [
            {"url": link.url, "title": link.label, "type": kind} for link, kind in frab.attachments(session)
        ],
    }


def _person(appearance: Appearance) -> dict[str, Any]:
    """By the name that new programs look for and the one that old ones do; with an id as well it would be invalid."""
    person = appearance.person
    links = [{"title": link.label, "url": url} for link in person.links if (url := web_uri(link.url))]
    told = {
        "avatar": web_uri(person.photo),
        "biography": person.bio,
        "company": person.company,
        "position": person.position,
        "role": "" if appearance.role == "speaker" else appearance.role,
        "links": links,
    }
    return {
        "name": person.name,
        "public_name": person.name,
        "guid": person.guid,
        **{key: value for key, value in told.items() if value},
    }
