"""The programme by room: all rooms, one room, its door sign, and what is on now and next."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from schedule import days
from schedule.models import Room, Session
from schedule.present import Place, first_after, places_at
from schedule.views.access import doors_html, doors_in
from schedule.views.kept import Visit, event_page
from schedule.views.listing import listing_of, views_of
from schedule.views.meta import page_meta


@dataclass(frozen=True)
class Entry:
    """One room in the list of all. `place`: what is on and comes there today, None when nothing does."""

    room: Room
    number: int
    href: str
    place: Place | None


def _doors_today(visit: Visit) -> str:
    return doors_html(visit, visit.snapshot.on_at(visit.now))


def _doors_of_room(visit: Visit) -> str:
    """Of the room that the address names."""
    slug = visit.path.rstrip("/").rpartition("/")[2]
    return doors_html(visit, _today_in(visit, slug))


def _today_in(visit: Visit, slug: str) -> list[Session]:
    return [each for each in _today(visit) if each.room and each.room.slug == slug]


def _today(visit: Visit) -> list[Session]:
    """What is on today, with what began yesterday and runs past the day's end."""
    today = visit.snapshot.by_day.get(visit.today, [])
    late = [each for each in visit.snapshot.on_at(visit.at) if each not in today]
    return [*late, *today]


@event_page(own=lambda visit: {"doors": _doors_today(visit)})
def now(request, visit):
    """On now and next, by room; or when it begins, goes on, or that it is over."""
    places = _places_today(visit)
    context = {
        "tab": "now",
        "places": places,
        "first": [] if places else first_after(days.merged_breaks(visit.snapshot.sessions), visit.at),
        "doors": doors_in(visit, visit.snapshot.on_at(visit.at)) if visit.choices is None else [],
        "has_begun": bool(visit.snapshot.days) and visit.today >= visit.snapshot.days[0],
        "has_recordings": any(session.recording for session in visit.snapshot.sessions),
        "next_moment": visit.snapshot.next_moment(visit.at),
        **page_meta("Now and next", f"What is on at {visit.event.name}, room by room."),
    }
    return visit.page("schedule/now.html", context)


@event_page()
def rooms(request, visit):
    """All rooms that have something of what the filters leave."""
    listing = listing_of(visit)
    places = {place.room: place for place in _places_today(visit)}
    counts: dict[Room | None, int] = {}
    for session in listing.matching:
        counts[session.room] = counts.get(session.room, 0) + 1
    found = [
        Entry(room, counts[room], _address(visit, room), places.get(room))
        for room in visit.snapshot.rooms
        if room in counts
    ]
    context = {
        "tab": "schedule",
        "listing": listing,
        "words": listing.words,
        "views": views_of(visit, "Rooms"),
        "rooms": found,
        "homeless": counts.get(None, 0),
        "next_moment": visit.snapshot.next_moment(visit.at),
        **page_meta("Rooms", f"The rooms of {visit.event.name}."),
    }
    return visit.page("schedule/rooms.html", context)


@event_page(own=lambda visit: {"doors": _doors_of_room(visit)})
def room(request, visit, slug):
    """One room's programme by day, with the list's filters."""
    room = _room(visit, slug)
    listing = listing_of(visit, rooms=[slug])
    event = visit.event
    by_day = days.days_of(listing.sessions, zone=event.timezone, day_starts_at=event.day_starts_at)
    everywhere = visit.snapshot.rooms
    number = everywhere.index(room)
    before, after = everywhere[max(number - 1, 0) : number], everywhere[number + 1 : number + 2]
    context = {
        "tab": "schedule",
        "room": room,
        "listing": listing,
        "words": listing.words,
        "views": views_of(visit, "", room=slug),
        "days": by_day,
        "unscheduled": [session for session in listing.sessions if session.starts_at is None],
        "present": days.present_in(by_day, visit.at) if visit.is_live else None,
        "doors": doors_in(visit, _today_in(visit, slug)) if visit.choices is None else [],
        "grid_address": visit.address_with(reverse("grid", args=[event.slug]), room=slug, layout=None),
        "before": [(each, _address(visit, each)) for each in before],
        "after": [(each, _address(visit, each)) for each in after],
        **page_meta(room.name, f"What is on in {room.name} at {event.name}."),
    }
    return visit.page("schedule/room.html", context)


@event_page()
def door_sign(request, visit, slug):
    """What hangs beside the door: the room's day, large. It renews itself."""
    room = _room(visit, slug)
    inside = [each for each in visit.snapshot.sessions if each.room == room and not each.is_cancelled]
    today = [each for each in visit.snapshot.by_day.get(visit.today, ()) if each.room == room]
    coming = [each for each in today if each.starts_at and each.starts_at > visit.at]
    context = {
        "room": room,
        "current": [each for each in visit.snapshot.on_at(visit.at) if each in inside],
        "coming": coming,
        "free_until": next((each.starts_at for each in coming if not each.is_cancelled), None),
        "later": first_after(inside, visit.at),
    }
    return visit.page("schedule/door_sign.html", context)


def _places_today(visit: Visit) -> list[Place]:
    return places_at(days.merged_breaks(_today(visit)), visit.snapshot.rooms, visit.at)


def _room(visit: Visit, slug: str) -> Room:
    found = next((room for room in visit.snapshot.rooms if room.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _address(visit: Visit, room: Room) -> str:
    """The room's page with the other filters that are in force."""
    return visit.address_with(reverse("room", args=[visit.event.slug, room.slug]), room=None)
