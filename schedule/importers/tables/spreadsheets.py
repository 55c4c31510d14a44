"""A spreadsheet (XLSX) that is not one of Sched's: read as any other table."""

from schedule.importers import sched_tables
from schedule.importers.records import Context, Schedule
from schedule.importers.tables import reader as tables
from schedule.importers.tables import xlsx_parts
from schedule.importers.tables.grids import head_of


def recognises(data: bytes) -> bool:
    """Raises Unacceptable for a spreadsheet that is refused, whoever made it."""
    return xlsx_parts.is_workbook(data) and not sched_tables.is_sched(head_of(data))


def read(data: bytes, context: Context) -> Schedule:
    return tables.read(data, context)
