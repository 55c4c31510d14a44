"""A spreadsheet (XLSX) that is not one of Sched's: read as any other table."""

from schedule.importers import sched_tables, tables, xlsx_parts
from schedule.importers.grids import head_of
from schedule.importers.records import Context, Schedule


def recognises(data: bytes) -> bool:
    """Raises Unacceptable for a spreadsheet that is refused, whoever made it."""
    return xlsx_parts.is_workbook(data) and not sched_tables.is_sched(head_of(data))


def read(data: bytes, context: Context) -> Schedule:
    return tables.read(data, context)
