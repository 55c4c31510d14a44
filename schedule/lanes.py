"""Intervals that overlap, side by side in lanes, as parallel sessions of one room are. Pure.

Works on anything with `starts` and `ends`; those that only touch do not overlap.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Place:
    """The first of the lanes that something takes, from 0, and how many."""

    lane: int
    width: int


def lanes_for(intervals: Sequence[Any]) -> tuple[list[Place], int]:
    """(the place of each interval, in their order, which is by start; how many lanes there are).

    Each gets the first lane that is free, and those after it up to the next that is taken meanwhile.
    """
    lanes: list[list[Any]] = []
    numbers = []
    for interval in intervals:
        free = (number for number, lane in enumerate(lanes) if lane[-1].ends <= interval.starts)
        number = next(free, len(lanes))
        if number == len(lanes):
            lanes.append([])
        lanes[number].append(interval)
        numbers.append(number)
    places = []
    for interval, number in zip(intervals, numbers, strict=True):
        taken = (other for other in range(number + 1, len(lanes)) if _is_taken(lanes[other], interval))
        places.append(Place(number, next(taken, len(lanes)) - number))
    return places, len(lanes)


def _is_taken(lane: Sequence[Any], interval) -> bool:
    """Whether something in this lane, whose intervals follow each other, overlaps with the interval."""
    after = bisect_right(lane, interval.starts, key=lambda each: each.ends)
    return after < len(lane) and lane[after].starts < interval.ends
