"""The tables that Talkmark writes itself, CSV and XLSX, read back cell for cell."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from itertools import zip_longest
from zoneinfo import ZoneInfo

from schedule.importers import times
from schedule.importers.records import (
    ROLES,
    Appearance,
    Context,
    Event,
    Link,
    Person,
    Schedule,
    Session,
    Tag,
    Unacceptable,
    ZoneNeeded,
)
from schedule.importers.shapes import number
from schedule.importers.tables.cells import Row, Sheet, text_in
from schedule.importers.wording import kind_of

COLUMNS = (
    "Number", "Guid", "Slug", "Title", "Kind", "Status", "Start", "End", "Time zone", "Room", "Track", "Subtrack",
    "Tags (one per line)", "Speakers (one per line)", "Roles (one per line)", "Companies (one per line)",
    "Positions (one per line)", "Speaker guids (one per line)", "Language", "Capacity", "Abstract",
    "Attachments (one per line)", "Recording", "Access link",
)  # fmt: skip
EVENT_COLUMNS = ("Field", "Value")

_MARK = "Speakers (one per line)"
# A quote before one of these is no part of the text: it keeps spreadsheets from taking the cell for a formula.
_QUOTED = re.compile(r"'(?=[=+\-@\t\r＝＋－＠'])")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?) ?([+-]\d\d:\d\d)?")
_LINK = re.compile(r"(.*?) ?<(https?://.*)>")
_GROUPED = re.compile(r"((?:[^\\:]|\\.)*): (.*)")
_ESCAPED = re.compile(r"\\(.)")
_STATUSES = ("draft", "published", "cancelled")


def is_own(sheets: Sequence[Sheet]) -> bool:
    return any(_MARK in _header(sheet) for sheet in sheets)


def read(sheets: Sequence[Sheet], context: Context) -> Schedule:
    sessions = next(sheet for sheet in sheets if _MARK in _header(sheet))
    records = list(_records(sessions))
    missing = [name for name in ("Title", "Start", "End") if name not in _header(sessions)]
    if missing:
        raise Unacceptable(f"The column “{missing[0]}” is missing.", sessions.rows[0].place)
    event = _event(next((sheet for sheet in sheets if _header(sheet)[:2] == list(EVENT_COLUMNS)), None))
    if not event.zone:
        event = Event(zone=next((zone for _, record in records if (zone := record.get("Time zone", "").strip())), ""))
    people = next((sheet for sheet in sheets if "Links (one per line)" in _header(sheet)), None)
    return Schedule(
        event=event,
        sessions=tuple(_session(place, record, context) for place, record in records),
        people=tuple(_person(record) for _, record in _records(people)) if people else (),
        is_own=True,
    )


def _header(sheet: Sheet) -> list[str]:
    return [text_in(cell).strip() for cell in sheet.rows[0].cells] if sheet.rows else []


def _records(sheet: Sheet) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row's place, and its cells by their column's name."""
    header = _header(sheet)
    for row in sheet.rows[1:]:
        yield row.place, dict(zip(header, _cells(row, len(header)), strict=True))


def _cells(row: Row, width: int) -> list[str]:
    cells = [_QUOTED.sub("", text, count=1) if text[:1] == "'" else text for text in map(text_in, row.cells)]
    return (cells + [""] * width)[:width]


def _session(place: str, record: dict[str, str], context: Context) -> Session:
    status = record.get("Status", "").strip().lower()
    track = (record.get("Track", ""), record.get("Subtrack", ""))
    zone = context.zone_for(record.get("Time zone", ""))
    return Session(
        title=record.get("Title", ""),
        guid=record.get("Guid", ""),
        id=record.get("Number", ""),
        place=place,
        starts_at=_moment(record.get("Start", ""), zone, context, f"{place}, Start"),
        ends_at=_moment(record.get("End", ""), zone, context, f"{place}, End"),
        room=record.get("Room"),
        track=tuple(name for name in track if name.strip()) if "Track" in record else None,
        tags=tuple(map(_tag, _lines(record["Tags (one per line)"]))) if "Tags (one per line)" in record else None,
        kind=kind_of(record["Kind"]) if record.get("Kind", "").strip() else None,
        status=status if status in _STATUSES else None,
        abstract=record.get("Abstract"),
        people=tuple(_people(record)),
        language=record.get("Language"),
        recording=record.get("Recording"),
        capacity=number(record.get("Capacity")),
        access_url=record.get("Access link") or None,  # what is public never has it: blank says nothing
        attachments=_links(record.get("Attachments (one per line)")),
        slug=record.get("Slug", "").strip(),
    )


def _moment(text: str, zone: ZoneInfo | None, context: Context, place: str) -> datetime | None:
    """A wall time of this zone; one that the clocks show twice says which of both by its offset."""
    if not text.strip():
        return None
    match = _MOMENT.fullmatch(text.strip())
    found = times.instant_of("".join(match.groups(default=""))) if match else None
    if found is None:
        context.notices.add(place, f"“{text[:60]}” is not a time; the session comes in without it.")
        return None
    known = found.tzinfo or zone
    if known is None:
        raise ZoneNeeded
    return times.in_utc(found, known)


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _tag(line: str) -> Tag:
    """A line is "Group: Name" or "Name", and ": Name" where a name without group has such a colon itself."""
    match = _GROUPED.fullmatch(line)
    return Tag(_ESCAPED.sub(r"\1", match[1]), match[2]) if match else Tag("", line)


def _people(record: dict[str, str]) -> Iterator[Appearance]:
    """The five columns side by side: their lines belong together, blank ones included."""
    names = _lines(record.get(_MARK, ""))
    beside = ("Roles", "Companies", "Positions", "Speaker guids")
    columns = [_lines(record.get(f"{name} (one per line)", ""))[: len(names)] for name in beside]
    for name, role, company, position, guid in zip_longest(names, *columns, fillvalue=""):
        person = Person(name, guid=guid.strip(), company=company, position=position)
        yield Appearance(person, role.strip() if role.strip() in ROLES else "speaker")


def _links(text: str | None) -> tuple[Link, ...] | None:
    if text is None:
        return None
    matches = ((line, _LINK.fullmatch(line)) for line in _lines(text))
    return tuple(Link(match[1], match[2]) if match else Link(line, "") for line, match in matches)


def _person(record: dict[str, str]) -> Person:
    return Person(
        record.get("Name", ""),
        guid=record.get("Guid", "").strip(),
        position=record.get("Position"),
        company=record.get("Company"),
        bio=record.get("Bio"),
        links=_links(record.get("Links (one per line)")),
    )


def _event(sheet: Sheet | None) -> Event:
    if sheet is None:
        return Event()
    said = {record["Field"].strip(): record["Value"] for _, record in _records(sheet)}
    return Event(
        name=said.get("Name", ""),
        tagline=said.get("Tagline", ""),
        guid=said.get("Guid", "").strip(),
        zone=said.get("Time zone", "").strip(),
        starts_on=times.date_of(said.get("First day", "")),
        ends_on=times.date_of(said.get("Last day", "")),
        day_starts_at=_time_of_day(said.get("Day starts at", "")),
        venue=said.get("Venue", ""),
        address=said.get("Address", ""),
        website=said.get("Website", ""),
        accent=said.get("Accent", ""),
    )


def _time_of_day(text: str) -> time | None:
    return times.time_at(times.clock_of(text))
