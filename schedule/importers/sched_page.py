"""The text of Sched's expanded list, as copied from a browser."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from itertools import islice

from schedule.importers import sched, times
from schedule.importers.files import MAX_SESSIONS, text_of
from schedule.importers.records import Context, Event, Link, Schedule, Session, Tag, Unacceptable, ZoneNeeded
from schedule.importers.sched_page_people import Block, blocks_in, people_of
from schedule.importers.wording import without_byline

_CLOCK = r"\d{1,2}:\d{2}(?: ?[ap]m)?"
_DATE = r"[^\W\d]+,? [^\W\d]+ \d{1,2}, \d{4}"
_ZONE = r"[A-Z]{2,5}|[+-]\d{2}(?::?\d{2})?"
# "Thursday October 29, 2020 06:00 - 06:30 GMT" ends the text of each session.
_WHEN = re.compile(
    rf"^(?P<on>{_DATE}) (?P<start>{_CLOCK}) - (?:(?P<last>{_DATE}) )?(?P<end>{_CLOCK}) (?P<zone>{_ZONE})[^\S\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
# "06:00 GMT" stands above each title.
_STARTS = re.compile(rf"(?:{_CLOCK}) (?:{_ZONE})", re.IGNORECASE)
_LONGEST_TAIL = 5_000
_BULLET = re.compile(r"\s*[•*]\s*(?P<text>.*\S)")

_OFFSETS = {
    **{"HST": -10, "AKST": -9, "AKDT": -8, "PST": -8, "PDT": -7, "MST": -7, "MDT": -6, "CDT": -5, "EST": -5, "EDT": -4},
    **{"WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "SGT": 8, "HKT": 8, "JST": 9, "KST": 9},
    **{"AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13},
}
# London's winter, or all of the world's time: which it is, nobody can tell from the page.
_UNIVERSAL = ("GMT", "UTC")


@dataclass
class _Part:
    """The lines of one session: above its time, the time itself, and where it is below."""

    number: int
    body: list[str]
    when: re.Match[str]
    tail: list[str]


def recognises(data: bytes) -> bool:
    return _WHEN.search(data.decode(errors="replace").replace("\r\n", "\n")) is not None


def read(data: bytes, context: Context) -> Schedule:
    parts = list(islice(_parts(text_of(data).replace("\r\n", "\n")), MAX_SESSIONS + 1))
    if len(parts) > MAX_SESSIONS:
        raise Unacceptable(f"The page has more than {MAX_SESSIONS:,} sessions, the most that are read.")
    if not parts:
        raise Unacceptable("No line of this text says when a session is, as Sched's pages do.")
    groups = _groups([bullet for part in parts for bullet in _bullets(part)])
    clock = _Clock(context)
    blocks = [blocks_in(part.body) for part in parts]
    sessions = tuple(_session(part, block, groups, clock) for part, block in zip(parts, people_of(blocks), strict=True))
    return Schedule(event=Event(), sessions=sessions)


def _parts(text: str) -> Iterator[_Part]:
    """Cut after the lines that say when; what follows those up to an empty line still belongs to the session."""
    at, number = 0, 1
    for when in _WHEN.finditer(text):
        if when.start() < at:
            continue  # within what belongs to the session before
        body = text[at : when.start()]
        number += body.count("\n")
        end = when.end()
        tail: list[str] = []
        for line in text[end + 1 : end + 1 + _LONGEST_TAIL].split("\n"):
            if not line.strip():
                break
            tail.append(line)
            end += len(line) + 1
        yield _Part(number, _from_title(body.split("\n")), when, tail)
        number += text.count("\n", when.start(), end)
        at = end


def _from_title(lines: list[str]) -> list[str]:
    """The lines from the title on; above it stands the time, and above that perhaps a day or the page's head."""
    start = next((at for at, line in enumerate(lines) if _STARTS.fullmatch(line.strip())), -1)
    rest = lines[start + 1 :]
    first = next((at for at, line in enumerate(rest) if line.strip()), len(rest))
    return rest[first:]


