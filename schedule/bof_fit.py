"""Which slot suits a BoF topic: what speaks against each of them, and the best first. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from schedule.clashes import shared_time

# Of what else is on then, so many are named.
MOST_NAMED = 3


@dataclass(frozen=True)
class Topic:
    """Who would come, and who would host, by any key; hosts also by name, since speakers are known by theirs."""

    interested: frozenset[Any] = frozenset()
    hosts: frozenset[Any] = frozenset()
    host_names: frozenset[str] = frozenset()
    wished: frozenset[Any] = frozenset()


@dataclass(frozen=True)
class Slot:
    """`capacity` is None where nobody knows, or where there is no limit."""

    pk: Any
    starts_at: Any
    ends_at: Any
    place: str = ""
    capacity: int | None = None


@dataclass(frozen=True)
class Other:
    """A session that takes place: who has it on their schedule, who hosts it, and the names of all who appear."""

    pk: Any
    title: str
    starts_at: Any
    ends_at: Any
    people: frozenset[Any] = frozenset()
    hosts: frozenset[Any] = frozenset()
    names: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Fit:
    """`problems` forbid a slot to whoever chooses for themselves; `warnings` are worth a look.

    `conflicts` is how many of the interested have something else then.
    """

    slot: Slot
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    conflicts: int = 0
    is_wished: bool = False

    @property
    def is_free_of_doubt(self) -> bool:
        return not self.problems and not self.warnings


def fits_of(topic: Topic, slots: Iterable[Slot], others: Iterable[Other], *, fewest: int = 1) -> list[Fit]:
    """Of each slot, the best first: without problems, then least conflict, then wished, then the earliest.

    What fewer than `fewest` people have bookmarked is not named, and does not count.
    """
    others = list(others)
    found = [_fit(topic, slot, [other for other in others if other.pk != slot.pk], fewest) for slot in slots]
    return sorted(found, key=_rank)


def _rank(fit: Fit) -> tuple[Any, ...]:
    starts_at = fit.slot.starts_at
    return bool(fit.problems), fit.conflicts, not fit.is_wished, starts_at is None, starts_at and starts_at.timestamp()


def _fit(topic: Topic, slot: Slot, others: list[Other], fewest: int) -> Fit:
    at_once = [other for other in others if shared_time(slot, other)]
    problems = [_full(topic, slot)] if slot.capacity is not None and len(topic.interested) > slot.capacity else []
    for other in at_once:
        if topic.hosts & other.hosts or topic.host_names & other.names:
            problems.append(f"Whoever hosts it is in “{other.title}” at that time.")
    having = [(len(topic.interested & other.people), other) for other in at_once]
    named = sorted((each for each in having if each[0] >= fewest), key=lambda each: (-each[0], each[1].title))
    warnings = [
        f"{number} of the {len(topic.interested)} interested bookmarked “{other.title}” at that time."
        for number, other in named[:MOST_NAMED]
    ]
    busy = frozenset().union(*(topic.interested & other.people for other in at_once))
    conflicts = len(busy) if len(busy) >= fewest else 0
    return Fit(slot, tuple(problems), tuple(warnings), conflicts, slot.pk in topic.wished)


def _full(topic: Topic, slot: Slot) -> str:
    return f"{len(topic.interested)} people are interested, and {slot.place or 'it'} holds {slot.capacity}."
