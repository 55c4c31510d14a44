"""The schedule's filters: which sessions match, and what there is to choose from. Pure: no queries, no request.

Values of one name are alternatives; different names must all match.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time, tzinfo
from itertools import islice
from typing import Any

from schedule.days import day_of
from schedule.text import clean_line

NAMES = {"day": "Day", "track": "Track", "room": "Room", "kind": "Kind", "tag": "Tag", "speaker": "Speaker"}
# More than anybody chooses by hand, and longer than any value; they keep an absurd address cheap.
MAX_VALUES = 50
LONGEST_VALUE = 500
MOST_OPEN = 12

Selection = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    options: list[Option]

    @property
    def is_long(self) -> bool:
        """Whether it is folded away at first: nothing of it is chosen, and it would push others out of sight."""
        return len(self.options) > MOST_OPEN and not any(option.is_chosen for option in self.options)


@dataclass(frozen=True)
class Chosen:
    """A value that is in force. `is_known`: whether the schedule has it at all."""

    name: str
    value: str
    label: str
    is_known: bool

    @property
    def title(self) -> str:
        return f"{NAMES[self.name]}: {self.label}"

    @property
    def kind(self) -> str:
        return NAMES[self.name].lower()


@dataclass(frozen=True)
class Result:
    sessions: list[Any]
    facets: list[Facet]
    chosen: list[Chosen]


# A session with what it can be found by: name → value → (the facet's label, the value's label).
Traits = Mapping[str, Mapping[str, tuple[str, str]]]
Found = tuple[Any, Traits]


def cleaned(values: Iterable[str]) -> list[str]:
    """What somebody asks for under one name: clean lines, none empty or repeated, and not more than is sensible.

    A value of nothing but control characters is one that nothing has.
    """
    given = (value[:LONGEST_VALUE].strip() for value in islice(values, MAX_VALUES))
    return list(dict.fromkeys(clean_line(value) or "\ufffd" for value in given if value))


def selection_from(values: Callable[[str], list[str]]) -> dict[str, list[str]]:
    """The filters in force, from a query's `getlist`."""
    chosen = {name: cleaned(values(name)) for name in NAMES}
    return {name: kept for name, kept in chosen.items() if kept}


def found_by(sessions: Iterable[Any], *, zone: tzinfo, day_starts_at: time) -> list[Found]:
    """The sessions with what they can be found by: made once for all who filter them."""
    return [(session, _traits(session, zone, day_starts_at)) for session in sessions]


def filtered(everything: Sequence[Found], selection: Selection, *, among: Collection[int] | None = None) -> Result:
    """The sessions that match, in their order, and the facets with the counts that each choice would give.

    With `among`, only sessions with these keys match; what values there are is still told by all.
    """
    labels: dict[str, dict[str, tuple[str, str]]] = {name: {} for name in NAMES}
    everywhere: dict[str, Counter[str]] = {name: Counter() for name in NAMES}
    counts: dict[str, Counter[str]] = {name: Counter() for name in NAMES}
    kept = []
    for session, has in everything:
        failing = [name for name, values in selection.items() if not any(value in has[name] for value in values)]
        is_among = among is None or session.pk in among
        if is_among and not failing:
            kept.append(session)
        for name, values in has.items():
            labels[name].update(values)
            everywhere[name].update(values.keys())
            if is_among and (not failing or failing == [name]):
                counts[name].update(values.keys())
    chosen = [
        Chosen(name, value, labels[name].get(value, ("", value))[1], value in labels[name])
        for name, values in selection.items()
        for value in values
    ]
    facets = _facets(labels, everywhere, counts, selection, len(everything))
    return Result(kept, facets, chosen)


def _facets(labels, everywhere, counts, selection, total) -> list[Facet]:
    """Facets in the order of NAMES. What every session has, and what would leave nothing, is no choice."""
    found: dict[tuple[str, str], list[Option]] = {}
    for name in NAMES:
        if name == "speaker":
            continue
        for value, (facet, label) in labels[name].items():
            is_chosen = value in selection.get(name, ())
            if is_chosen or (counts[name][value] and everywhere[name][value] < total):
                found.setdefault((name, facet), []).append(Option(value, label, counts[name][value], is_chosen))
    ordered = ("day", "kind")
    return [
        Facet(name, facet, options if name in ordered else sorted(options, key=lambda option: option.label.casefold()))
        for (name, facet), options in found.items()
        if facet
    ]


def _traits(session, zone: tzinfo, day_starts_at: time) -> Traits:
    track, room = session.track, session.room
    tracks = [each for each in (track and track.parent, track) if each]
    traits: dict[str, dict[str, tuple[str, str]]] = {
        "day": {},
        "track": {each.slug: ("Track", str(each)) for each in tracks},
        "room": {room.slug: ("Room", room.name)} if room else {},
        "kind": {session.kind: ("Kind", session.get_kind_display())},
        "tag": {},
        "speaker": {a.speaker.slug: ("Speaker", a.speaker.name) for a in session.people},
    }
    if session.starts_at is not None:
        on = day_of(session.starts_at, zone=zone, day_starts_at=day_starts_at)
        traits["day"][on.isoformat()] = ("Day", f"{on:%A} {on.day} {on:%B}")
    for tag in session.labels:
        if tag.group is None or tag.group.is_filter:
            traits["tag"][tag.slug] = (tag.group.name if tag.group else "Tag", tag.name)
        else:
            traits["tag"][tag.slug] = ("", str(tag))
    return traits
