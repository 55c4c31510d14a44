"""Splits an open BoF slot into its topics. The bookmarks of those who had it follow what they want."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from schedule.models import BofInterest, BofProposal, Bookmark, Change, Event, Room, Session
from schedule.services.bof_slots import free_slot, free_topic, save_slot, take, words_of
from schedule.services.bookmarks import set_bookmarks
from schedule.slugs import slug_for

HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True)
class Part:
    """One of the topics that a slot is split into: of a proposal, or one that an organiser typed."""

    title: str
    starts_at: datetime
    ends_at: datetime
    proposal: BofProposal | None = None
    room: Room | None = None


@transaction.atomic
def split_slot(*, session: Session, parts: Iterable[Part], by=None) -> list[Session]:
    """Make sessions of a slot's topics: the first keeps the slot's own, with its calendar entry; the others are new.

    Who had bookmarked the slot has those topics that they are interested in, or else all of them. Raises NotNow when
    the slot was split or given a topic meanwhile, ValidationError for parts that are none.
    """
    parts = list(parts)
    event = Event.objects.locked().get(pk=session.event_id)
    slot = free_slot(event, session)
    _check_parts(event, parts)
    _check_day(slot, parts)
    free = {pk: free_topic(pk) for pk in sorted(part.proposal.pk for part in parts if part.proposal)}  # in one order
    topics = [free[part.proposal.pk] if part.proposal else None for part in parts]
    at, own = timezone.now(), words_of(slot)
    had = set(Bookmark.objects.filter(session=slot).values_list("user", flat=True))
    last = Change.objects.filter(event=event).aggregate(last=Max("pk"))["last"] or 0
    made = [slot, *(_another(slot) for _ in parts[1:])]
    for row, part, topic in zip(made, parts, topics, strict=True):
        row.title, row.abstract = (topic.title, topic.description) if topic else (part.title, "")
        row.starts_at, row.ends_at, row.is_open_slot = part.starts_at, part.ends_at, False
        row.room = part.room or slot.room
    for row in made[1:]:
        row.slug = slug_for(row.title, fallback=f"session-{row.guid.hex[:8]}", taken=_slugs(event))
        row.full_clean()
        row.save()
        row.tags.set(slot.tags.all())
    _follow(made, had, _followed(topics))
    for row, topic in zip(made, topics, strict=True):  # after people are locked, as wherever the board is touched
        if topic is not None:
            take(topic, row, at=at, adopts=True, displaced=own if row is slot else {}, bookmarks=False)
    slot.full_clean()
    save_slot(slot, by=by, reason=f"“{own['title']}” was split")
    _tell(slot, own["title"], made, after=last)
    return made


def _check_parts(event: Event, parts: list[Part]) -> None:
    if len(parts) < 2:
        raise ValidationError("Name at least two topics, or put one topic into the slot.")
    proposals = [part.proposal.pk for part in parts if part.proposal]
    if len(set(proposals)) < len(proposals):
        raise ValidationError("The same topic stands here twice.")
    for part in parts:
        if part.proposal is not None and part.proposal.event_id != event.pk:
            raise ValidationError("This topic belongs to another event.")
        if part.room is not None and part.room.event_id != event.pk:
            raise ValidationError("This room belongs to another event.")
        if part.ends_at <= part.starts_at:
            raise ValidationError(f"“{part.title}”: the end must be after the start.")


def _check_day(slot: Session, parts: list[Part]) -> None:
    """Topics may be before or after the slot, as it happens; on another day they would be no part of it."""
    if slot.starts_at is None or slot.ends_at is None:
        return
    for part in parts:
        if part.starts_at < slot.starts_at - HALF_A_DAY or part.ends_at > slot.ends_at + HALF_A_DAY:
            raise ValidationError(f"“{part.title}” is not on the day of the slot.")


def _another(slot: Session) -> Session:
    return Session(
        event=slot.event,
        kind=slot.kind,
        status=slot.status,
        track=slot.track,
        language=slot.language,
        capacity=slot.capacity,
        access_audience=slot.access_audience,
        access_minutes=slot.access_minutes,
    )


def _slugs(event: Event) -> set[str]:
    return set(Session.objects.filter(event=event).values_list("slug", flat=True))


def _followed(topics: list[BofProposal | None]) -> list[set[int]]:
    """Who is interested in each."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = BofInterest.objects.filter(proposal__in=[topic for topic in topics if topic])
    for proposal, user in rows.values_list("proposal", "user"):
        found[proposal].add(user)
    return [found[topic.pk] if topic else set() for topic in topics]


def _follow(made: list[Session], had: set[int], wanted: list[set[int]]) -> None:
    """Who had the slot gets what they want of it, else everything; who wants a topic gets that in any case."""
    undecided = had - set().union(*wanted)
    added = {(user, row.pk) for row, users in zip(made, wanted, strict=True) for user in users | undecided}
    removed = {(user, made[0].pk) for user in had - undecided - wanted[0]}
    set_bookmarks(added=added, removed=removed)


def _tell(slot: Session, was: str, made: list[Session], *, after: int) -> None:
    """To those who knew the slot, of its topics, instead of its new title alone."""
    written = Change.objects.filter(event=slot.event_id, pk__gt=after)
    told = "; ".join(f"“{row.title}”" for row in made)
    words = {"old": was, "new": told if len(told) <= 300 else f"{told[:299]}…", "title": slot.title}
    known = written.filter(session__in=made).first()
    if known is not None and not written.filter(session=slot, kind=Change.Kind.ADDED).exists():
        written.filter(session=slot, kind=Change.Kind.RENAMED).delete()
        Change.objects.create(event=known.event, session=slot, kind=Change.Kind.SPLIT, at=known.at, **words)
