"""What the list, the grid and the rooms have in common: which sessions are asked for, and how the filters say so."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from schedule import filters, search
from schedule.days import merged_breaks
from schedule.models import Room, Session, Track
from schedule.services.search import found
from schedule.views.kept import Visit


@dataclass(frozen=True)
class Chip:
    """A filter in force, with this page's address without it. `left`: how many sessions there would then be."""

    name: str
    title: str
    href: str
    left: int | None = None


@dataclass(frozen=True)
class Listing:
    """The sessions asked for, in order, and all that a page says about its filters."""

    sessions: list[Session]
    matching: list[Session]  # the same, but a break that several rooms list is there for each
    total: int  # without filters
    facets: list[filters.Facet]
    chips: list[Chip]
    unknown: list[filters.Chosen]
    carried: list[tuple[str, str]]  # what the filter form has no box for, and takes along all the same
    words: tuple[str, ...]  # searched for
    looser: list[Chip]  # where nothing is left: the filters that can be taken away, and what each would bring
    only_room: Room | None
    only_track: Track | None

    @property
    def is_filtered(self) -> bool:
        return bool(self.chips)

    @property
    def shown(self) -> int:
        return len(self.sessions)


def listing_of(visit: Visit, *, rooms: Collection[str] = ()) -> Listing:
    """`rooms`: the slugs of those that the page is about, whatever the filters say."""
    everything = visit.snapshot.found_by
    if rooms:
        everything = [pair for pair in everything if any(slug in pair[1]["room"] for slug in rooms)]
    selection = filters.selection_from(visit.asked.getlist)
    query = visit.asked.get("q", "").strip()
    words = search.query_of(query)
    hits = set(found(visit.event, words)) if query else None
    among = _among(visit, hits, visit.is_mine)
    result = filters.filtered(everything, selection, among=among)
    shown = merged_breaks(result.sessions)
    offered = {(facet.name, option.value) for facet in result.facets for option in facet.options}
    chips = _chips(visit, result.chosen, query)
    return Listing(
        sessions=shown,
        matching=result.sessions,
        total=len(merged_breaks([session for session, _ in everything])),
        facets=result.facets,
        chips=chips,
        unknown=[value for value in result.chosen if not value.is_known],
        carried=[
            *((value.name, value.value) for value in result.chosen if (value.name, value.value) not in offered),
            *((name, visit.asked.get(name, "")) for name in ("tz", "layout") if visit.asked.get(name)),
        ],
        words=words,
        looser=[] if shown else _looser(visit, everything, selection, chips, hits),
        **_said_once([session for session, _ in everything]),
    )


def _among(visit: Visit, hits: set[int] | None, is_mine: bool) -> Collection[int] | None:
    if not is_mine:
        return hits
    return visit.bookmarks if hits is None else visit.bookmarks & hits


def _chips(visit: Visit, chosen: list[filters.Chosen], query: str) -> list[Chip]:
    made = []
    if query:
        made.append(Chip("q", f"Search: {query}", visit.address_with(q=None)))
    if visit.is_mine:
        made.append(Chip("mine", "Only my bookmarks", visit.address_with(mine=None)))
    for value in chosen:
        others = [other for other in visit.asked.getlist(value.name) if other != value.value]
        made.append(Chip(value.name, value.title, visit.address_with(**{value.name: others})))
    return made


def _looser(visit: Visit, everything, selection, chips, hits) -> list[Chip]:
    """The filters without which something would be found, the most first. A name's values go together."""
    made = {}
    for chip in chips:
        name = chip.name
        if name in made or len(chips) == 1:
            continue
        kept = {other: values for other, values in selection.items() if other != name}
        among = _among(visit, None if name == "q" else hits, visit.is_mine and name != "mine")
        left = len(merged_breaks(filters.filtered(everything, kept, among=among).sessions))
        if left:
            made[name] = Chip(name, chip.title, visit.address_with(**{name: None}), left)
    return sorted(made.values(), key=lambda chip: -(chip.left or 0))


def _said_once(sessions: list[Session]) -> dict[str, Any]:
    """The room and the track that every session has, if so: said at the top, and not on each row again."""
    rooms = {session.room for session in sessions}
    tracks = {session.track for session in sessions}
    return {
        "only_room": rooms.pop() if len(rooms) == 1 else None,
        "only_track": tracks.pop() if len(tracks) == 1 else None,
    }


def views_of(visit: Visit, current: str, **more: str) -> list[tuple[str, str, bool]]:
    """(label, address, whether it is this one) of the ways to see the same sessions, with the same filters and more."""
    slug = visit.event.slug
    ways: list[tuple[str, str, dict[str, str | None]]] = [
        ("Compact", "event", {"layout": None}),
        ("Expanded", "event", {"layout": "expanded"}),
        ("Grid", "grid", {"layout": None}),
        ("Rooms", "rooms", {"layout": None}),
    ]
    return [
        (label, visit.address_with(reverse(name, args=[slug]), **{**more, **changes}), label == current)
        for label, name, changes in ways
        if label != "Rooms" or len(visit.snapshot.rooms) > 1
    ]
