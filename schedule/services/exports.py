"""The schedule as a file: one function for the site's addresses, the command and the admin."""

from collections.abc import Callable
from dataclasses import dataclass

from schedule import filters
from schedule.exporters.frab_xml import frab_xml
from schedule.exporters.programme import Programme
from schedule.exporters.schedule_json import schedule_json
from schedule.exporters.tables import programme_csv, programme_xlsx
from schedule.memory import Body
from schedule.models import Event
from schedule.services import calendars
from schedule.services.programme import programme_of, sessions_of


@dataclass(frozen=True)
class Format:
    """How files of this format are called and sent. `is_download`: browsers save them rather than show them."""

    ending: str
    media_type: str
    is_download: bool = False


FORMATS = {
    "frab-xml": Format("xml", "application/xml"),
    "schedule-json": Format("json", "application/json"),
    "ics": Format("ics", "text/calendar; charset=utf-8"),
    "csv": Format("csv", "text/csv; charset=utf-8", is_download=True),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", is_download=True),
}

_WRITERS: dict[str, Callable[[Programme], bytes]] = {
    "frab-xml": frab_xml,
    "schedule-json": schedule_json,
    "csv": programme_csv,
    "xlsx": programme_xlsx,
}


def export_of(
    event: Event,
    format: str,
    *,
    selection: filters.Selection | None = None,
    query: str = "",
    with_drafts: bool = False,
) -> Body:
    """The file in one of FORMATS: what everybody may see of a published event, or what the list's filters leave of it.

    `with_drafts` is for organisers: everything, of any event, and the access links where the format has a place.
    """
    if format == "ics":
        return _calendar(event, selection, query, with_drafts=with_drafts)
    sessions = sessions_of(event, selection=selection, query=query, with_drafts=with_drafts)
    return Body(_WRITERS[format](programme_of(event, sessions, with_links=with_drafts)))


def _calendar(event: Event, selection: filters.Selection | None, query: str, *, with_drafts: bool) -> Body:
    if with_drafts:
        return calendars.whole_calendar(event, sessions_of(event, selection=selection, query=query, with_drafts=True))
    chosen = sessions_of(event, selection=selection, query=query) if selection or query else None
    return calendars.event_calendar(event, sessions=None if chosen is None else {session.pk for session in chosen})
