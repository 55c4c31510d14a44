"""An event's schedule as a table: rooms and times of one day, or of all days side by side."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.template.loader import render_to_string

from schedule.days import Day, days_of
from schedule.grid import Grid, grid_of, stands_side_by_side
from schedule.models import Session
from schedule.overview import overview_of
from schedule.views.kept import Visit, event_page
from schedule.views.listing import Listing, listing_of, views_of
from schedule.views.meta import page_meta

# As many rooms as fit on a screen. With more, one needs ways to find one.
FEW_ROOMS = 4

# What began before that is not worth scrolling back to.
RECENT = timedelta(minutes=30)


@dataclass(frozen=True)
class Tab:
    """A day that one can choose, or None for all of them."""

    on: date | None
    href: str
    is_current: bool


def my_rooms(visit: Visit) -> str:
    """A link to the rooms in which this person has bookmarked something; the page is for all."""
    marked = {session.room for session in visit.snapshot.sessions if session.pk in visit.bookmarks}
    slugs = [room.slug for room in visit.snapshot.rooms if room in marked]
    if not slugs or len(visit.snapshot.rooms) <= FEW_ROOMS:
        return ""
    is_current = visit.asked.getlist("room") == slugs
    href = visit.address_with(room=None if is_current else slugs)
    return render_to_string("schedule/_grid_my_rooms.html", {"href": href, "is_current": is_current})


@event_page(own=lambda visit: {"my rooms": my_rooms(visit)})
def grid(request, visit):
    """Rooms and times, at today if the event is under way."""
    listing = listing_of(visit)
    found = _days(visit, listing.matching)
    is_all = stands_side_by_side(found, shown_in=visit.zone)
    shown = found if is_all else _day_to_show(visit, found)
    dates = [day.on for day in shown]
    table = grid_of(shown, shown_in=visit.zone, today=visit.today)
    columns = table.groups[0].columns if table.is_one_day else []
    overview = overview_of(columns) if len(columns) > FEW_ROOMS else None
    context = {
        "tab": "schedule",
        "listing": _without_days(listing),
        "words": listing.words,
        "views": views_of(visit, "Grid"),
        "tabs": _tabs(visit, dates),
        "grid": table,
        "here": sum(len(day.sessions) for day in _days(visit, listing.sessions) if day.on in dates),
        "overview": overview,
        "overview_now": overview.minute_of(visit.at) if overview and visit.is_live else None,
        "unscheduled": [session for session in listing.sessions if session.starts_at is None],
        **page_meta("Timetable", f"The timetable of {visit.event.name}: rooms and times."),
        **(_present(visit, table) if visit.is_live else {}),
    }
    return visit.page("schedule/grid.html", context)


def _days(visit: Visit, sessions: list[Session]) -> list[Day]:
    return days_of(sessions, zone=visit.event.timezone, day_starts_at=visit.event.day_starts_at)


def _day_to_show(visit: Visit, found: list[Day]) -> list[Day]:
    """Of the days on which something is: the one asked for first, else today, or what comes next; else the first."""
    by_date = {day.on.isoformat(): day for day in found}
    asked = [by_date[value] for value in visit.asked.getlist("day") if value in by_date]
    coming = [day for day in found if day.on >= visit.today] if visit.is_live else []
    return (asked or coming or found)[:1]


def _without_days(listing: Listing) -> Listing:
    """A day is a page of the grid and no filter, as long as something is on it."""
    return replace(listing, chips=[chip for chip in listing.chips if chip.name != "day"]) if listing.shown else listing


def _tabs(visit: Visit, dates: list[date]) -> list[Tab]:
    """Each day of the event; and all of them where they stand side by side."""
    tabs = [Tab(on, visit.address_with(day=on.isoformat()), dates == [on]) for on in visit.snapshot.days]
    is_all = len(dates) > 1 and not visit.asked.getlist("day")
    if is_all or stands_side_by_side(_days(visit, visit.snapshot.sessions), shown_in=visit.zone):
        tabs.append(Tab(None, visit.address_with(day=None), is_all))
    return tabs if len(tabs) > 1 else []


def _present(visit: Visit, table: Grid) -> dict[str, Any]:
    """The rows that are now, and what the table opens at: a row, or a session where days stand side by side."""
    at, today = visit.at, visit.today
    now_on = [
        session
        for group in table.groups
        for column in group.columns
        for session in column.sessions
        if group.on == today and session.starts_at <= at < session.ends_at
    ]
    recent = [session for session in now_on if at - session.starts_at <= RECENT]
    begun = min((session.starts_at for session in recent), default=at)
    opening = table.rows_during(begun, begun, on=today) if table.is_one_day else []
    is_shown = today in [group.on for group in table.groups]
    return {
        "today": today,
        "today_ends_at": table.axis.moment(table.rows[-1].ends, today) if is_shown else None,
        "now_rows": table.rows_during(at, visit.snapshot.next_moment(at) or at, on=today),
        "target_row": opening[0] if opening else None,
        "target": None if table.is_one_day else min(recent or now_on, key=lambda each: each.starts_at, default=None),
    }
