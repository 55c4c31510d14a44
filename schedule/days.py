"""Sessions by day and start time, as the list shows them. Pure: works on anything with `starts_at` and `ends_at`."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

# A gap as long as this between the end of everything and the next start is worth a line.
REST = timedelta(minutes=60)


@dataclass
class Slot:
    """What starts at one moment. `rest` is the free time before it, if that is long."""

    starts_at: datetime
    sessions: list[Any] = field(default_factory=list)
    rest: timedelta | None = None
    rest_from: datetime | None = None


@dataclass
class Day:
    on: date
    slots: list[Slot] = field(default_factory=list)

    @property
    def sessions(self) -> list[Any]:
        return [session for slot in self.slots for session in slot.sessions]


def day_of(at: datetime, *, zone: tzinfo, day_starts_at: time) -> date:
    """The schedule's day that a moment belongs to: after midnight still the evening's, until the day starts."""
    local = at.astimezone(zone)
    return local.date() if local.time() >= day_starts_at else local.date() - timedelta(days=1)


def short(local: datetime) -> str:
    """ "Thu 29 Oct, 11:00": as the clocks that it is given in show it."""
    return f"{local:%a} {local.day} {local:%b, %H:%M}"


def starts_of(days: Iterable[date], *, zone: tzinfo, day_starts_at: time) -> list[datetime]:
    """When these days begin and when they are over, in no order; a day at the end of the calendar has no end."""
    dates = {on for day in days for on in (day, day + timedelta(days=1) if day < date.max else day)}
    return [datetime.combine(on, day_starts_at, zone) for on in dates]


def days_of(sessions, *, zone: tzinfo, day_starts_at: time) -> list[Day]:
    """Sessions in their given order, which is by start; those without a time are left out."""
    days: list[Day] = []
    busy_until: datetime | None = None
    for session in sessions:
        if session.starts_at is None:
            continue
        on = day_of(session.starts_at, zone=zone, day_starts_at=day_starts_at)
        if not days or days[-1].on != on:
            days.append(Day(on))
            busy_until = None
        slots = days[-1].slots
        if not slots or slots[-1].starts_at != session.starts_at:
            slot = Slot(session.starts_at)
            if busy_until is not None and session.starts_at - busy_until >= REST:
                slot.rest, slot.rest_from = session.starts_at - busy_until, busy_until
            slots.append(slot)
        slots[-1].sessions.append(session)
        busy_until = max(busy_until or session.ends_at, session.ends_at)
    return days


def present_in(days: Iterable[Day], at: datetime) -> Slot | None:
    """The slot above which the present lies: what started last while some of it is on, else what comes next.

    None when nothing comes any more on the day that it is, or on any day.
    """
    slots = [slot for day in days for slot in day.slots]
    started = [number for number, slot in enumerate(slots) if slot.starts_at <= at]
    last = started[-1] if started else -1
    if last >= 0 and any(session.ends_at > at for session in slots[last].sessions):
        return slots[last]
    return slots[last + 1] if last + 1 < len(slots) else None


def merged_breaks(sessions) -> list[Any]:
    """The sessions in their order, but a break that several rooms have at the same time once, and without a room."""
    found: dict[tuple[Any, ...], list[Any]] = {}
    for number, session in enumerate(sessions):
        is_break = session.kind == "break" and session.starts_at is not None
        key = (session.title, session.starts_at, session.ends_at, session.status) if is_break else (number,)
        found.setdefault(key, []).append(session)
    return [twins[0] if len(twins) == 1 else _without_room(twins[0]) for twins in found.values()]


def _without_room(session):
    anywhere = copy(session)
    anywhere.room = None
    return anywhere
