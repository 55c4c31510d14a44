"""An event's clashes: read for the pure rules, compared with a proposal, accepted with a reason and taken back."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce

from schedule.clash_rules import BREAK, Clash, Entry, Frame, Person, Place, clashes_of
from schedule.models import AcceptedClash, Bookmark, Event, Session, SessionSpeaker


class ClashGone(Exception):
    """There is no such clash, or no longer."""


def clashes_of_event(event: Event) -> list[Clash]:
    """All clashes, those that were accepted with their `accepted`, in the order of `clashes_of`. Three queries."""
    return clashes_of_events([event])[event.pk]


def clashes_of_events(events: Iterable[Event]) -> dict[int, list[Clash]]:
    """By the event's key. As many queries as for one."""
    by_pk = {event.pk: event for event in events}
    entries = _entries(Session.objects.filter(event__in=by_pk))
    found = {pk: clashes_of(entries[pk], _frame(event)) for pk, event in by_pk.items()}
    accepted = _accepted(pk for pk, clashes in found.items() if clashes)
    return {pk: _with_accepted(clashes, accepted[pk]) for pk, clashes in found.items()}


def clashes_of_sessions(sessions: Iterable[Session]) -> dict[int, list[Clash]]:
    """Those that these stored sessions have a part in, by session. Reads only what is on between the first and the last
    of each event, in as many queries as for one session."""
    by_event: dict[int, list[Session]] = defaultdict(list)
    for session in sessions:
        by_event[session.event_id].append(session)
    near = Q(pk__in=[])
    for pk, members in by_event.items():
        starts = [session.starts_at for session in members if session.starts_at]
        span = (min(starts), max(session.ends_at for session in members if session.ends_at)) if starts else (None, None)
        near |= Q(event=pk) & (Q(pk__in=[session.pk for session in members]) | _near([span]))
    entries = _entries(Session.objects.filter(near))
    found = {pk: clashes_of(entries[pk], _frame(members[0].event)) for pk, members in by_event.items()}
    accepted = _accepted(pk for pk, clashes in found.items() if clashes)
    listed = by_session(clash for pk, clashes in found.items() for clash in _with_accepted(clashes, accepted[pk]))
    return {session.pk: listed.get(session.pk, []) for members in by_event.values() for session in members}


def by_session(clashes: Iterable[Clash]) -> dict[int | None, list[Clash]]:
    found: dict[int | None, list[Clash]] = {}
    for clash in clashes:
        for pk in clash.sessions:
            found.setdefault(pk, []).append(clash)
    return found


def clashes_of_session(session: Session) -> list[Clash]:
    return clashes_of_sessions([session])[session.pk]


@transaction.atomic
def accept_clash(*, event: Event, key: str, reason: str, user) -> tuple[AcceptedClash, bool]:
    """Let a clash stay. False where somebody had accepted it already: then their reason stands.

    Raises `ClashGone` when the programme does not have it, so that nothing is accepted before it is there.
    """
    Event.objects.select_for_update().get(pk=event.pk)
    clash = next((clash for clash in clashes_of_event(event) if clash.key == key), None)
    if clash is None:
        raise ClashGone
    given = {"rule": clash.rule, "text": clash.text, "reason": reason, "by": user}
    return AcceptedClash.objects.select_related("by").get_or_create(event=event, key=key, defaults=given)


@transaction.atomic
def take_back_acceptance(*, event: Event, pk: int) -> AcceptedClash | None:
    """Let a clash be told again. None where it was taken back already."""
    accepted = AcceptedClash.objects.filter(event=event, pk=pk).first()
    if accepted is not None:
        accepted.delete()
    return accepted


def _frame(event: Event) -> Frame:
    return Frame(event.timezone, event.starts_on, event.ends_on, event.day_starts_at, event.is_online)


def _near(spans: Iterable[tuple[datetime | None, datetime | None]]) -> Q:
    """What may clash with something at these times: on then, or no break away."""
    near = Q(pk__in=[])
    for starts_at, ends_at in spans:
        if starts_at is not None and ends_at is not None:
            near |= Q(starts_at__lt=ends_at + BREAK, ends_at__gt=starts_at - BREAK)
    return near


def _entries(sessions: QuerySet[Session]) -> dict[int, list[Entry]]:
    """By event. In two queries; descriptions only where they say that something begins at some time."""
    phrases = (" at ", "\nat ", "takes place from")
    names_a_time = reduce(or_, (Q(abstract__icontains=phrase) for phrase in phrases))
    count = Bookmark.objects.filter(session=OuterRef("pk")).order_by().values("session").annotate(number=Count("pk"))
    rows = sessions.exclude(status=Session.Status.CANCELLED).order_by()
    people: dict[int, list[Person]] = defaultdict(list)
    appearances = SessionSpeaker.objects.filter(session__in=rows.values("pk")).order_by("order", "pk")
    for pk, guid, name, role in appearances.values_list("session_id", "speaker__guid", "speaker__name", "role"):
        people[pk].append(Person(guid, name, role))
    places: dict[int, Place] = {}
    entries: dict[int, list[Entry]] = defaultdict(list)
    told = rows.annotate(
        text=Case(When(names_a_time, then=F("abstract")), default=Value(""), output_field=TextField()),
        bookmarked=Coalesce(Subquery(count.values("number")), 0),
    )
    own = ("pk", "guid", "title", "kind", "status", "starts_at", "ends_at", "text", "capacity", "bookmarked")
    of_room = ("room__guid", "room__name", "room__capacity", "room__is_parallel")
    for event, room, *row in told.values_list("event_id", "room_id", *own, *of_room):
        pk, guid, title, kind, status, starts_at, ends_at, text, capacity, bookmarked = row[: len(own)]
        place = places.setdefault(room, Place(*row[len(own) :])) if room else None
        persons = tuple(people.get(pk, ()))
        entries[event].append(
            Entry(pk, guid, title, kind, status, starts_at, ends_at, place, persons, text, capacity, bookmarked)
        )
    return entries


def _accepted(events: Iterable[int]) -> dict[int, dict[str, AcceptedClash]]:
    found: dict[int, dict[str, AcceptedClash]] = defaultdict(dict)
    for row in AcceptedClash.objects.filter(event__in=list(events)).select_related("by"):
        found[row.event_id][row.key] = row
    return found


def _with_accepted(clashes: list[Clash], accepted: dict[str, AcceptedClash]) -> list[Clash]:
    return [replace(clash, accepted=accepted.get(clash.key)) for clash in clashes] if accepted else clashes
