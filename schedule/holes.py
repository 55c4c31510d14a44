"""Pages with holes: what is the same for many people, and the places that are filled for each in one pass. Pure."""

import hashlib
from collections.abc import Mapping

# Text is cleaned of control characters where it comes in, so that none of these stands in a page by itself.
_EDGE, _ELSE = "\x1a", "\x1f"

# Of a button that is pressed or not, and the value that it sends: what it would become.
OFF = 'value="1" aria-pressed="false"'
ON = 'value="0" aria-pressed="true"'


def hole(name: str, default: str = "") -> str:
    """A place in a text, to be filled by this name. Unfilled it holds the default."""
    return f"{_EDGE}{name}{_ELSE}{default}{_EDGE}"


def star_of(pk: int) -> str:
    """The name of the hole that says whether this session is bookmarked."""
    return f"star {pk}"


def interest_of(pk: int) -> str:
    """The name of the hole that says whether one is interested in this topic."""
    return f"interest {pk}"


class Holed:
    """A finished page but for its holes, encoded once."""

    __slots__ = ("_pieces", "_places", "digest", "size")

    def __init__(self, text: str):
        self._pieces: list[bytes] = []
        self._places: dict[str, list[int]] = {}
        for number, part in enumerate(text.split(_EDGE)):
            if number % 2:
                name, _, part = part.partition(_ELSE)
                self._places.setdefault(name, []).append(number)
            self._pieces.append(part.encode())
        whole = b"".join(self._pieces)
        self.digest = hashlib.sha256(whole).hexdigest()
        self.size = len(whole) * 5 // 4 + len(self._pieces) * 100

    def filled(self, values: Mapping[str, bytes]) -> bytes:
        """The page with these values. Values without a hole are nothing."""
        pieces = self._pieces.copy()
        for name, value in values.items():
            for place in self._places.get(name, ()):
                pieces[place] = value
        return b"".join(pieces)
