"""schedule.xml, which schedule apps and video teams read (https://c3voc.de/wiki/schedule)."""

import re
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID
from xml.etree.ElementTree import Element

from schedule.exporters import frab
from schedule.exporters.addresses import web_uri
from schedule.exporters.programme import Person, Programme, Room, Session
from schedule.exporters.xml_parts import add, document

_TRACK_SLUG = re.compile("[a-z][a-z0-9-]+")
_LONGEST = timedelta(hours=100)


def frab_xml(programme: Programme) -> bytes:
    root = Element("schedule")
    host = urlsplit(programme.site).netloc
    add(root, "generator", attributes={"name": frab.GENERATOR, "system": host, "version": programme.release})
    add(root, "url", f"{programme.url}schedule.xml")
    add(root, "version", programme.version)
    days = frab.days(programme)
    _add_conference(root, programme, len(days))
    for day in days:
        attributes = {
            "index": str(day.index),
            "date": day.on.isoformat(),
            "start": day.starts_at.isoformat(),
            "end": day.ends_at.isoformat(),
        }
        column = add(root, "day", attributes=attributes)
        for room, sessions in day.rooms:
            names = {"name": room.name, "guid": room.guid} if room else {"name": ""}
            element = add(column, "room", attributes=names)
            for session in sessions:
                _add_session(element, programme, room, session)
    return document(root)


def _add_conference(root: Element, programme: Programme, days: int) -> None:
    conference = add(root, "conference")
    add(conference, "title", programme.name)
    add(conference, "acronym", frab.acronym(programme))
    add(conference, "start", programme.starts_on.isoformat())
    add(conference, "end", programme.ends_on.isoformat())
    add(conference, "days", str(days))
    add(conference, "timeslot_duration", frab.TIMESLOT)
    add(conference, "base_url", programme.url)
    if url := web_uri(programme.website):
        add(conference, "url", url)
    add(conference, "time_zone_name", str(programme.zone))
    if accent := frab.colour(programme.accent):
        add(conference, "color", attributes={"primary": accent})
    for track in frab.tracks(programme):
        attributes = {"name": track.title}
        if colour := frab.colour(track.colour):
            attributes["color"] = colour
        if _TRACK_SLUG.fullmatch(track.slug):
            attributes["slug"] = track.slug
        add(conference, "track", attributes=attributes)


def _add_session(parent: Element, programme: Programme, room: Room | None, session: Session) -> None:
    if session.starts_at is None:
        return
    starts_at = frab.wall_time(session.starts_at, programme.zone)
    event = add(parent, "event", attributes={"guid": session.guid, "id": str(session.number)})
    add(event, "room", room.name if room else "")
    add(event, "title", frab.title(session))
    add(event, "subtitle")
    add(event, "type", session.kind)
    add(event, "date", starts_at.isoformat())
    add(event, "start", f"{starts_at:%H:%M}")
    add(event, "duration", _clock(frab.length(session)))
    add(event, "abstract", session.abstract)
    add(event, "slug", frab.slug(programme, session))
    add(event, "track", session.track.title if session.track else "")
    people = add(event, "persons")
    for person in (appearance.person for appearance in session.people):
        add(people, "person", person.name, {"id": str(_id_of(person)), "guid": person.guid})
    add(event, "language", session.language)
    add(event, "description")
    if url := web_uri(session.recording):
        recording = add(event, "recording")
        add(recording, "license")
        add(recording, "optout", "false")
        add(recording, "url", url)
    add(event, "links")
    attachments = add(event, "attachments")
    for link, kind in frab.attachments(session):
        add(attachments, "attachment", link.label, {"href": link.url, "type": kind})
    add(event, "url", session.url)


def _id_of(person: Person) -> int:
    """A number for programs that know people by nothing else. It is made of the guid, so it stays; it fits 31 bits."""
    return UUID(person.guid).int >> 97


def _clock(length: timedelta) -> str:
    """HH:MM, seconds only where there are some; the schema has two digits for hours."""
    seconds = length // timedelta(seconds=1)
    if length >= _LONGEST:
        return "99:59"
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return f"{clock}:{seconds % 60:02}" if seconds % 60 else clock
