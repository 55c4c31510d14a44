"""Which entry of a file is which session, room or speaker of the database."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import UTC, datetime
from difflib import SequenceMatcher
from typing import Any

from schedule.importers import records
from schedule.importers.wording import same_words
from schedule.models import Room, Session, Speaker
from schedule.services.imports.values import digest

# How alike two titles in the same place at the same time must be to be one session under a new name.
ALIKE = 0.7
# Where more than this begin in one room at once, which is which is not for titles to say.
MOST_ALIKE = 20
_NEVER = datetime.max.replace(tzinfo=UTC)


class _Pairs:
    """Pairs records with rows, one way of recognising after the other; what is paired once stays so."""

    def __init__(self, given: Sequence[Any], rows: Iterable[Any], order: Iterable[int] | None = None):
        self.given = given
        self.order = list(range(len(given))) if order is None else list(order)
        self.rows = list(rows)
        self.row_of: dict[int, Any] = {}
        self.taken: set[int] = set()

    def by(self, of_record: Callable[[Any], Iterable[Hashable]], of_row: Callable[[Any], Hashable]) -> None:
        """Those that have a key in common. Where several have it, in their order; an empty key means nothing."""
        waiting: dict[Hashable, deque[Any]] = defaultdict(deque)
        for row in self.rows:
            if id(row) not in self.taken and (key := of_row(row)):
                waiting[key].append(row)
        for number in self.order:
            for key in () if number in self.row_of else of_record(self.given[number]):
                if key and waiting[key]:
                    self.pair(number, waiting[key].popleft())
                    break

    def pair(self, number: int, row: Any) -> None:
        self.row_of[number] = row
        self.taken.add(id(row))

    @property
    def left(self) -> list[tuple[int, Any]]:
        return [(number, self.given[number]) for number in self.order if number not in self.row_of]

    @property
    def rows_left(self) -> list[Any]:
        return [row for row in self.rows if id(row) not in self.taken]


def matched_sessions(given: Sequence[records.Session], rows: Iterable[Session]) -> dict[int, Session]:
    """For the numbers of records that have one, their row.

    What the source calls it counts first, now or in an earlier capture that knew it by something better; then title and
    start; then a title that as many of those left have on either side, in order of start; last, nearly the same title
    at the same time in the same room. So a source without ids keeps bookmarks too. `rows` are in order of start.
    """
    order = sorted(range(len(given)), key=lambda number: given[number].starts_at or _NEVER)
    pairs = _Pairs(given, rows, order)
    pairs.by(lambda record: (record.uuid,), lambda row: row.guid)
    pairs.by(lambda record: record.candidates[:1], lambda row: row.import_key)
    pairs.by(lambda record: record.candidates[1:], lambda row: row.import_key)
    for name, digests in (("guid", guid_digest), ("id", id_digest)):
        often = Counter(digests(record) for record in given)
        pairs.by(
            lambda record, digests=digests, often=often: (digests(record),) if often[digests(record)] == 1 else (),
            lambda row, name=name: row.imported.get(name, ""),
        )
    pairs.by(
        lambda record: ((_words(record.title), record.starts_at),),
        lambda row: (_words(row.title), row.starts_at),
    )
    titles = Counter(_words(record.title) for _, record in pairs.left)
    row_titles = Counter(_words(row.title) for row in pairs.rows_left)
    as_often = {title for title, number in titles.items() if title and number == row_titles[title]}
    pairs.by(
        lambda record: (title,) if (title := _words(record.title)) in as_often else (),
        lambda row: title if (title := _words(row.title)) in as_often else "",
    )
    _pair_renamed(pairs)
    return pairs.row_of


def guid_digest(record: records.Session) -> str:
    """What `Session.imported` remembers of the source's guid, "" where it has none."""
    return digest(record.guid.lower()) if record.guid else ""


def id_digest(record: records.Session) -> str:
    """The same of its id."""
    return digest(record.id) if record.id else ""


def _pair_renamed(pairs: _Pairs) -> None:
    there = defaultdict(list)
    for row in pairs.rows_left:
        if row.starts_at and row.import_key:
            room = (row.room.import_key or row.room.name) if row.room else ""
            there[row.starts_at, room].append(row)
    for number, record in pairs.left:
        slot = there.get((record.starts_at, record.room or ""), [])
        for row in slot if len(slot) <= MOST_ALIKE else ():
            if id(row) not in pairs.taken and _are_alike(record.title, row.title):
                pairs.pair(number, row)
                break


def _words(title: str) -> str:
    return same_words(title) or title


def _are_alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, same_words(one), same_words(other))
    return min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= ALIKE and matcher.ratio() >= ALIKE


def matched_rooms(given: Sequence[records.Room], rows: Iterable[Room]) -> dict[int, Room]:
    pairs = _Pairs(given, rows)
    pairs.by(lambda record: (record.guid,), lambda row: str(row.guid))
    pairs.by(lambda record: (record.name,), lambda row: row.import_key)
    pairs.by(lambda record: (record.name,), lambda row: row.name)
    return pairs.row_of


def matched_speakers(given: Sequence[records.Person], rows: Iterable[Speaker]) -> dict[int, Speaker]:
    """By guid, by what the source calls them, by name and company, by name; namesakes in their order."""
    pairs = _Pairs(given, rows)
    pairs.by(lambda record: (record.guid,), lambda row: str(row.guid))
    pairs.by(lambda record: (record.key,), lambda row: row.import_key)
    pairs.by(
        lambda record: ((record.name.casefold(), record.company or ""),),
        lambda row: (row.name.casefold(), row.company),
    )
    pairs.by(lambda record: (record.name.casefold(),), lambda row: row.name.casefold())
    return pairs.row_of
