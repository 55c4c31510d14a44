"""Which titles may mean the same topic: words in common, or words that are spelled alike. Pure."""

from collections.abc import Hashable, Iterable
from typing import TypeVar

from schedule.search import words_of

Key = TypeVar("Key", bound=Hashable)

# Of those alike, the most to show.
MOST = 5
# From which likeness, of 0 to 1, somebody should look.
ENOUGH = 0.45
# Words of talk and of order, which two titles may share without sharing a topic.
_EMPTY = frozenset(
    words_of(
        "a an and are as at be bof bofs by can discussion do does for from how in into is it meetup new of on or our "
        "session should state talk the their this to topic vs we what when where which who why with your"
    )
)


def similar(title: str, others: Iterable[tuple[Key, str]]) -> list[Key]:
    """The keys of those whose title is like this one, the likest first, at most MOST.

    A title within another counts as alike: “vDPA” and “Live migration with vDPA devices”.
    """
    asked = _words(title)
    if not asked:
        return []
    found = [
        (likeness, number, key)
        for number, (key, other) in enumerate(others)
        if (likeness := _likeness(asked, _words(other))) >= ENOUGH
    ]
    return [key for _, _, key in sorted(found, key=lambda each: (-each[0], each[1]))[:MOST]]


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the shorter title is in the longer, with a bit for titles of the same length."""
    if not one or not other:
        return 0
    few, many = sorted((one, other), key=len)
    inside = sum(max(_alike(word, each) for each in many) for word in few)
    return 0.85 * inside / len(few) + 0.15 * inside / len(many)


def _alike(one: str, other: str) -> float:
    """1 for the same word, less for another form or a slip of the pen, 0 for another word."""
    if one == other:
        return 1
    mine, theirs = _trigrams(one), _trigrams(other)
    share = 2 * len(mine & theirs) / (len(mine) + len(theirs))
    return share if share >= 0.5 else 0


def _trigrams(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def _words(title: str) -> frozenset[str]:
    """Folded, without capitals and accents. A title of nothing but empty words has all of them."""
    words = frozenset(words_of(title))
    return words - _EMPTY or words
