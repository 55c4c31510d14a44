"""What is on in each room at a moment, and what comes next there that day. Pure.

Works on anything with `starts_at`, `ends_at`, `room`, `kind` and `is_cancelled`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass
class Place:
    """A room with what is on, and what starts next, all that start then.

    `room` is None for breaks that no single room has, which are told together, and for what has no room yet.
    """

    room: Any
    is_breaks: bool = False
    current: list[Any] = field(default_factory=list)
    following: list[Any] = field(default_factory=list)


def places_at(sessions: Iterable[Any], rooms: Sequence[Any], at: datetime) -> list[Place]:
    """The rooms in this order in which something is on or comes, of one day's sessions in their order.

    What is cancelled is never on, but is told as what comes. Breaks without a room, or of several, are told first,
    and other sessions without a room last.
    """
    breaks, nowhere = Place(None, is_breaks=True), Place(None)
    by_room = {room: Place(room) for room in rooms}
    for session in sessions:
        place = by_room.get(session.room) or (breaks if session.kind == "break" else nowhere)
        if session.starts_at <= at < session.ends_at and not session.is_cancelled:
            place.current.append(session)
        elif session.starts_at > at and (not place.following or place.following[0].starts_at == session.starts_at):
            place.following.append(session)
    return [place for place in (breaks, *by_room.values(), nowhere) if place.current or place.following]


def first_after(sessions: Iterable[Any], at: datetime) -> list[Any]:
    """What starts first after a moment and takes place: all that start then."""
    coming = [each for each in sessions if each.starts_at and each.starts_at > at and not each.is_cancelled]
    first = min((session.starts_at for session in coming), default=None)
    return [session for session in coming if session.starts_at == first]
