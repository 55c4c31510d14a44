"""Sched's spreadsheets, CSV or XLSX: the API's export and the two that its admin pages have had."""

from collections.abc import Iterator, Mapping, Sequence

from schedule.importers import sched
from schedule.importers.records import Appearance, Context, Event, Person, Schedule, Session, Tag, Unacceptable
from schedule.importers.tables.cells import Sheet
from schedule.importers.tables.grid_rows import GridPeople, details_in, tags_in
from schedule.importers.tables.grid_times import GridTimes, with_ends
from schedule.importers.tables.grids import Grid, grid_in, head_of, sheets_of
from schedule.importers.tables.reader import mapped

# For each field what Sched calls its column; several names are of different years.
_COLUMNS = {
    "title": ("name", "title"),
    "start": ("event_start", "start date & time"),
    "end": ("event_end", "end date & time"),
    "track": ("event_type", "type/track"),
    "subtrack": ("event_subtype", "sub-type"),
    "abstract": ("description",),
    "room": ("venue", "room or building name"),
    "capacity": ("seats", "capacity"),
    "published": ("active", "published?"),
    "keywords": ("tags",),
    "speakers": ("speakers",),
    "first_names": ("speaker's first",),
    "last_names": ("speaker's last",),
    "moderators": ("moderators",),
}
# The API calls its own key "id" and the organiser's "event_key"; spreadsheets call the organiser's "ID".
_API_KEYS = {"id": ("event_key",), "guid": ("id",)}
_KEYS = {"id": ("id",), "guid": ("hashed id",)}
_SIGNS = (
    {"event_key", "event_start"},
    {"event_start", "event_end", "event_type"},
    {"title", "published?", "start date & time", "type/track"},
)


def recognises(data: bytes) -> bool:
    try:
        return is_sched(head_of(data))
    except Unacceptable:
        return False


def is_sched(sheets: Sequence[Sheet]) -> bool:
    names = {_plain(name) for name in grid_in(sheets).header}
    return any(signs <= names for signs in _SIGNS)


def read(data: bytes, context: Context) -> Schedule:
    sheets = sheets_of(data, context.notices)
    grid = mapped(_grid(sheets), context)
    if not grid.has("title"):
        raise Unacceptable("This is no table of Sched's: it has neither a column “name” nor “Title”.")
    return Schedule(event=Event(), sessions=tuple(with_ends(_sessions(grid, context))))


def _grid(sheets: Sequence[Sheet]) -> Grid:
    """The table with Sched's own columns instead of guessed ones."""
    grid = grid_in(sheets)
    names = [_plain(name) for name in grid.header]
    wanted: Mapping[str, Sequence[str]] = {**_COLUMNS, **(_API_KEYS if "event_key" in names else _KEYS)}
    found = {field: tuple(at for at, name in enumerate(names) if name in known) for field, known in wanted.items()}
    return Grid(grid.header, grid.rows, {field: columns for field, columns in found.items() if columns})


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("’", "'").split())


def _sessions(grid: Grid, context: Context) -> Iterator[Session]:
    clock = GridTimes(grid, context, zone=context.zone_for())
    people = GridPeople(grid)
    for row in grid.rows:
        who = people.of(row)
        if first := grid.text(row, "first_names"):
            who = (Appearance(Person(f"{first} {grid.text(row, 'last_names')}".strip())), *(who or ()))
        title = sched.title_of(grid.text(row, "title"))
        starts_at, ends_at = clock.of(row)
        if not title and starts_at is None:
            continue
        types, subtypes = grid.text(row, "track"), grid.text(row, "subtrack")
        keywords = (Tag("", tag.name) for tag in tags_in(grid, row, "keywords"))
        tags = (*sched.other_types(types), *tags_in(grid, row), *keywords)
        yield Session(
            title=title,
            guid=grid.text(row, "guid"),
            id=grid.text(row, "id"),
            place=row.place,
            starts_at=starts_at,
            ends_at=ends_at,
            track=sched.track_of(types, subtypes) if grid.has("track") else None,
            tags=tags if tags or grid.has("keywords") or grid.has("tag") else None,
            kind=sched.kind_in(types, subtypes, title),
            people=who,
            **details_in(grid, row),
        )
