"""The schedule's filters: which sessions match, and what there is to choose from. Pure: no queries, no request.

Values of one name are alternatives; different names must all match.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time, tzinfo
from typing import Any

from schedule.days import day_of

NAMES = {"day": "Day", "track": "Track", "room": "Room", "kind": "Kind", "tag": "Tag", "speaker": "Speaker"}
# More than anybody chooses by hand; it keeps an absurd address cheap.
MAX_VALUES = 50

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


def selection_from(values: Callable[[str], list[str]]) -> dict[str, list[str]]:
    """The filters in force, from a query's `getlist`. Repeated and empty values are dropped."""
    chosen = {name: list(dict.fromkeys(filter(None, values(name))))[:MAX_VALUES] for name in NAMES}
    return {name: kept for name, kept in chosen.items() if kept}


def filtered(
    sessions: Iterable[Any],
    selection: Selection,
    *,
    zone: tzinfo,
    day_starts_at: time,
    among: Collection[int] | None = None,
) -> Result:
    """The sessions that match, in their order, and the facets with the counts that each choice would give.

    With `among`, only sessions with these keys match; what values there are is still told by all.
    """
    everything = [(session, _traits(session, zone, day_starts_at)) for session in sessions]
    traits = [pair for pair in everything if among is None or pair[0].pk in among]
    kept = [session for session, has in traits if _matches(has, selection)]
    labels: dict[tuple[str, str], tuple[str, str]] = {}
    for _, has in everything:
        for name, values in has.items():
            for value, (facet, label) in values.items():
                labels.setdefault((name, value), (facet, label))
    chosen = [
        Chosen(name, value, labels.get((name, value), ("", value))[1], (name, value) in labels)
        for name, values in selection.items()
        for value in values
    ]
    return Result(kept, _facets(traits, selection, labels), chosen)


def _facets(traits, selection, labels) -> list[Facet]:
    """Facets in the order of NAMES; one whose only value every session has says nothing and is left out."""
    found: dict[tuple[str, str], list[Option]] = {}
    for name in NAMES:
        if name == "speaker":
            continue
        others = {other: values for other, values in selection.items() if other != name}
        matching = [has[name] for _, has in traits if _matches(has, others)]
        mine = [(value, facet, label) for (key, value), (facet, label) in labels.items() if key == name]
        for value, facet, label in mine:
            count = sum(value in values for values in matching)
            everywhere = all(value in has[name] for _, has in traits)
            is_chosen = value in selection.get(name, ())
            if not everywhere or is_chosen:
                found.setdefault((name, facet), []).append(Option(value, label, count, is_chosen))
    ordered = ("day", "kind")
    return [
        Facet(name, facet, options if name in ordered else sorted(options, key=lambda option: option.label.casefold()))
        for (name, facet), options in found.items()
    ]


def _matches(has: Mapping[str, Mapping[str, Any]], selection: Selection) -> bool:
    return all(any(value in has[name] for value in values) for name, values in selection.items())


def _traits(session, zone: tzinfo, day_starts_at: time) -> dict[str, dict[str, tuple[str, str]]]:
    """What a session can be found by: name → value → (facet's label, value's label)."""
    track, room = session.track, session.room
    tracks = [each for each in (track and track.parent, track) if each]
    traits: dict[str, dict[str, tuple[str, str]]] = {
        "day": {},
        "track": {each.slug: ("Track", str(each)) for each in tracks},
        "room": {room.slug: ("Room", room.name)} if room else {},
        "kind": {session.kind: ("Kind", session.get_kind_display())},
        "tag": {},
        "speaker": {a.speaker.slug: ("Speaker", a.speaker.name) for a in session.appearances.all()},
    }
    if session.starts_at is not None:
        on = day_of(session.starts_at, zone=zone, day_starts_at=day_starts_at)
        traits["day"][on.isoformat()] = ("Day", f"{on:%A} {on.day} {on:%B}")
    for tag in session.tags.all():
        if tag.group is None or tag.group.is_filter:
            traits["tag"][tag.slug] = (tag.group.name if tag.group else "Tag", tag.name)
        else:
            traits["tag"][tag.slug] = ("", str(tag))
    return traits
