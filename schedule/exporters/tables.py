"""The programme as tables that read back to the same: CSV, and XLSX with the people and the event beside the sessions.

No cell can become a formula: one that begins like one has an apostrophe before it.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from schedule.exporters.programme import Link, Person, Programme, Session, Tag
from schedule.exporters.xml_parts import writable

LINES = " (one per line)"
COLUMNS = (
    *("Number", "Guid", "Slug", "Title", "Kind", "Status", "Start", "End", "Time zone", "Room", "Track", "Subtrack"),
    *(f"Tags{LINES}", f"Speakers{LINES}", f"Roles{LINES}", f"Companies{LINES}", f"Positions{LINES}"),
    *(f"Speaker guids{LINES}", "Language", "Capacity", "Abstract", f"Attachments{LINES}", "Recording", "Access link"),
)
PEOPLE = ("Guid", "Name", "Position", "Company", "Bio", f"Links{LINES}")

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "'")
_MADE_AT = re.compile(rb"\d{4}-\d\d-\d\dT[\d:]+Z")
_ALWAYS = b"2000-01-01T00:00:00Z"

Row = Sequence[str]


def programme_csv(programme: Programme) -> bytes:
    """UTF-8 with the mark by which spreadsheets know it, lines ended by CRLF (RFC 4180)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([cell(value) for value in row] for row in _sessions(programme))
    return text.getvalue().encode("utf-8-sig", errors="ignore")


def programme_xlsx(programme: Programme) -> bytes:
    """Every cell is text. The same programme gives the same bytes."""
    book = Workbook(write_only=True)
    for title, rows in (
        ("Sessions", _sessions(programme)),
        ("Speakers", _people(programme)),
        ("Event", _event(programme)),
    ):
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for row in rows:
            cells = [WriteOnlyCell(sheet, writable(cell(value)) or None) for value in row]
            for each in cells:
                if each.value is not None:
                    each.data_type = "s"  # "#N/A" is a title like any other
            sheet.append(cells)
    made = io.BytesIO()
    book.save(made)
    return _undated(made.getvalue())


def cell(value: str) -> str:
    """What a spreadsheet takes for text whatever it begins with."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def wall_time(at: datetime | None, zone: ZoneInfo) -> str:
    """Date and time on the event's clocks, with the offset where they show that time twice; "" for none."""
    if at is None:
        return ""
    local = at.astimezone(zone).replace(microsecond=0)
    is_twofold = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    text = local.isoformat(sep=" ") if is_twofold else local.replace(tzinfo=None).isoformat(sep=" ")
    return text if local.second else text[:16] + text[19:]


def _sessions(programme: Programme) -> Iterator[Row]:
    yield COLUMNS
    for session in programme.sessions:
        yield _row(session, programme.zone)


def _row(session: Session, zone: ZoneInfo) -> Row:
    track = session.track
    people = [each.person for each in session.people]
    return (
        str(session.number),
        session.guid,
        session.slug,
        session.title,
        session.kind,
        session.status,
        wall_time(session.starts_at, zone),
        wall_time(session.ends_at, zone),
        str(zone),
        session.room.name if session.room else "",
        (track.parent or track).name if track else "",
        track.name if track and track.parent else "",
        _lines(sorted(_tag(tag) for tag in session.tags)),
        _lines(person.name for person in people),
        _lines(each.role for each in session.people),
        _lines(person.company for person in people),
        _lines(person.position for person in people),
        _lines(person.guid for person in people),
        session.language,
        "" if session.capacity is None else str(session.capacity),
        session.abstract,
        _lines(_link(link) for link in session.attachments),
        session.recording,
        session.access_url,
    )


def _people(programme: Programme) -> Iterator[Row]:
    """Everybody once, in the order in which they appear."""
    yield PEOPLE
    for person in dict.fromkeys(each.person for session in programme.sessions for each in session.people):
        links = [*_photo(person), *person.links]
        told = (person.guid, person.name, person.position, person.company, person.bio)
        yield (*told, _lines(_link(link) for link in links))


def _event(programme: Programme) -> Iterator[Row]:
    yield from (
        ("Field", "Value"),
        ("Name", programme.name),
        ("Tagline", programme.tagline),
        ("Guid", programme.guid),
        ("Time zone", str(programme.zone)),
        ("First day", programme.starts_on.isoformat()),
        ("Last day", programme.ends_on.isoformat()),
        ("Day starts at", programme.day_starts_at.isoformat("minutes")),
        ("Venue", programme.venue),
        ("Address", programme.address),
        ("Website", programme.website),
        ("Accent", programme.accent),
    )


def _photo(person: Person) -> list[Link]:
    return [Link("Photo", person.photo)] if person.photo else []


def _lines(values: Iterable[str]) -> str:
    """The nth line of each such column is of the same speaker; a column in which nobody has anything is empty."""
    lines = list(values)
    return "\n".join(lines) if any(lines) else ""


def _tag(tag: Tag) -> str:
    """One without a group that reads as if it had one begins with the colon."""
    if tag.group:
        group = tag.group.replace("\\", "\\\\").replace(":", "\\:")
        return f"{group}: {tag.name}"
    return f": {tag.name}" if ": " in tag.name else tag.name


def _link(link: Link) -> str:
    return f"{link.label} <{link.url}>" if link.url else link.label


def _undated(data: bytes) -> bytes:
    """The same workbook without the moment at which it was made."""
    settled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as book:
        for name in made.namelist():
            content = made.read(name)
            if name == "docProps/core.xml":
                content = _MADE_AT.sub(_ALWAYS, content)
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            book.writestr(member, content)
    return settled.getvalue()
