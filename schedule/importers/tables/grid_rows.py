"""What rows of any table say beside their times: people, status, tags, links and texts."""

import html
import re
from collections.abc import Iterator
from typing import Any

from schedule.importers.files import MAX_APPEARANCES
from schedule.importers.markup import joined
from schedule.importers.names import names_in, names_with_comma
from schedule.importers.records import Appearance, Link, Person, Tag, Unacceptable
from schedule.importers.shapes import number
from schedule.importers.tables.cells import Row, text_in
from schedule.importers.tables.grids import Grid

ROLES = {"speakers": "speaker", "moderators": "moderator", "panellists": "panellist", "hosts": "host"}

_WEB = re.compile(r"https?://[^\s<>]+")
_NUMBERED = re.compile(r"(\d{1,10}):\s*(?=\D)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_NO = {"n", "no", "nein", "false", "falsch", "0"}
_PRIVATE = {"y", "yes", "ja", "true", "wahr", "1", "private", "privat", "x"}
_CANCELLED = {"cancelled", "canceled", "abgesagt", "annulé", "annulée"}
_DRAFTS = {
    *("draft", "entwurf", "pending", "submitted", "proposed", "unpublished", "rejected", "withdrawn", "waitlisted"),
    *("abgelehnt", "zurückgezogen", "eingereicht", "unveröffentlicht"),
}


def unescaped(text: str) -> str:
    """The text with its HTML entities as signs; only whole ones, so that R&D stays."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if "&" in text else text


def details_in(grid: Grid, row: Row) -> dict[str, Any]:
    """The fields of a session that every table has alike."""
    seats = number(grid.text(row, "capacity"))
    return {
        "room": _optional(grid.said(row, "room")),
        "status": status_in(grid, row),
        "abstract": joined(dict.fromkeys(grid.texts(row, "abstract"))) if grid.has("abstract") else None,
        "language": grid.said(row, "language"),
        "recording": grid.said(row, "recording"),
        "capacity": seats or None,
        "access_url": grid.said(row, "access_url"),
        "attachments": tuple(_links(grid, row)) if grid.has("attachments") else None,
    }


def status_in(grid: Grid, row: Row) -> str | None:
    if grid.text(row, "status").casefold() in _CANCELLED:
        return "cancelled"
    is_hidden = (
        grid.text(row, "published").casefold() in _NO
        or grid.text(row, "private").casefold() in _PRIVATE
        or grid.text(row, "status").casefold() in _DRAFTS
    )
    return "draft" if is_hidden else None


def tags_in(grid: Grid, row: Row, field: str = "tag") -> Iterator[Tag]:
    """The answers in the columns that were mapped to tags: each column's name is their group."""
    for column in grid.columns.get(field, ()):
        if column < len(row.cells):
            for name in names_in(unescaped(text_in(row.cells[column]))):
                yield Tag(grid.header[column].strip(), name)


def _optional(text: str | None) -> str | None:
    return None if text is None else unescaped(text)


def _links(grid: Grid, row: Row) -> Iterator[Link]:
    for text in grid.texts(row, "attachments"):
        for line in text.splitlines():
            match = _WEB.search(line)
            label = (line[: match.start()] if match else line).strip(" <>:–-")
            if match or label:
                yield Link(label, match[0] if match else "")


class GridPeople:
    """Reads who takes part. A column lists names; of those that are numbered each holds one person."""

    def __init__(self, grid: Grid):
        self.grid = grid
        self.roles = [field for field in ROLES if grid.has(field)]
        lists = [text for row in grid.rows for field in self.roles for text in grid.texts(row, field)]
        self.count = 0
        self.known = names_with_comma([unescaped(text) for text in lists])

    def of(self, row: Row) -> tuple[Appearance, ...] | None:
        if not self.roles:
            return None
        found = tuple(
            Appearance(person, ROLES[field])
            for field in self.roles
            for text in self.grid.texts(row, field)
            for person in self._people(unescaped(text), is_one=_is_numbered(self.grid, field))
        )
        self.count += len(found)
        if self.count > MAX_APPEARANCES:
            text = f"The table names speakers more than {MAX_APPEARANCES:,} times, the most that are read."
            raise Unacceptable(text, row.place)
        return found

    def _people(self, text: str, *, is_one: bool) -> Iterator[Person]:
        names = names_in(text, self.known)
        if is_one and names:
            yield Person(names[0], position=", ".join(names[1:]) or None)
            return
        for name in names:
            match = _NUMBERED.match(name)
            yield Person(name[match.end() :], key=match[1]) if match else Person(name)


def _is_numbered(grid: Grid, field: str) -> bool:
    """Whether the field's columns are "Speaker 1", "Speaker 2" and so on."""
    names = [grid.header[column].strip() for column in grid.columns[field]]
    return len(names) > 1 and all(name[-1:].isdecimal() for name in names)
