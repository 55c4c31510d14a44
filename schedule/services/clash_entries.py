"""Reads sessions as the rules about clashes see them. What clashes is found by the pure rules, for `clashes`."""

from collections import defaultdict
from functools import reduce
from operator import or_

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from schedule.bof_rules import FEWEST_ELSEWHERE
from schedule.clash_records import Entry, Person, Place
from schedule.models import BofCall, BofInterest, BofProposal, Bookmark, Session, SessionSpeaker

# A talk's text is read only where it says that something begins at some time.
_PHRASES = (" at ", "\nat ", "takes place from")
# As others are called who gave no name.
NOBODY = "An attendee"

_OWN = ("pk", "guid", "title", "kind", "status", "starts_at", "ends_at")
_TOLD = ("text", "capacity", "bookmarked", "access_url", "needs_link", "topic_text")
_AS_SLOT = ("is_open_slot", "wishes", "topics", "topic_days")
_OF_ROOM = ("room__guid", "room__name", "room__capacity", "room__is_parallel")


def entries_of(sessions: QuerySet[Session]) -> dict[int, list[Entry]]:
    """By event. In two queries, and a third where there are BoFs."""
    rows = sessions.exclude(status=Session.Status.CANCELLED).order_by()
    people, hosts = _people(rows)
    told = list(_told(rows).values_list("event_id", "room_id", *_OF_ROOM, *_OWN, *_TOLD, *_AS_SLOT))
    is_bof = 2 + len(_OF_ROOM) + _OWN.index("kind")
    shared = _shared(rows) if any(row[is_bof] == Session.Kind.BOF for row in told) else {}
    places: dict[int, Place] = {}
    entries: dict[int, list[Entry]] = defaultdict(list)
    for event, room, *row in told:
        of_room, own = row[: len(_OF_ROOM)], row[len(_OF_ROOM) : len(_OF_ROOM) + len(_OWN)]
        text, capacity, bookmarks, link, needs_link, topic_text, *as_slot = row[len(_OF_ROOM) + len(_OWN) :]
        pk = own[0]
        entries[event].append(
            Entry(
                *own,
                room=places.setdefault(room, Place(*of_room)) if room else None,
                people=tuple(people.get(pk, ())),
                text=text,
                capacity=capacity,
                bookmarks=bookmarks,
                has_link=bool(link),
                needs_link=needs_link,
                hosts=tuple(hosts.get(pk, ())),
                topic_text=topic_text,
                shared=tuple(shared.get(pk, ())),
                **dict(zip(_AS_SLOT, as_slot, strict=True)),
            )
        )
    return entries


def _told(rows: QuerySet[Session]) -> QuerySet[Session]:
    """With what the rules ask of a session beside its fields; only BoFs are asked about topics."""
    is_bof, is_slot = Q(kind=Session.Kind.BOF), Q(is_open_slot=True)
    names_a_time = reduce(or_, (Q(abstract__icontains=phrase) for phrase in _PHRASES))
    saying = reduce(or_, (Q(description__icontains=phrase) for phrase in ("at ", "from ")))
    bookmarks = Bookmark.objects.filter(session=OuterRef("pk")).order_by().values("session")
    own = BofProposal.objects.filter(session=OuterRef("pk")).order_by("pk")
    waiting = BofProposal.objects.open().order_by()
    wishing = waiting.filter(wished_slots=OuterRef("pk")).values("wished_slots")
    of_event = waiting.filter(event=OuterRef("event")).values("event")
    return rows.annotate(
        text=_if(is_bof | names_a_time, F("abstract"), "", TextField()),
        bookmarked=Coalesce(Subquery(bookmarks.annotate(number=Count("*")).values("number")), 0),
        needs_link=_if(is_bof, Exists(own.filter(needs_online=True)), False, BooleanField()),
        topic_text=_if(
            is_bof, Coalesce(Subquery(own.filter(saying).values("description")[:1]), Value("")), "", TextField()
        ),
        wishes=_if(is_slot, _number(wishing), 0, IntegerField()),
        topics=_if(is_slot, _number(of_event), 0, IntegerField()),
        topic_days=Coalesce("event__bof_call__days_before", BofCall().days_before),
    )


def _if(condition: Q, then, otherwise, kind) -> Case:
    return Case(When(condition, then=then), default=Value(otherwise), output_field=kind)


def _number(grouped: QuerySet) -> Coalesce:
    return Coalesce(Subquery(grouped.annotate(number=Count("*")).values("number")), 0)


def _people(rows: QuerySet[Session]) -> tuple[dict[int, list[Person]], dict[int, list[Person]]]:
    """Speakers, and the attendees who host its topics, by session and in order. One query."""
    columns = ("session_id", "guid", "host", "called", "as_role", "at", "key")
    appearances = SessionSpeaker.objects.filter(session__in=rows.values("pk")).order_by()
    spoken = appearances.annotate(
        guid=F("speaker__guid"),
        host=Value(None, IntegerField()),
        called=F("speaker__name"),
        as_role=F("role"),
        at=F("order"),
        key=F("pk"),
    )
    interests = BofInterest.objects.filter(is_host=True, proposal__session__in=rows.values("pk")).order_by()
    hosting = interests.annotate(
        session_id=F("proposal__session"),
        guid=Value(None, UUIDField()),
        host=F("user"),
        called=Coalesce("user__attendee__name", Value("")),
        as_role=Value(SessionSpeaker.Role.HOST, CharField()),
        at=Value(0, IntegerField()),
        key=F("pk"),
    )
    people: dict[int, list[Person]] = defaultdict(list)
    hosts: dict[int, list[Person]] = defaultdict(list)
    found = spoken.values_list(*columns).union(hosting.values_list(*columns), all=True)
    for session, guid, host, name, role, _, _ in sorted(found, key=lambda row: row[5:]):
        if host is None:
            people[session].append(Person(guid, name, role))
        else:
            hosts[session].append(Person(f"attendee-{host}", name or NOBODY, role))
    return people, hosts


def _shared(rows: QuerySet[Session]) -> dict[int, list[tuple[int, int]]]:
    """For BoFs: (the session that is on at the same time, how many have bookmarked both)."""
    bofs = rows.filter(kind=Session.Kind.BOF, is_open_slot=False)
    theirs = "user__bookmarks__session"
    pairs = (
        Bookmark.objects.filter(session__in=bofs.values("pk"))
        .filter(
            **{
                f"{theirs}__event": F("session__event"),
                f"{theirs}__starts_at__lt": F("session__ends_at"),
                f"{theirs}__ends_at__gt": F("session__starts_at"),
            }
        )
        .order_by()
        .values_list("session", theirs)
        .annotate(number=Count("pk"))
        .filter(number__gte=FEWEST_ELSEWHERE)
    )
    shared: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for bof, other, number in pairs:
        if bof != other:
            shared[bof].append((other, number))
    return shared
