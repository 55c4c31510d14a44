"""The formats that can be read: which one a file is in is found from its content, never from its name."""

import io
import re
import zipfile
from dataclasses import replace
from typing import Any

from schedule.importers import (
    files,
    frab_xml,
    ietf_json,
    indico_json,
    pretalx_json,
    sched_json,
    sched_page,
    sched_tables,
    schedule_json,
    sessionize_json,
)
from schedule.importers.ics import reader as ics
from schedule.importers.records import Context, Notice, Schedule, Unacceptable
from schedule.importers.tables import reader as tables
from schedule.importers.tables import spreadsheets
from schedule.importers.tidy import tidied

# Each has `recognises` and `read`; the first group works on what JSON says, the second on bytes. The order counts.
JSON: dict[str, Any] = {
    "schedule-json": schedule_json,
    "pretalx-json": pretalx_json,
    "sessionize-json": sessionize_json,
    "sched-json": sched_json,
    "indico-json": indico_json,
    "ietf-json": ietf_json,
}
OTHERS: dict[str, Any] = {
    "xlsx": spreadsheets,
    "frab-xml": frab_xml,
    "ics": ics,
    "sched-page": sched_page,
    "sched-csv": sched_tables,
    "csv": tables,
}
FORMATS = (*OTHERS, *JSON)
# Those whose columns, categories or custom fields a person may choose.
MAPPED = {"xlsx", "csv", "sched-csv", "sched-json", "sessionize-json", "pretalx-json"}

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")


def read(data: bytes, context: Context, *, format: str = "") -> Schedule:
    """The schedule in this file, tidied and with its format named.

    Raises Unacceptable when the file is refused, and ZoneNeeded when its times have no zone and nobody gave one.
    """
    data = files.unpacked(data)
    if not data.strip():
        raise Unacceptable("The file is empty.")
    data = _in_utf_8(data)
    value = files.json_of(data) if format in JSON or (not format and _is_json(data)) else None
    name = format or _format_of(data, value)
    if context.mapping and name not in MAPPED:
        context.notices.add("", f"In {name} there are no columns to choose: what was chosen counts for nothing.")
    schedule = JSON[name].read(value, context) if name in JSON else OTHERS[name].read(data, context)
    if not schedule.sessions:
        raise Unacceptable(f"No session was found in this file, read as {name}.")
    if context.zone is not None:
        schedule = replace(schedule, event=replace(schedule.event, zone=str(context.zone)))
    schedule = replace(tidied(schedule, context.notices), format=name)
    if not schedule.event.zone and context.fallback is None:
        notice = Notice("", "The file names no time zone. An event made from it is in UTC; choose its zone instead.")
        schedule = replace(schedule, notices=(*schedule.notices, notice))
    return schedule


def _in_utf_8(data: bytes) -> bytes:
    """The file in the encoding that most are in; what XML declares of the old one goes."""
    if not data.startswith(_UTF_16):
        return data
    return _XML_DECLARATION.sub("", files.text_of(data)).encode()


def _is_json(data: bytes) -> bool:
    return data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def _format_of(data: bytes, value: Any) -> str:
    if value is not None:
        found = next((name for name, reader in JSON.items() if reader.recognises(value)), "")
    else:
        found = next((name for name, reader in OTHERS.items() if reader.recognises(data)), "")
    if found:
        return found
    raise Unacceptable(f"{_what(data)}. Known formats: {', '.join(FORMATS)}.")


def _what(data: bytes) -> str:
    """In words, what this is instead of a schedule."""
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return "This is a web page, not a schedule"
    if head.startswith(b"%pdf-"):
        return "This is a PDF"
    if zipfile.is_zipfile(io.BytesIO(data)):
        return "This is an archive, but no spreadsheet"
    if head[:1] in (b"{", b"["):
        return "This JSON is of no kind that is known"
    if head.startswith(b"<"):
        return "This XML is of no kind that is known"
    return "This file is of no kind that is known"
