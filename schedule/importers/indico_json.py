"""Indico's export of an event with its contributions (detail=contributions or detail=sessions).

Its dates carry a zone of their own, often UTC, beside the event's.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from schedule.importers import times
from schedule.importers.moments import moment_of
from schedule.importers.records import (
    Appearance,
    Context,
    Event,
    Link,
    Person,
    Schedule,
    Session,
    Tag,
    Unacceptable,
    zone_named,
)
from schedule.importers.shapes import items, mapping, mappings, name, said, text
from schedule.importers.wording import kind_of

# What organisers write behind the name of a session or track that is not open.
_CLOSED = re.compile(r"\s*\(closed\)\s*\Z", re.IGNORECASE)


def recognises(value: Any) -> bool:
    results = list(mappings(mapping(value).get("results")))
    return any("contributions" in event or isinstance(event.get("startDate"), dict) for event in results)


def read(value: Any, context: Context) -> Schedule:
    results = list(mappings(mapping(value).get("results")))
    source = next((event for event in results if "contributions" in event or "sessions" in event), None)
    if source is None:
        raise Unacceptable("The event has no contributions. Export it with detail=contributions.", "results[0]")
    if len(results) > 1:
        title = text(source.get("title"))[:100]
        context.notices.add("", f"The file has {len(results)} events; only “{title}” comes in.")
    reader = _Reader(context, source)
    sessions = tuple(reader.sessions())
    drafts = sum(session.status == "draft" for session in sessions)
    if drafts:
        context.notices.add("", f"Contributions that are drafts, since their session or track is “(CLOSED)”: {drafts}.")
    return Schedule(event=_event(source), sessions=sessions)


def _event(source: dict[str, Any]) -> Event:
    return Event(
        name=text(source.get("title")),
        description=text(source.get("description")),
        zone=text(source.get("timezone")),
        starts_on=times.date_of(text(mapping(source.get("startDate")).get("date"))),
        ends_on=times.date_of(text(mapping(source.get("endDate")).get("date"))),
        venue=text(source.get("location")),
        address=text(source.get("address")),
        website=text(source.get("url")),
    )


class _Reader:
    def __init__(self, context: Context, source: dict[str, Any]):
        self.context = context
        self.zone = context.zone_for(text(source.get("timezone")))
        self.contributions = list(_contributions(source))
        # Not every conference has tracks: then its sessions are what its contributions are sorted by.
        self.has_tracks = any(text(each.get("track")).strip() for _, each in self.contributions)

    def sessions(self) -> Iterator[Session]:
        for place, contribution in self.contributions:
            yield self._session(contribution, place)

    def _session(self, contribution: dict[str, Any], place: str) -> Session:
        session, track, type_ = (name(contribution.get(key)) for key in ("session", "track", "type"))
        is_closed = bool(_CLOSED.search(session) or _CLOSED.search(track))
        session, track = _CLOSED.sub("", session), _CLOSED.sub("", track)
        sorted_by = track if self.has_tracks else session
        starts_at = self._moment(contribution.get("startDate"))
        return Session(
            title=text(contribution.get("title")),
            id=text(contribution.get("db_id")),
            others=(friendly,) if (friendly := text(contribution.get("id"))) else (),
            place=place,
            starts_at=starts_at,
            ends_at=self._end(contribution, starts_at),
            room=said(contribution, "room") or said(contribution, "roomFullname"),
            track=(sorted_by,) if sorted_by else (),
            tags=(
                *([Tag("Session", session)] if session and self.has_tracks else []),
                *(Tag("", keyword) for keyword in items(contribution.get("keywords")) if isinstance(keyword, str)),
            ),
            kind=kind_of(type_) if type_ else None,
            status="draft" if is_closed else None,
            abstract=said(contribution, "description"),
            people=_people(contribution),
            attachments=tuple(_attachments(contribution)),
        )

    def _moment(self, value: Any) -> datetime | None:
        """{date, time, tz}: a wall time in a zone that need not be the event's."""
        moment = mapping(value)
        at = times.instant_of(f"{text(moment.get('date'))}T{text(moment.get('time'))}")
        if at is None:
            return None
        return moment_of(at, zone_named(text(moment.get("tz"))) or self.zone)

    def _end(self, contribution: dict[str, Any], starts_at: datetime | None) -> datetime | None:
        ends_at = self._moment(contribution.get("endDate"))
        if starts_at is None or ends_at is not None:
            return ends_at
        length = times.duration_of(contribution.get("duration"))
        return starts_at + length if length else None


def _contributions(source: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Those of the event, and those that stand in its sessions."""
    lists = [("contributions", source.get("contributions"))]
    for index, session in enumerate(mappings(source.get("sessions"))):
        lists.append((f"sessions[{index}].contributions", session.get("contributions")))
    for where, listed in lists:
        for index, contribution in enumerate(items(listed)):
            if isinstance(contribution, dict):
                yield f"{where}[{index}]", contribution


def _people(contribution: dict[str, Any]) -> tuple[Appearance, ...]:
    speakers = list(mappings(contribution.get("speakers"))) or list(mappings(contribution.get("primaryauthors")))
    people = [_person(speaker) for speaker in speakers]
    return tuple(Appearance(person) for person in people if person.name)


def _person(speaker: dict[str, Any]) -> Person:
    last, _, first = text(speaker.get("fullName")).partition(",")
    first = text(speaker.get("first_name")).strip() or first
    last = text(speaker.get("last_name")).strip() or last
    return Person(
        # Somebody who typed "Last, First" into one of the fields leaves a comma behind.
        name=f"{first.strip(' ,')} {last.strip(' ,')}".strip(),
        key=text(speaker.get("person_id")),
        company=said(speaker, "affiliation"),
    )


def _attachments(contribution: dict[str, Any]) -> Iterator[Link]:
    """What everybody may see of folders, and of the older materials."""
    for folder in _open(contribution.get("folders")):
        for attachment in _open(folder.get("attachments")):
            url = text(attachment.get("link_url")) or text(attachment.get("download_url"))
            if url.strip():
                yield Link(text(attachment.get("title")), url)
    for material in _open(contribution.get("material")):
        for resource in _open(material.get("resources")):
            if text(resource.get("url")).strip():
                yield Link(text(material.get("title")) or text(resource.get("name")), text(resource.get("url")))


def _open(listed: Any) -> Iterator[dict[str, Any]]:
    return (each for each in mappings(listed) if each.get("is_protected") is not True)
