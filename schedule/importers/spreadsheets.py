"""A spreadsheet (XLSX) that is not one of Sched's: read as any other table."""

from schedule.importers import sched_tables, tables, xlsx_parts
from schedule.importers.records import Context, Schedule


def recognises(data: bytes) -> bool:
    return xlsx_parts.is_workbook(data) and not sched_tables.recognises(data)


def read(data: bytes, context: Context) -> Schedule:
    return tables.read(data, context)
