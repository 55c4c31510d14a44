"""Any table, CSV or spreadsheet, whose columns are found by their names or were mapped; Talkmark's own ones as well."""

import re
from collections.abc import Iterator, Sequence

from schedule.importers.records import Context, Event, Schedule, Session, Tag, Unacceptable
from schedule.importers.tables import columns, csv_rows
from schedule.importers.tables import own as own_tables
from schedule.importers.tables.cells import Row, Sheet
from schedule.importers.tables.grid_rows import GridPeople, details_in, tags_in, unescaped
from schedule.importers.tables.grid_times import GridTimes, with_ends
from schedule.importers.tables.grids import HEADER_ROWS, Grid, grid_in, sheets_of
from schedule.importers.wording import kind_of, kind_of_title

_TEXT = re.compile(rb"[\s\xef\xbb\xbf]*[^\s<{\[\x00]")


def recognises(data: bytes) -> bool:
    """Whether this is a table in text: one with a title column, or whose first rows agree on their columns."""
    if not _TEXT.match(data[:1000]) or b"\0\0" in data[:1000]:
        return False
    try:
        sheet = csv_rows.glimpse(data, HEADER_ROWS)
    except Unacceptable:
        return False
    widths = {len(row.cells) for row in sheet.rows}
    return "title" in grid_in([sheet]).columns or (len(widths) == 1 < len(sheet.rows) and widths.pop() > 1)


def read(data: bytes, context: Context) -> Schedule:
    sheets = sheets_of(data, context.notices)
    if own_tables.is_own(sheets):
        return own_tables.read(sheets, context)
    return Schedule(event=Event(), sessions=tuple(with_ends(_sessions(_grid(sheets, context), context))))


def mapped(grid: Grid, context: Context) -> Grid:
    """The same table with the columns that somebody chose; what they chose counts for nothing else."""
    chosen = columns.mapped_in(grid.header, context.mapping)
    taken = {column for found in chosen.values() for column in found}
    free = {field: tuple(each for each in found if each not in taken) for field, found in grid.columns.items()}
    return Grid(grid.header, grid.rows, {**{field: found for field, found in free.items() if found}, **chosen})


def _grid(sheets: Sequence[Sheet], context: Context) -> Grid:
    wanted = [name for names in context.mapping.values() for name in names]
    grid = mapped(grid_in(sheets, wanted), context)
    if not grid.has("title"):
        raise Unacceptable(
            f"No column has a name that titles have. The columns are: {columns.listed(grid.header) or 'none'}. "
            "Say which of them is the title (on the command line by --map title=COLUMN)."
        )
    return grid


def _sessions(grid: Grid, context: Context) -> Iterator[Session]:
    clock = GridTimes(grid, context, zone=context.zone_for())
    people = GridPeople(grid)
    lists = _track_lists(grid)
    for row in grid.rows:
        title = unescaped(grid.text(row, "title"))
        starts_at, ends_at = clock.of(row)
        if not title and starts_at is None:
            continue  # a heading between rows, or a sum below them
        tracks = lists.get(grid.text(row, "track"), [unescaped(grid.text(row, "track"))])
        tags = [*tags_in(grid, row), *(Tag(grid.name_of("track"), name) for name in tracks[1:])]
        yield Session(
            title=title,
            guid=grid.text(row, "guid"),
            id=grid.text(row, "id"),
            place=row.place,
            starts_at=starts_at,
            ends_at=ends_at,
            track=(tracks[0], unescaped(grid.text(row, "subtrack"))) if grid.has("track") else None,
            tags=tuple(tags) if lists or grid.has("tag") else None,
            kind=_kind(grid, row, title),
            people=people.of(row),
            **details_in(grid, row),
        )


def _track_lists(grid: Grid) -> dict[str, list[str]]:
    """Cells of the track column that hold several: each of them stands alone in some other cell."""
    found = {grid.text(row, "track") for row in grid.rows}
    lists = {text: [name.strip() for name in text.split(",")] for text in found if "," in text}
    return {text: names for text, names in lists.items() if found.issuperset(names)}


def _kind(grid: Grid, row: Row, title: str) -> str | None:
    """What the column says, or else what the title does."""
    said = kind_of(grid.text(row, "kind")) if grid.has("kind") else None
    return said if said not in (None, "talk") else kind_of_title(title) or said
