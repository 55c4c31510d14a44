"""Reads the board of BoF topics as one reader sees it, in as many queries however many topics there are."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from schedule.models import BofInterest, BofProposal, Session
from schedule.services.snapshots import Snapshot

# Who gave no name to be known by.
NAMELESS = "an attendee"


@dataclass(frozen=True)
class Entry:
    """A topic as it stands on the board.

    `session` is the one that it has, if the reader may see it. `hosts` and `shown` are names; a host without one is
    there as "an attendee". `mine` is the reader's own interest, where one topic is read.
    """

    topic: Any  # a BofProposal with what `for_board` adds
    session: Session | None = None
    hosts: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    mine: BofInterest | None = None

    @property
    def proposer(self) -> str:
        return self.topic.proposer_name or NAMELESS

    @property
    def needs_host(self) -> bool:
        return self.session is None and not self.topic.has_host

    @property
    def hosts_in_words(self) -> str:
        return in_words(self.hosts)

    @property
    def shown_in_words(self) -> str:
        return in_words(self.shown)


def in_words(names: list[str]) -> str:
    """ "Ann, Bo and 2 attendees": those without a name are counted at the end."""
    named = [name for name in names if name != NAMELESS]
    if nameless := len(names) - len(named):
        named.append(NAMELESS if nameless == 1 else f"{nameless} attendees")
    return " and ".join(part for part in (", ".join(named[:-1]), *named[-1:]) if part)


def entries_of(snapshot: Snapshot) -> list[Entry]:
    """All that is on the board, newest first: the same for all who see the snapshot. Two queries."""
    rows = BofProposal.objects.filter(event=snapshot.event.pk, state=BofProposal.State.OPEN)
    topics = list(rows.for_board().order_by("-created_at", "-pk"))  # what is grouped forgets the model’s order
    hosts, shown = _names(BofInterest.objects.filter(proposal__in=rows)) if topics else ({}, {})
    for topic in topics:
        topic.event = snapshot.event
    return [Entry(topic, _session_of(topic, snapshot), hosts[topic.pk], shown[topic.pk]) for topic in topics]


def entry_of(snapshot: Snapshot, user, pk: int) -> Entry | None:
    """The topic with this key, whatever its state, if this person may see it. Three queries, two for visitors."""
    rows = BofProposal.objects.visible_to(user).filter(event=snapshot.event.pk, pk=pk)
    topic = rows.for_board().first()
    if topic is None:
        return None
    topic.event = snapshot.event
    interests = BofInterest.objects.filter(proposal=topic)
    hosts, shown = _names(interests)
    mine = interests.filter(user=user).first() if user.is_authenticated else None
    return Entry(topic, _session_of(topic, snapshot), hosts[pk], shown[pk], mine)


def interests_by(snapshot: Snapshot, user) -> list[int]:
    """The keys of the topics on the board that this person is interested in."""
    found = BofInterest.objects.filter(proposal__event=snapshot.event.pk, proposal__state=BofProposal.State.OPEN)
    return list(found.filter(user=user).values_list("proposal", flat=True))


def wishes_of(snapshot: Snapshot, entries: list[Entry]) -> Counter[int]:
    """How many of the topics without a slot wish for each session, by its key. One query."""
    waiting = {entry.topic.pk for entry in entries if entry.session is None}
    pairs = BofProposal.wished_slots.through.objects.filter(bofproposal__event=snapshot.event.pk)
    return Counter(slot for topic, slot in pairs.values_list("bofproposal", "session") if topic in waiting)


def topics_by(snapshot: Snapshot, user) -> list[tuple[BofProposal, Session | None]]:
    """What this person proposed here, whatever became of it, newest first, with the session that others see it in."""
    rows = list(BofProposal.objects.filter(event=snapshot.event.pk, proposer=user).select_related("merged_into"))
    for row in rows:
        row.event = snapshot.event
        if row.merged_into:
            row.merged_into.event = snapshot.event
    return [(row, _session_of(row, snapshot)) for row in rows]


def _session_of(topic: BofProposal, snapshot: Snapshot) -> Session | None:
    """A topic in a draft is in no slot yet, as far as others know."""
    return snapshot.by_pk.get(topic.session_id) if topic.session_id else None


def _names(interests) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """By topic: who would host, and who else lets themselves be shown; its proposer is named anyway."""
    hosts: dict[int, list[str]] = defaultdict(list)
    shown: dict[int, list[str]] = defaultdict(list)
    rows = interests.filter(Q(is_host=True) | Q(is_shown=True)).order_by("created_at", "pk")
    columns = ("proposal", "is_host", "user__attendee__name", "user", "proposal__proposer")
    for topic, is_host, name, user, proposer in rows.values_list(*columns):
        if is_host:
            hosts[topic].append(name or NAMELESS)
        elif name and user != proposer:
            shown[topic].append(name)
    return hosts, shown
