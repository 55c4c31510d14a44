"""What a person needs to say which column of a table is what."""

from dataclasses import dataclass

from schedule.importers import files
from schedule.importers.records import Unacceptable
from schedule.importers.tables import own as own_tables
from schedule.importers.tables import reader as tables
from schedule.importers.tables import xlsx_parts
from schedule.importers.tables.cells import text_in
from schedule.importers.tables.grids import grid_in, head_of

# A column that is not to be read, though its name says something.
IGNORED = "ignore"

FIELDS = (
    ("title", "Title"),
    ("start", "Start"),
    ("end", "End"),
    ("date", "Day"),
    ("end_date", "Day of the end"),
    ("duration", "Length"),
    ("room", "Room"),
    ("track", "Track"),
    ("subtrack", "Subtrack"),
    ("kind", "Kind"),
    ("status", "Status"),
    ("published", "Published or not"),
    ("abstract", "Abstract"),
    ("speakers", "Speakers"),
    ("moderators", "Moderators"),
    ("panellists", "Panellists"),
    ("hosts", "Hosts"),
    ("tag", "Tags, under the column’s name"),
    ("language", "Language"),
    ("capacity", "Places"),
    ("recording", "Recording"),
    ("attachments", "Slides and links"),
    ("access_url", "Access link"),
    ("id", "Id: what the source calls the session"),
    ("guid", "Guid: the same in every system"),
)


@dataclass(frozen=True)
class Column:
    """`field` is what its name says it holds, or ""; `sample` some of its cells."""

    name: str
    field: str
    sample: tuple[str, ...]


def columns_in(data: bytes) -> list[Column]:
    """The columns of a table; none of one that Talkmark wrote, which speaks for itself, and of what is no table."""
    data = files.unpacked(data)
    try:
        if not (xlsx_parts.is_workbook(data) or tables.recognises(data)):
            return []
        sheets = head_of(data)
    except Unacceptable:
        return []
    if own_tables.is_own(sheets):
        return []
    grid = grid_in(sheets)
    guesses = {at: field for field, columns in grid.columns.items() for at in columns}
    return [
        Column(name.strip(), guesses.get(at, ""), tuple(filter(None, (_cell(row, at) for row in grid.rows[:3]))))
        for at, name in enumerate(grid.header)
        if name.strip()
    ]


def _cell(row, at: int) -> str:
    return text_in(row.cells[at]).strip()[:80] if at < len(row.cells) else ""
