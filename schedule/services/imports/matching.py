"""Which entry of a file is which session, room or speaker of the database."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import Any

from schedule.importers import records
from schedule.importers.wording import same_words
from schedule.models import Room, Session, Speaker

# How alike two titles in the same place at the same time must be to be one session under a new name.
ALIKE = 0.7


class _Pairs:
    """Pairs records with rows, one way of recognising after the other; what is paired once stays so."""

    def __init__(self, given: Sequence[Any], rows: Iterable[Any]):
        self.given = given
        self.rows = list(rows)
        self.row_of: dict[int, Any] = {}
        self.taken: set[int] = set()

    def by(self, of_record: Callable[[Any], Iterable[Hashable]], of_row: Callable[[Any], Hashable]) -> None:
        """Those that have a key in common. Where several have it, in their order; an empty key means nothing."""
        waiting: dict[Hashable, deque[Any]] = defaultdict(deque)
        for row in self.rows:
            if id(row) not in self.taken and (key := of_row(row)):
                waiting[key].append(row)
        for number, record in enumerate(self.given):
            for key in () if number in self.row_of else of_record(record):
                if key and waiting[key]:
                    self.pair(number, waiting[key].popleft())
                    break

    def pair(self, number: int, row: Any) -> None:
        self.row_of[number] = row
        self.taken.add(id(row))

    @property
    def left(self) -> list[tuple[int, Any]]:
        return [(number, record) for number, record in enumerate(self.given) if number not in self.row_of]

    @property
    def rows_left(self) -> list[Any]:
        return [row for row in self.rows if id(row) not in self.taken]


def matched_sessions(given: Sequence[records.Session], rows: Iterable[Session]) -> dict[int, Session]:
    """For the numbers of records that have one, their row.

    What the source calls it counts first; then title and start, in order; then a title that only one of those left
    has; last, nearly the same title at the same time in the same room. So a source without ids keeps bookmarks too.
    """
    pairs = _Pairs(given, rows)
    pairs.by(lambda record: (record.uuid,), lambda row: row.guid)
    pairs.by(lambda record: record.candidates[:1], lambda row: row.import_key)
    pairs.by(lambda record: record.candidates[1:], lambda row: row.import_key)
    pairs.by(
        lambda record: ((same_words(record.title), record.starts_at),),
        lambda row: (same_words(row.title), row.starts_at),
    )
    titles = Counter(same_words(record.title) for _, record in pairs.left)
    row_titles = Counter(same_words(row.title) for row in pairs.rows_left)
    only = {title for title, number in titles.items() if title and number == row_titles[title] == 1}
    pairs.by(
        lambda record: (title,) if (title := same_words(record.title)) in only else (),
        lambda row: title if (title := same_words(row.title)) in only else "",
    )
    _pair_renamed(pairs)
    return pairs.row_of


def _pair_renamed(pairs: _Pairs) -> None:
    there = defaultdict(list)
    for row in pairs.rows_left:
        if row.starts_at and row.import_key:
            there[row.starts_at].append(row)
    for number, record in pairs.left:
        for row in there.get(record.starts_at, ()) if record.starts_at else ():
            is_free = id(row) not in pairs.taken
            room = (row.room.import_key or row.room.name) if row.room else ""
            if is_free and room == (record.room or "") and _are_alike(record.title, row.title):
                pairs.pair(number, row)
                break


def _are_alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, same_words(one), same_words(other))
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def matched_rooms(given: Sequence[records.Room], rows: Iterable[Room]) -> dict[int, Room]:
    pairs = _Pairs(given, rows)
    pairs.by(lambda record: (record.guid,), lambda row: str(row.guid))
    pairs.by(lambda record: (record.name,), lambda row: row.import_key)
    pairs.by(lambda record: (record.name,), lambda row: row.name)
    return pairs.row_of


def matched_speakers(given: Sequence[records.Person], rows: Iterable[Speaker]) -> dict[int, Speaker]:
    """By guid, by what the source calls them, by name where only one person has it on either side."""
    pairs = _Pairs(given, rows)
    pairs.by(lambda record: (record.guid,), lambda row: str(row.guid))
    pairs.by(lambda record: (record.key,), lambda row: row.import_key)
    names = Counter(record.name.casefold() for _, record in pairs.left)
    row_names = Counter(row.name.casefold() for row in pairs.rows_left)
    pairs.by(
        lambda record: (name,) if (name := record.name.casefold()) and names[name] == 1 else (),
        lambda row: name if row_names[name := row.name.casefold()] == 1 else "",
    )
    return pairs.row_of
