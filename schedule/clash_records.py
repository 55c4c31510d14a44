"""Records of what may clash and of what does: the rules' names, `Entry`, `Clash`, and how one is put in words. Pure.

What makes a clash is in `clash_rules` and `bof_rules`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

SEVERE, WARNING, TODO = "severe", "warning", "todo"  # in this order
SEVERITIES = {SEVERE: "Severe", WARNING: "Worth a look", TODO: "To do before publishing"}

NEED_PEOPLE = {"talk", "keynote", "lightning", "panel", "workshop"}

# A session is paired with no more than so many that overlap with it: a thousand at one time would make 500,000 pairs.
MOST_PAIRS = 50


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
        Rule("no_link", "No access link", SEVERE),
        Rule("room_too_small", "Too small for its bookmarks", WARNING),
        Rule("no_break", "Speaker without a break", WARNING),
        Rule("interest_elsewhere", "BoF beside what its people chose", WARNING),
        Rule("time_in_text", "Another time in the text", WARNING),
        Rule("no_topic", "BoF slot without a topic", WARNING),
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
    """A session, as the rules see it. `text` may be left out where it names no time of its own.

    `hosts` are attendees who host one of its topics; of `topic_text` the same holds as of `text`. `shared` has, of what
    is on at the same time, (pk, how many have bookmarked both). `wishes` are the topics in no slot that wish for this
    one, `topics` all that are in none; a topic is expected `topic_days` before the start.
    """

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
    has_link: bool = False
    needs_link: bool = False
    hosts: tuple[Person, ...] = ()
    topic_text: str = ""
    shared: tuple[tuple[int, int], ...] = ()
    is_open_slot: bool = False
    wishes: int = 0
    topics: int = 0
    topic_days: int = 7


@dataclass(frozen=True)
class Frame:
    """What the rules need to know of the event, and when it is; without `at` nothing is told that the clock decides."""

    zone: tzinfo
    starts_on: date
    ends_on: date
    day_starts_at: time
    is_online: bool = False
    at: datetime | None = None


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


def pair(rule: str, one: Entry, other: Entry, beside: Any, text: str, told: tuple[str, ...]) -> Clash:
    """`told` is what the form of `one` says, and that of `other`."""
    guids = sorted((str(one.guid), str(other.guid)))
    key = ":".join(part for part in (rule, *guids, str(beside)) if part)
    return Clash(rule, key, (one.pk, other.pk), text, RULES[rule].severity, told)


def single(entry: Entry, rule: str, rest: str, beside: str = "", severity: str = "") -> Clash:
    key = ":".join(part for part in (rule, str(entry.guid), str(beside)) if part)
    told = f"{rest[0].upper()}{rest[1:]}."
    return Clash(rule, key, (entry.pk,), f"“{entry.title}”: {rest}.", severity or RULES[rule].severity, (told,))


def missing(entry: Entry, rule: str, rest: str) -> Clash:
    return single(entry, rule, f"it {rest}", severity=TODO if entry.status == "draft" else "")


def named(entry: Entry, frame: Frame) -> str:
    draft = " (draft)" if entry.status == "draft" else ""
    return f"“{entry.title}”{draft}, {span(entry.starts_at, entry.ends_at, frame)}"


def span(starts_at: datetime, ends_at: datetime, frame: Frame) -> str:
    begin, end = starts_at.astimezone(frame.zone), ends_at.astimezone(frame.zone)
    return f"{begin:%H:%M}–{end:%H:%M}"
