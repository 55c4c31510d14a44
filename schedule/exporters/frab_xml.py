"""schedule.xml, which schedule apps and video teams read (https://c3voc.de/wiki/schedule)."""

import re
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from schedule.exporters import frab
from schedule.exporters.addresses import web_uri
from schedule.exporters.programme import Person, Programme, Room, Session

# What XML 1.0 has no way to write (2.2).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TRACK_SLUG = re.compile("[a-z][a-z0-9-]+")
_LONGEST = timedelta(hours=100)


def frab_xml(programme: Programme) -> bytes:
    root = Element("schedule")
    host = urlsplit(programme.site).netloc
    _add(root, "generator", attributes={"name": frab.GENERATOR, "system": host, "version": programme.release})
    _add(root, "url", f"{programme.url}schedule.xml")
    _add(root, "version", programme.version)
    days = frab.days(programme)
    _add_conference(root, programme, len(days))
    for day in days:
        attributes = {
            "index": str(day.index),
            "date": day.on.isoformat(),
            "start": day.starts_at.isoformat(),
            "end": day.ends_at.isoformat(),
        }
        column = _add(root, "day", attributes=attributes)
        for room, sessions in day.rooms:
            names = {"name": room.name, "guid": room.guid} if room else {"name": ""}
            element = _add(column, "room", attributes=names)
            for session in sessions:
                _add_session(element, programme, room, session)
    indent(root, space="")
    return tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _add_conference(root: Element, programme: Programme, days: int) -> None:
    conference = _add(root, "conference")
    _add(conference, "title", programme.name)
    _add(conference, "acronym", frab.acronym(programme))
    _add(conference, "start", programme.starts_on.isoformat())
    _add(conference, "end", programme.ends_on.isoformat())
    _add(conference, "days", str(days))
    _add(conference, "timeslot_duration", frab.TIMESLOT)
    _add(conference, "base_url", programme.url)
    if url := web_uri(programme.website):
        _add(conference, "url", url)
    _add(conference, "time_zone_name", str(programme.zone))
    if accent := frab.colour(programme.accent):
        _add(conference, "color", attributes={"primary": accent})
    for track in frab.tracks(programme):
        attributes = {"name": track.title}
        if colour := frab.colour(track.colour):
            attributes["color"] = colour
        if _TRACK_SLUG.fullmatch(track.slug):
            attributes["slug"] = track.slug
        _add(conference, "track", attributes=attributes)


def _add_session(parent: Element, programme: Programme, room: Room | None, session: Session) -> None:
    if session.starts_at is None:
        return
    starts_at = frab.wall_time(session.starts_at, programme.zone)
    event = _add(parent, "event", attributes={"guid": session.guid, "id": str(session.number)})
    _add(event, "room", room.name if room else "")
    _add(event, "title", frab.title(session))
    _add(event, "subtitle")
    _add(event, "type", session.kind)
    _add(event, "date", starts_at.isoformat())
    _add(event, "start", f"{starts_at:%H:%M}")
    _add(event, "duration", _clock(frab.length(session)))
    _add(event, "abstract", session.abstract)
    _add(event, "slug", frab.slug(programme, session))
    _add(event, "track", session.track.title if session.track else "")
    people = _add(event, "persons")
    for person in (appearance.person for appearance in session.people):
        _add(people, "person", person.name, {"id": str(_id_of(person)), "guid": person.guid})
    _add(event, "language", session.language)
    _add(event, "description")
    if url := web_uri(session.recording):
        recording = _add(event, "recording")
        _add(recording, "license")
        _add(recording, "optout", "false")
        _add(recording, "url", url)
    _add(event, "links")
    attachments = _add(event, "attachments")
    for link, kind in frab.attachments(session):
        _add(attachments, "attachment", link.label, {"href": link.url, "type": kind})
    _add(event, "url", session.url)


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


def _add(parent: Element, name: str, text: str = "", attributes: Mapping[str, str] | None = None) -> Element:
    element = SubElement(parent, name, {key: _clean(value) for key, value in (attributes or {}).items()})
    if text:
        element.text = _clean(text)
    return element


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