def _session(part: _Part, block: Block, groups: dict[str, str], clock: "_Clock") -> Session:
    place = f"line {part.number}"
    starts_at, ends_at = clock.of(part.when, place)
    room, types = _where(part.tail)
    type_, _, subtype = types.partition(", ")
    title = without_byline(block.title, [person.person.name for person in block.people])
    return Session(
        title=title,
        place=place,
        starts_at=starts_at,
        ends_at=ends_at,
        room=room,
        track=tuple(name for name in (type_.strip(), subtype.strip()) if name),
        tags=tuple(_tag(bullet, groups) for bullet in _bullets(part)),
        kind=sched.kind_in(type_, subtype, title),
        abstract=block.abstract,
        people=tuple(block.people),
        attachments=tuple(Link(label, "") for label in block.attachments),
    )


def _where(tail: Sequence[str]) -> tuple[str, str]:
    """The venue, and the type with its subtype, which is indented."""
    room = tail[0].strip() if tail and not tail[0][0].isspace() else ""
    types = next((line.strip() for line in tail if line[0].isspace() and not _BULLET.fullmatch(line)), "")
    return room, types


def _bullets(part: _Part) -> list[str]:
    return [match["text"] for line in part.tail if (match := _BULLET.fullmatch(line))]


def _groups(bullets: Sequence[str]) -> dict[str, str]:
    """For each bullet the words before its answer: those that begin all bullets with the same first word.

    Where all answer alike, the last word is the answer.
    """
    by_word: dict[str, list[list[str]]] = {}
    for words in (bullet.split() for bullet in dict.fromkeys(bullets)):
        by_word.setdefault(words[0], []).append(words)
    found = {}
    for alike in by_word.values():
        shared = 0
        while len(alike) > 1 and len({tuple(words[: shared + 1]) for words in alike}) == 1 and shared < len(alike[0]):
            shared += 1
        for words in alike:
            found[" ".join(words)] = " ".join(words[: min(shared, len(words) - 1) or len(words) - 1])
    return found


def _tag(bullet: str, groups: dict[str, str]) -> Tag:
    words = " ".join(bullet.split())
    group = groups[words]
    return Tag(group, words.removeprefix(group).strip())


class _Clock:
    """Wall times in the zone that somebody chose, or in the one that the page abbreviates."""

    def __init__(self, context: Context):
        self.context = context
        self.has_told = False

    def of(self, when: re.Match[str], place: str) -> tuple[datetime | None, datetime | None]:
        on = times.date_of(when["on"])
        start, end = times.clock_of(when["start"]), times.clock_of(when["end"])
        if on is None or start is None or end is None:
            self.context.notices.add(
                place, f"“{when[0].strip()[:80]}” is not a time; the session comes in without one."
            )
            return None, None
        zone = self._zone(when["zone"].upper())
        last = (times.date_of(when["last"]) if when["last"] else on) or on
        starts, ends = times.wall_time(on, start), times.wall_time(last, end)
        if ends < starts and not when["last"]:
            ends += times.DAY  # it goes on after midnight
        return times.in_utc(starts, zone), times.in_utc(ends, zone)

    def _zone(self, name: str) -> tzinfo:
        if self.context.zone is not None:
            return self.context.zone
        if name in _UNIVERSAL:
            return self.context.fallback or self._universal(name)
        if name in _OFFSETS:
            return timezone(timedelta(hours=_OFFSETS[name]))
        if name[0] in "+-":
            ahead = timedelta(hours=int(name[1:3]), minutes=int(name[3:].strip(":") or 0))
            return timezone(-ahead if name[0] == "-" else ahead) if ahead < times.DAY else UTC
        if self.context.fallback is None:
            raise ZoneNeeded
        return self.context.fallback

    def _universal(self, name: str) -> tzinfo:
        if not self.has_told:
            self.has_told = True
            self.context.notices.add("", f"The page's times are in {name}; they are taken as UTC.")
        return UTC
