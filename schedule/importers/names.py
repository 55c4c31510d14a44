"""The people whom a cell names: one list in one text, split where names end and not inside them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

# What follows a comma and still belongs to the name before it.
_SUFFIX = re.compile(
    r"(?:jr|sr|i{2,3}|iv|ph\.?\s?d|m\.?\s?d|m\.?\s?a|m\.?\s?sc|b\.?\s?sc|mba|esq|inc|llc|ltd|gmbh|co|corp|e\.?\s?v|ag"
    r"|dr|prof)\.?",
    re.IGNORECASE,
)
# Names may have a nickname in quotes or a company in brackets, with commas of its own.
_PART = re.compile(r'(?:\([^()]*\)|"[^"]*"|“[^“”]*”|[^,("“]|[("“])+')
_JOINED = re.compile(r"\s+(?:&|and|und|et|y)\s+")


def names_in(text: str, known: Iterable[str] = ()) -> list[str]:
    """The names in a text that lists them. Bars, line ends and semicolons part them, where there are none commas.

    `known` are names that hold a comma themselves: see `names_with_comma`.
    """
    for sign in ("|", "\n", ";"):
        if sign in text:
            return [name for part in text.split(sign) if (name := part.strip())]
    return _with_known(_parts(text), set(known))


def names_with_comma(texts: Sequence[str]) -> set[str]:
    """Names that hold a comma, found by how they are used: alone in one cell, never apart in any other.

    Only a single word after the comma can be part of a name; two people who always come together have two each.
    """
    lists = [parts for text in dict.fromkeys(texts) if (parts := _parts(text))]
    pairs = Counter(pair for parts in lists for pair in pairwise(parts))
    alone = {(parts[0], parts[1]) for parts in lists if len(parts) == 2}
    often = Counter(part for parts in lists for part in parts)
    return {
        f"{name}, {word}"
        for name, word in alone
        if len(word.split()) == 1 < len(name.split()) and 1 < pairs[name, word] == often[name] == often[word]
    }


def joined_names_in(text: str) -> list[str]:
    """The names in a line for people to read: "A, B and C", "A & B"."""
    return [name for part in names_in(_JOINED.sub(", ", text)) if (name := part.strip())]


def _parts(text: str) -> list[str]:
    found: list[str] = []
    for part in _PART.findall(text):
        part = part.strip()
        if part and found and _SUFFIX.fullmatch(part):
            found[-1] = f"{found[-1]}, {part}"
        elif part:
            found.append(part)
    return found


def _with_known(parts: list[str], known: set[str]) -> list[str]:
    found: list[str] = []
    for part in parts:
        if found and f"{found[-1]}, {part}" in known:
            found[-1] = f"{found[-1]}, {part}"
        else:
            found.append(part)
    return found
