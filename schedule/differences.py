"""How two versions of a text differ, for people: the lines that went and the lines that came. Pure."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

MOST_LINES = 12
MOST_CHARACTERS = 240
# `difflib` takes the square of this many lines at worst.
_MOST_COMPARED = 2000


@dataclass(frozen=True)
class Line:
    """`sign` is - for a line that went, + for one that came, … for lines left out."""

    sign: str
    text: str


def excerpt(text: str, most: int = MOST_CHARACTERS) -> str:
    """The text in one line, cut at a word where it is too long."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return line[:most].rsplit(" ", 1)[0].rstrip() + " …"


def line_difference(old: str, new: str) -> list[Line]:
    """What differs, at most MOST_LINES lines of it, and how many more there are."""
    before, after = old.splitlines()[:_MOST_COMPARED], new.splitlines()[:_MOST_COMPARED]
    lines = []
    for tag, first, last, other_first, other_last in SequenceMatcher(None, before, after, False).get_opcodes():
        if tag != "equal":
            pairs = [("-", before[first:last]), ("+", after[other_first:other_last])]
            lines += [_around(sign, text, old, new) for sign, texts in pairs for text in texts if text.strip()]
    if len(lines) > MOST_LINES:
        left = len(lines) - MOST_LINES
        lines = [*lines[:MOST_LINES], Line("…", f"{left} more line{'s' if left > 1 else ''}")]
    return lines


def _around(sign: str, text: str, old: str, new: str) -> Line:
    """A long line is cut to where the two texts part, where both are a single paragraph."""
    if len(text) <= MOST_CHARACTERS or "\n" in old or "\n" in new:
        return Line(sign, excerpt(text))
    shared = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))))
    start = max(0, shared - 60)
    return Line(sign, ("… " if start else "") + excerpt(text[start:]))
