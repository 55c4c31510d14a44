"""What schedule.xml and schedule.json agree on: names that their schemas take, days that run past midnight, offsets.

The schemas are c3voc's. They are stricter than the programs that read such files, and every file written here fits.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from schedule.days import day_of
from schedule.exporters.addresses import web_uri
from schedule.exporters.ical import CANCELLED_PREFIX
from schedule.exporters.programme import Link, Programme, Room, Session, Track

GENERATOR = "Talkmark"
TIMESLOT = "00:05"
# A longer event has its empty days left out: a slip in a year would make thousands.
MOST_DAYS = 62

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_WIDEST_OFFSET = timedelta(hours=14)  # XML Schema Part 2, 3.2.7
_COLOUR = re.compile("#[0-9A-Fa-f]{6}")
_SLIDES = re.compile(r"\b(slides?|slide ?deck|presentation|folien)\b", re.IGNORECASE)
_PAPER = re.compile(r"\bpaper\b", re.IGNORECASE)


@dataclass(frozen=True)
class Day:
    """One day of the schedule with every room of the programme, so that a reader learns their order. None: no room."""

    index: int  # from 1
    on: date
    starts_at: datetime
    ends_at: datetime
    rooms: tuple[tuple[Room | None, tuple[Session, ...]], ...]


def scheduled(programme: Programme) -> list[Session]:
    """The sessions that have a time: these formats know no others."""
    return [session for session in programme.sessions if session.starts_at is not None]


def rooms(programme: Programme) -> list[Room]:
    used = {session.room for session in scheduled(programme)}
    return [room for room in programme.rooms if room in used]


def tracks(programme: Programme) -> list[Track]:
    used = {session.track for session in scheduled(programme) if session.track}
    used |= {track.parent for track in used if track.parent}
    return [track for track in programme.tracks if track in used]


def days(programme: Programme) -> list[Day]:
    """The event's days, and those before and after that have sessions. There is always one."""
    found: dict[date, dict[Room | None, list[Session]]] = defaultdict(lambda: defaultdict(list))
    for session in programme.sessions:
        if session.starts_at is not None:
            on = day_of(session.starts_at, zone=programme.zone, day_starts_at=programme.day_starts_at)
            found[on][session.room].append(session)
    columns = rooms(programme)
    return [
        Day(
            index,
            on,
            _at(on, programme.day_starts_at, programme.zone),
            _end_of(on, programme.day_starts_at, programme.zone),
            tuple((room, tuple(found[on][room])) for room in (*columns, *([None] if None in found[on] else []))),
        )
        for index, on in enumerate(sorted({*_days_of(programme), *found}), start=1)
    ]


def wall_time(at: datetime, zone: ZoneInfo) -> datetime:
    """The moment on the event's clocks; in UTC where their offset is none that the schemas know."""
    local = at.astimezone(zone)
    return (local if _is_known(local.utcoffset()) else at.astimezone(UTC)).replace(microsecond=0)


def length(session: Session) -> timedelta:
    if session.starts_at is None or session.ends_at is None:
        return timedelta()
    return session.ends_at - session.starts_at


def acronym(programme: Programme) -> str:
    """The event's slug with only what both schemas take; with its year where that is too short."""
    plain = re.sub("[^a-z0-9_]", "", programme.slug.lower())
    return plain if len(plain) >= 4 else f"{plain}{programme.starts_on.year:04}"


def slug(programme: Programme, session: Session) -> str:
    """Unique by its number. The schemas want four characters after the acronym, and no hyphen at the end."""
    tail = f"{session.number}-{re.sub('[^a-z0-9_-]', '', session.slug.lower())}".rstrip("-_")
    return f"{acronym(programme)}-{tail if len(tail) >= 4 else f'{tail}-session'}"


def title(session: Session) -> str:
    """These formats have no field for what is cancelled."""
    return f"{CANCELLED_PREFIX}{session.title}" if session.status == "cancelled" else session.title


def colour(value: str) -> str:
    return value if _COLOUR.fullmatch(value) else ""


def attachments(session: Session) -> Iterator[tuple[Link, str]]:
    """Each that is there already, with the type that its label tells."""
    for link in session.attachments:
        if url := web_uri(link.url):
            kind = "slides" if _SLIDES.search(link.label) else "paper" if _PAPER.search(link.label) else "related"
            yield Link(link.label, url), kind


def _days_of(programme: Programme) -> list[date]:
    count = (programme.ends_on - programme.starts_on).days + 1
    if count > MOST_DAYS:
        return [programme.starts_on, programme.ends_on]
    return [programme.starts_on + timedelta(days=number) for number in range(count)]


def _end_of(on: date, day_starts_at: time, zone: ZoneInfo) -> datetime:
    """A minute before the next day begins."""
    if on == date.max:
        return _at(on, time(23, 59), zone)
    end = datetime.combine(on + _DAY, day_starts_at) - _MINUTE
    return _at(end.date(), end.time(), zone)


def _at(on: date, clock: time, zone: ZoneInfo) -> datetime:
    at = datetime.combine(on, clock.replace(microsecond=0), zone)
    return at if _is_known(at.utcoffset()) else at.replace(tzinfo=UTC)


def _is_known(offset: timedelta | None) -> bool:
    return offset is not None and offset % _MINUTE == timedelta() and abs(offset) <= _WIDEST_OFFSET
