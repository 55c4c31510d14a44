"""What an organiser should know of a programme: rules with names, and a text for each clash that they find. Pure.

Works on `Entry` records; what belongs into them, and which clashes were accepted, is left to `services.clashes`.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from schedule.bof_rules import interest_elsewhere, link_missing, topic_missing
from schedule.clash_records import (
    NEED_PEOPLE,
    RULES,
    SEVERITIES,
    Clash,
    Entry,
    Frame,
    Person,
    Place,
    missing,
    named,
    pair,
    pairs_in,
    single,
    span,
)
from schedule.days import day_of
from schedule.named_times import contradiction

# So long somebody needs from one room to another.
BREAK = timedelta(minutes=5)

_NEED_ROOM = {*NEED_PEOPLE, "bof"}
_DOES = {"speaker": "speaks", "host": "hosts", "moderator": "moderates", "panellist": "is on a panel"}


def clashes_of(entries: Iterable[Entry], frame: Frame, *, pause: timedelta = BREAK) -> list[Clash]:
    """All clashes, severe ones first, then by rule, then by time. Cancelled sessions have none."""
    held = [entry for entry in entries if entry.status != "cancelled"]
    held.sort(key=lambda entry: (entry.starts_at is None, entry.starts_at and entry.starts_at.timestamp(), entry.title))
    found = chain(
        _rooms_taken(held, frame),
        _people_in_two_places(held, frame, pause),
        interest_elsewhere(held, frame),
        *(_alone(entry, frame) for entry in held),
    )
    ranks, rules = list(SEVERITIES), list(RULES)
    return sorted(found, key=lambda clash: (ranks.index(clash.severity), rules.index(clash.rule)))


def _rooms_taken(held: list[Entry], frame: Frame) -> Iterator[Clash]:
    by_room: dict[Any, tuple[Place, list[Entry]]] = {}
    for entry in held:
        if entry.room is not None and not entry.room.is_parallel:
            by_room.setdefault(entry.room.guid, (entry.room, []))[1].append(entry)
    for room, entries in by_room.values():
        for one, other in pairs_in(entries):
            yield pair(
                "room_taken",
                one,
                other,
                room.guid,
                f"{room.name} has two at once: {named(one, frame)}, and {named(other, frame)}.",
                tuple(f"{room.name} is taken at that time: {named(each, frame)}." for each in (other, one)),
            )


def _people_in_two_places(held: list[Entry], frame: Frame, pause: timedelta) -> Iterator[Clash]:
    """Of the speakers, then of attendees who host: who is both by one name is told of once."""
    told: set[tuple[Any, Any, str]] = set()
    for whose in ("people", "hosts"):
        by_person: dict[Any, list[tuple[Entry, Person]]] = {}
        for entry in held:
            for person in getattr(entry, whose):
                by_person.setdefault(person.guid, []).append((entry, person))
        for appearances in by_person.values():
            if len(appearances) < 2:
                continue
            roles = {entry.guid: person for entry, person in appearances}
            for one, other in pairs_in([entry for entry, _ in appearances], pause):
                persons = roles[one.guid], roles[other.guid]
                concerned = one.guid, other.guid, persons[0].name.casefold()
                if whose == "hosts" and concerned in told:
                    continue
                told.add(concerned)
                clash = _at_once if other.starts_at < one.ends_at else _without_break
                yield from clash(one, other, persons, frame)


def _at_once(one: Entry, other: Entry, persons: tuple[Person, Person], frame: Frame) -> Iterator[Clash]:
    if one.room and one.room == other.room and not one.room.is_parallel:
        return  # one place, and the room is taken
    rule = "host_elsewhere" if "bof" in (one.kind, other.kind) else "speaker_twice"
    name = persons[0].name
    does = [_does(entry, person) for entry, person in zip((one, other), persons, strict=True)]
    again = "" if does[0] == does[1] else f"{does[1]} "
    yield pair(
        rule,
        one,
        other,
        persons[0].guid,
        f"{name} {does[0]} {_somewhere(one)} ({named(one, frame)}) and {again}{_somewhere(other)} "
        f"({named(other, frame)}).",
        (
            f"{name} {does[1]} {_somewhere(other)} at that time: {named(other, frame)}.",
            f"{name} {does[0]} {_somewhere(one)} at that time: {named(one, frame)}.",
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
    yield pair(
        "no_break",
        one,
        other,
        persons[0].guid,
        f"{name} has {time_left} to get from {_somewhere(one, '')} ({named(one, frame)}) to {_somewhere(other, '')} "
        f"({named(other, frame)}).",
        (
            f"{name} has {time_left} to get to {_somewhere(other, '')} after it: {named(other, frame)}.",
            f"{name} has {time_left} to get here from {_somewhere(one, '')}: {named(one, frame)}.",
        ),
    )


def _alone(entry: Entry, frame: Frame) -> Iterator[Clash]:
    """What is odd about a session by itself."""
    starts_at, ends_at = entry.starts_at, entry.ends_at
    if starts_at is None:
        yield missing(entry, "no_time", "has no time yet")
    elif ends_at is None:
        yield missing(entry, "no_time", "has no end")
    else:
        yield from _outside(entry, starts_at, ends_at, frame)
        yield from _another_time(entry, starts_at, ends_at, frame)
        yield from link_missing(entry, frame)
        yield from topic_missing(entry, frame)
    yield from _too_small(entry)
    if entry.room is None and entry.kind in _NEED_ROOM and not frame.is_online:
        yield missing(entry, "no_room", "has no room")
    if not entry.people and entry.kind in NEED_PEOPLE:
        yield missing(entry, "no_speaker", "has no speaker")
    if entry.kind == "bof" and not (entry.people or entry.hosts or entry.is_open_slot):
        yield missing(entry, "no_host", "has nobody who hosts it")


def _outside(entry: Entry, starts_at: datetime, ends_at: datetime, frame: Frame) -> Iterator[Clash]:
    last_moment = max(starts_at, ends_at - timedelta(minutes=1))
    for at, verb in ((starts_at, "is"), (last_moment, "ends")):
        on = day_of(at, zone=frame.zone, day_starts_at=frame.day_starts_at)
        if not frame.starts_on <= on <= frame.ends_on:
            rest = f"it {verb} on {on:%a} {on.day} {on:%b %Y}, which is not a day of the event"
            yield single(entry, "outside_days", rest, on.isoformat())
            return


def _another_time(entry: Entry, starts_at: datetime, ends_at: datetime, frame: Frame) -> Iterator[Clash]:
    for text, where in ((entry.text, "description"), (entry.topic_text, "topic")):
        is_bof = entry.kind == "bof"
        found = contradiction(entry.title, text, starts_at, ends_at, zone=frame.zone, is_bof=is_bof)
        if found is not None:
            words, is_title = found
            rest = f"its {'title' if is_title else where} says {words}, and it is at {span(starts_at, ends_at, frame)}"
            yield single(entry, "time_in_text", rest, words)
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
    yield single(entry, "room_too_small", rest, beside)


def _does(entry: Entry, person: Person) -> str:
    return "hosts" if entry.kind == "bof" and person.role == "speaker" else _DOES.get(person.role, "speaks")


def _somewhere(entry: Entry, preposition: str = "in ") -> str:
    return f"{preposition}{entry.room.name}" if entry.room else "elsewhere"
