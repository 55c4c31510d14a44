"""What an organiser should know of a programme: rules with names, and a text for each clash that they find. Pure.

Works on `Entry` records; what belongs into them, and which clashes were accepted, is left to `services.clashes`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import chain
from typing import Any

from schedule.days import day_of
from schedule.named_times import contradiction

SEVERE, WARNING, TODO = "severe", "warning", "todo"  # in this order
SEVERITIES = {SEVERE: "Severe", WARNING: "Worth a look", TODO: "To do before publishing"}

# So long somebody needs from one room to another.
BREAK = timedelta(minutes=5)
# A session is paired with no more than so many that overlap with it: a thousand at one time would make 500,000 pairs.
MOST_PAIRS = 50

_NEED_PEOPLE = {"talk", "keynote", "lightning", "panel", "workshop"}
_NEED_ROOM = {*_NEED_PEOPLE, "bof"}
_DOES = {"speaker": "speaks", "host": "hosts", "moderator": "moderates", "panellist": "is on a panel"}


@dataclass(frozen=True)
class Rule:
    name: str
    label: str
    severity: str  # of a published session; what is missing in a draft is to do


RULES = {
    rule.name: rule
    for rule in (
        Rule("room_taken", "Room taken", SEVERE),
        Rule("speaker_twice", "Speaker in two places", SEVERE),
        Rule("host_elsewhere", "BoF host elsewhere", SEVERE),
        Rule("outside_days", "Outside the event’s days", SEVERE),
        Rule("room_too_small", "Too small for its bookmarks", WARNING),
        Rule("no_break", "Speaker without a break", WARNING),
        Rule("time_in_text", "Another time in the text", WARNING),
        Rule("no_time", "No time", WARNING),
        Rule("no_room", "No room", WARNING),
        Rule("no_speaker", "No speaker", WARNING),
        Rule("no_host", "BoF without a host", WARNING),
    )
}


@dataclass(frozen=True)
class Place:
    guid: Any
    name: str
    capacity: int | None = None
    is_parallel: bool = False


@dataclass(frozen=True)
class Person:
    guid: Any
    name: str
    role: str = "speaker"


@dataclass(frozen=True)
class Entry:
    """A session, as the rules see it. `text` may be left out where it names no time of its own."""

    pk: int | None
    guid: Any
    title: str
    kind: str = "talk"
    status: str = "published"
    starts_at: Any = None  # a datetime, or None
    ends_at: Any = None
    room: Place | None = None
    people: tuple[Person, ...] = ()
    text: str = ""
    capacity: int | None = None
    bookmarks: int = 0


@dataclass(frozen=True)
class Frame:
    """What the rules need to know of the event."""

    zone: tzinfo
    starts_on: date
    ends_on: date
    day_starts_at: time
    is_online: bool = False


@dataclass(frozen=True)
class Clash:
    """One thing to know. `key` stays while the same sessions, person, room or day are concerned.

    `told` has, for each of `sessions`, the text as that session's own form says it.
    """

    rule: str
    key: str
    sessions: tuple[int | None, ...]
    text: str
    severity: str
    told: tuple[str, ...] = ()
    accepted: Any = field(default=None, compare=False)

    @property
    def label(self) -> str:
        return RULES[self.rule].label

    def text_for(self, pk: int | None) -> str:
        return self.told[self.sessions.index(pk)]


def clashes_of(entries: Iterable[Entry], frame: Frame, *, pause: timedelta = BREAK) -> list[Clash]:
    """All clashes, severe ones first, then by rule, then by time. Cancelled sessions have none."""
    held = [entry for entry in entries if entry.status != "cancelled"]
    held.sort(key=lambda entry: (entry.starts_at is None, entry.starts_at and entry.starts_at.timestamp(), entry.title))
    found = chain(
        _rooms_taken(held, frame), _people_in_two_places(held, frame, pause), *(_alone(entry, frame) for entry in held)
    )
    ranks, rules = list(SEVERITIES), list(RULES)
    return sorted(found, key=lambda clash: (ranks.index(clash.severity), rules.index(clash.rule)))


def pairs_in(entries: Iterable[Entry], slack: timedelta = timedelta(0)) -> Iterator[tuple[Entry, Entry]]:
    """Those that overlap, or follow within less than `slack`, the earlier one first. Entries must be in order of start;
    those without both times are left out."""
    on: list[Entry] = []
    for entry in entries:
        if entry.starts_at is None or entry.ends_at is None:
            continue
        on = [other for other in on if entry.starts_at < other.ends_at + slack]
        yield from ((other, entry) for other in on[-MOST_PAIRS:])
        on.append(entry)


def _rooms_taken(held: list[Entry], frame: Frame) -> Iterator[Clash]:
    by_room: dict[Any, tuple[Place, list[Entry]]] = {}
    for entry in held:
        if entry.room is not None and not entry.room.is_parallel:
            by_room.setdefault(entry.room.guid, (entry.room, []))[1].append(entry)
    for room, entries in by_room.values():
        for one, other in pairs_in(entries):
            yield _pair(
                "room_taken",
                one,
                other,
                room.guid,
                f"{room.name} has two at once: {_named(one, frame)}, and {_named(other, frame)}.",
                tuple(f"{room.name} is taken at that time: {_named(each, frame)}." for each in (other, one)),
            )


def _people_in_two_places(held: list[Entry], frame: Frame, pause: timedelta) -> Iterator[Clash]:
    by_person: dict[Any, list[tuple[Entry, Person]]] = {}
    for entry in held:
        for person in entry.people:
            by_person.setdefault(person.guid, []).append((entry, person))
    for appearances in by_person.values():
        if len(appearances) < 2:
            continue
        roles = {entry.guid: person for entry, person in appearances}
        for one, other in pairs_in([entry for entry, _ in appearances], pause):
            persons = roles[one.guid], roles[other.guid]
            clash = _at_once if other.starts_at < one.ends_at else _without_break
            yield from clash(one, other, persons, frame)


def _at_once(one: Entry, other: Entry, persons: tuple[Person, Person], frame: Frame) -> Iterator[Clash]:
    if one.room and one.room == other.room and not one.room.is_parallel:
        return  # one place, and the room is taken
    rule = "host_elsewhere" if "bof" in (one.kind, other.kind) else "speaker_twice"
    name = persons[0].name
    does = [_does(entry, person) for entry, person in zip((one, other), persons, strict=True)]
    again = "" if does[0] == does[1] else f"{does[1]} "
    yield _pair(
        rule,
        one,
        other,
        persons[0].guid,
        f"{name} {does[0]} {_somewhere(one)} ({_named(one, frame)}) and {again}{_somewhere(other)} "
        f"({_named(other, frame)}).",
        (
            f"{name} {does[1]} {_somewhere(other)} at that time: {_named(other, frame)}.",
            f"{name} {does[0]} {_somewhere(one)} at that time: {_named(one, frame)}.",
        ),
    )


def _without_break(one: Entry, other: Entry, persons: tuple[Person, Person], frame: Frame) -> Iterator[Clash]:
    """Back to back in one room is fine, and so is a room that one only joins by a click."""
    rooms = one.room, other.room
    if None in rooms or one.room == other.room or all(room.is_parallel for room in rooms if room):
        return
    minutes = int((other.starts_at - one.ends_at).total_seconds() // 60)
    time_left = "no time" if minutes == 0 else f"{minutes} minute{'' if minutes == 1 else 's'}"
    name = persons[0].name
    yield _pair(
        "no_break",
        one,
        other,
        persons[0].guid,
        f"{name} has {time_left} to get from {_somewhere(one, '')} ({_named(one, frame)}) to {_somewhere(other, '')} "
        f"({_named(other, frame)}).",
        (
            f"{name} has {time_left} to get to {_somewhere(other, '')} after it: {_named(other, frame)}.",
            f"{name} has {time_left} to get here from {_somewhere(one, '')}: {_named(one, frame)}.",
        ),
    )


def _alone(entry: Entry, frame: Frame) -> Iterator[Clash]:
    """What is odd about a session by itself."""
    starts_at, ends_at = entry.starts_at, entry.ends_at
    if starts_at is None:
        yield _missing(entry, "no_time", "has no time yet")
    elif ends_at is None:
        yield _missing(entry, "no_time", "has no end")
    else:
        yield from _outside(entry, starts_at, ends_at, frame)
        if named := contradiction(entry.title, entry.text, starts_at, ends_at, zone=frame.zone):
            words, is_title = named
            where = "title" if is_title else "description"
            rest = f"its {where} says {words}, and it is at {_span(starts_at, ends_at, frame)}"
            yield _single(entry, "time_in_text", rest, words)
    yield from _too_small(entry)
    if entry.room is None and entry.kind in _NEED_ROOM and not frame.is_online:
        yield _missing(entry, "no_room", "has no room")
    if not entry.people and entry.kind in _NEED_PEOPLE:
        yield _missing(entry, "no_speaker", "has no speaker")
    if not entry.people and entry.kind == "bof":
        yield _missing(entry, "no_host", "has nobody who hosts it")


def _outside(entry: Entry, starts_at: datetime, ends_at: datetime, frame: Frame) -> Iterator[Clash]:
    last_moment = max(starts_at, ends_at - timedelta(minutes=1))
    for at, verb in ((starts_at, "is"), (last_moment, "ends")):
        on = day_of(at, zone=frame.zone, day_starts_at=frame.day_starts_at)
        if not frame.starts_on <= on <= frame.ends_on:
            rest = f"it {verb} on {on:%a} {on.day} {on:%b %Y}, which is not a day of the event"
            yield _single(entry, "outside_days", rest, on.isoformat())
            return


def _too_small(entry: Entry) -> Iterator[Clash]:
    room = entry.room.capacity if entry.room else None
    limit = min((number for number in (room, entry.capacity) if number is not None), default=entry.bookmarks)
    if entry.bookmarks <= limit:
        return
    people = "1 person has" if entry.bookmarks == 1 else f"{entry.bookmarks} people have"
    if entry.room and limit == room:
        rest, beside = f"{people} bookmarked it, and {entry.room.name} holds {limit}", entry.room.guid
    else:
        rest, beside = f"{people} bookmarked it, and it takes {limit}", "own"
    yield _single(entry, "room_too_small", rest, beside)


def _pair(rule: str, one: Entry, other: Entry, beside: Any, text: str, told: tuple[str, ...]) -> Clash:
    guids = sorted((str(one.guid), str(other.guid)))
    return Clash(rule, ":".join((rule, *guids, str(beside))), (one.pk, other.pk), text, RULES[rule].severity, told)


def _single(entry: Entry, rule: str, rest: str, beside: str = "", severity: str = "") -> Clash:
    key = ":".join(part for part in (rule, str(entry.guid), str(beside)) if part)
    told = f"{rest[0].upper()}{rest[1:]}."
    return Clash(rule, key, (entry.pk,), f"“{entry.title}”: {rest}.", severity or RULES[rule].severity, (told,))


def _missing(entry: Entry, rule: str, rest: str) -> Clash:
    return _single(entry, rule, f"it {rest}", severity=TODO if entry.status == "draft" else "")


def _does(entry: Entry, person: Person) -> str:
    return "hosts" if entry.kind == "bof" and person.role == "speaker" else _DOES.get(person.role, "speaks")


def _somewhere(entry: Entry, preposition: str = "in ") -> str:
    return f"{preposition}{entry.room.name}" if entry.room else "elsewhere"


def _named(entry: Entry, frame: Frame) -> str:
    draft = " (draft)" if entry.status == "draft" else ""
    return f"“{entry.title}”{draft}, {_span(entry.starts_at, entry.ends_at, frame)}"


def _span(starts_at: datetime, ends_at: datetime, frame: Frame) -> str:
    begin, end = starts_at.astimezone(frame.zone), ends_at.astimezone(frame.zone)
    return f"{begin:%H:%M}–{end:%H:%M}"
