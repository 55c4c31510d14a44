"""The agenda of an IETF meeting as the datatracker has it: sessions, locations and areas in one list, newest first."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from schedule.importers import times
from schedule.importers.addresses import web_address
from schedule.importers.moments import moment_of
from schedule.importers.records import Context, Event, Link, Room, Schedule, Session, Tag, Track
from schedule.importers.shapes import items, mapping, mappings, name, number, said, text

DATATRACKER = "https://datatracker.ietf.org"
# Neither for everybody nor, in truth, sessions.
LEFT_OUT = frozenset({"offagenda", "break", "lead", "reg", "registration"})
NOT_HELD = frozenset({"notmeet", "disappr", "deleted"})
DRAFTS = frozenset({"apprw", "schedw"})
# What is rescheduled stays behind where it was, struck out.
CANCELLED = frozenset({"canceled", "canceledpa", "cancelled", "resched"})


def recognises(value: Any) -> bool:
    _, listed = _meeting(value)
    return any(text(each.get("objtype")) == "session" for each in mappings(listed))


def read(value: Any, context: Context) -> Schedule:
    meeting, listed = _meeting(value)
    reader = _Reader(context, meeting, listed)
    sessions = tuple(reader.sessions())
    if reader.left_out:
        what = "Breaks, registrations and sessions off the agenda that are left out"
        context.notices.add("", f"{what}: {reader.left_out}.")
    event = Event(name=f"IETF {meeting}" if meeting.isdecimal() else meeting)
    return Schedule(event=event, sessions=sessions, rooms=reader.rooms, tracks=reader.tracks)


def _meeting(value: Any) -> tuple[str, list[Any]]:
    """{"<number of the meeting>": [objects]}."""
    return next(((key[:40], items(listed)) for key, listed in mapping(value).items() if items(listed)), ("", []))


class _Reader:
    def __init__(self, context: Context, meeting: str, listed: list[Any]):
        self.context = context
        self.zone = context.zone_for()
        self.meeting = meeting
        self.listed = listed
        self.left_out = 0
        locations = sorted(_of_type("location", listed), key=_level)
        self.names = {text(each.get("id")): name(each.get("name")) for each in locations}
        self.rooms = tuple(Room(text(each.get("name")), floor=said(each, "level_name")) for each in locations)
        areas = sorted(_of_type("parent", listed), key=lambda area: text(area.get("name")))
        self.areas = {name(each.get("name")): name(each.get("description")) for each in areas}
        self.tracks = tuple(Track((self._area(acronym),)) for acronym in self.areas)

    def _area(self, acronym: str) -> str:
        """An area's name, or its acronym where the file does not say it."""
        return self.areas.get(acronym) or acronym

    def sessions(self) -> Iterator[Session]:
        for index, session in enumerate(self.listed):
            if not isinstance(session, dict) or text(session.get("objtype")) != "session":
                continue
            if _types(session) & LEFT_OUT or text(session.get("status")) in NOT_HELD:
                self.left_out += 1
            else:
                yield self._session(session, f"{self.meeting}[{index}]")

    def _session(self, session: dict[str, Any], place: str) -> Session:
        group, status = mapping(session.get("group")), text(session.get("status"))
        acronym, parent = name(group.get("acronym")), name(group.get("parent"))
        starts_at = self._start(session, place)
        length = times.duration_of(session.get("duration"))
        assignment, key = text(session.get("id")), text(session.get("session_id"))
        return Session(
            title=text(session.get("name")).strip() or text(group.get("name")),
            id=key or assignment,
            others=(assignment,) if key and assignment else (),
            place=place,
            starts_at=starts_at,
            ends_at=starts_at + length if starts_at and length else None,
            room=self._room(session),
            track=(self._area(parent),) if parent else (),
            tags=(Tag("Group", acronym),) if acronym else (),
            kind="bof" if session.get("is_bof") is True or text(group.get("state")) == "bof" else None,
            status="cancelled" if status in CANCELLED else "draft" if status in DRAFTS else None,
            abstract=said(session, "agenda_note"),
            attachments=tuple(self._attachments(session)),
        )

    def _start(self, session: dict[str, Any], place: str) -> datetime | None:
        said_start = text(session.get("start")).strip()
        at = times.instant_of(said_start)
        if at is None:
            if said_start:
                self.context.notices.add(place, f"“{said_start[:40]}” is not a time.")
            return None
        return moment_of(at, self.zone)

    def _room(self, session: dict[str, Any]) -> str | None:
        if "location" not in session:
            return None
        room = text(session["location"]).strip()
        return self.names.get(room) or room

    def _attachments(self, session: dict[str, Any]) -> Iterator[Link]:
        for what in ("agenda", "minutes"):
            url = web_address(text(session.get(what)), DATATRACKER)
            if url:
                yield Link(what.capitalize(), url)
        for slides in sorted(mappings(session.get("presentations")), key=lambda each: number(each.get("order")) or 0):
            document, revision = name(slides.get("name")), name(slides.get("rev"))
            # The address that stands there is that of the API.
            path = f"/meeting/{self.meeting}/materials/{document}-{revision}"
            path = path if document else text(slides.get("resource_uri"))
            url = web_address(path.removesuffix("-"), DATATRACKER)
            if url:
                yield Link(text(slides.get("title")) or document, url)


def _of_type(objtype: str, listed: list[Any]) -> Iterator[dict[str, Any]]:
    return (each for each in mappings(listed) if text(each.get("objtype")) == objtype)


def _level(location: dict[str, Any]) -> tuple[int, str]:
    return number(location.get("level_sort")) or 0, text(location.get("name"))


def _types(session: dict[str, Any]) -> set[str]:
    """What a session is, wherever the datatracker of the day writes it."""
    said_types = (session.get("type"), session.get("session_type"), session.get("purpose"))
    return {text(each).lower().replace("-", "").replace(" ", "") for each in said_types}
