"""Gives BoF topics their slots: which suits, scheduling, claiming, taking out. Splitting a slot: `bof_splitting`."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from schedule.bof_fit import Fit, Other, Slot, Topic, fits_of
from schedule.models import (
    BofInterest,
    BofProposal,
    Bookmark,
    Event,
    Session,
    SessionSpeaker,
    Speaker,
)
from schedule.services.bofs import NotNow, call_of, touch_board
from schedule.services.bookmarks import set_bookmarks
from schedule.services.sessions import save_fields
from schedule.slugs import slug_for

# Of a group of attendees, so many are told of to others.
FEWEST_NAMED = 3
# What a slot is called again when its topic is taken out.
TO_COME = "BoF: topic to come"


def free_slots(event: Event, *, user=None, by_organiser: bool = False):
    """The open slots of an event, in order; published ones, and only if this reader may see them or organises it."""
    rows = Session.objects.filter(event=event, kind=Session.Kind.BOF, is_open_slot=True)
    rows = rows.filter(status=Session.Status.PUBLISHED)
    rows = rows if by_organiser else rows.visible_to(user)
    return rows.select_related("event", "room").in_order()


def fits_for(proposal: BofProposal, slots: Iterable[Session], *, is_public: bool = False) -> list[Fit]:
    """How well each of these slots suits, the best first. Six queries, however many there are.

    `is_public`: what it says is for attendees, who must not learn of drafts, nor guess what one person bookmarked.
    """
    rows = list(slots)
    interests = list(
        BofInterest.objects.filter(proposal=proposal).values_list("user", "is_host", "user__attendee__name")
    )
    topic = Topic(
        interested=frozenset(user for user, _, _ in interests),
        hosts=frozenset(user for user, is_host, _ in interests if is_host),
        host_names=frozenset(name.casefold() for _, is_host, name in interests if is_host and name),
        wished=frozenset(proposal.wished_slots.values_list("pk", flat=True)),
    )
    others = _others(proposal.event_id, rows, is_public=is_public)
    return fits_of(topic, [_slot(row) for row in rows], others, fewest=FEWEST_NAMED if is_public else 1)


def _slot(session: Session) -> Slot:
    room = session.room
    limits = [number for number in (room.capacity if room else None, session.capacity) if number is not None]
    return Slot(session.pk, session.starts_at, session.ends_at, room.name if room else "", min(limits, default=None))


def _others(event_id: int, slots: list[Session], *, is_public: bool) -> list[Other]:
    """What is on while one of the slots is. Who has it, and who appears in it."""
    spans = [(slot.starts_at, slot.ends_at) for slot in slots if slot.starts_at]
    rows = Session.objects.filter(event=event_id).exclude(status=Session.Status.CANCELLED).scheduled()
    if is_public:
        rows = rows.visible_to(None)
    near = {
        pk: (title, starts_at, ends_at)
        for pk, title, starts_at, ends_at in rows.values_list("pk", "title", "starts_at", "ends_at")
        if any(starts_at < end and ends_at > begin for begin, end in spans)
    }
    people: dict[int, set[int]] = defaultdict(set)
    for user, session in Bookmark.objects.filter(session__in=near).values_list("user", "session"):
        people[session].add(user)
    hosts: dict[int, set[int]] = defaultdict(set)
    hosting = BofInterest.objects.filter(is_host=True, proposal__session__in=near)
    for user, session in hosting.values_list("user", "proposal__session"):
        hosts[session].add(user)
    names: dict[int, set[str]] = defaultdict(set)
    for session, name in SessionSpeaker.objects.filter(session__in=near).values_list("session", "speaker__name"):
        names[session].add(name.casefold())
    return [
        Other(pk, *near[pk], frozenset(people[pk]), frozenset(hosts[pk]), frozenset(names[pk])) for pk in sorted(near)
    ]


@transaction.atomic
def schedule_topic(*, proposal: BofProposal, slot: Session, by=None) -> Session:
    """Put a topic into a free slot: its words, its hosts, and a bookmark for each who is interested.

    Raises NotNow when the slot has a topic meanwhile, or the topic is not on the board or has a slot.
    """
    event = Event.objects.locked().get(pk=proposal.event_id)
    topic, session = free_topic(proposal.pk), free_slot(event, slot)
    take(topic, session, at=timezone.now(), adopts=True, displaced=words_of(session))
    save_slot(session, by=by, reason=f"Topic “{topic.title}”")
    return session


@transaction.atomic
def claim_slot(*, proposal: BofProposal, slot: Session, user, at: datetime) -> Session:
    """A proposer puts their own topic into a free slot, where the organisers let them and nothing speaks against it.

    Raises NotNow with the reason otherwise. A host becomes a person of their own, and no speaker.
    """
    event = Event.objects.locked().get(pk=proposal.event_id)
    if proposal.proposer_id != user.pk or not call_of(event).lets_claim:
        raise NotNow("Here the organisers choose which topic gets which slot.")
    topic, session = free_topic(proposal.pk), free_slot(event, slot)
    if session.starts_at is None or session.starts_at <= at:
        raise NotNow("This slot cannot be taken any more. Choose another.")
    [fit] = fits_for(topic, [session], is_public=True)
    if fit.problems:
        raise NotNow(" ".join(fit.problems))
    take(topic, session, at=at, adopts=False, displaced=words_of(session))
    save_slot(session, by=user, reason=f"Claimed for “{topic.title}”")
    return session


@transaction.atomic
def take_out(*, proposal: BofProposal, by=None) -> Session:
    """Put a scheduled topic back on the board; its slot is open again, with its own words.

    Bookmarks go that came with the topic. Those of people who chose the slot stay.
    """
    event = Event.objects.locked().get(pk=proposal.event_id)
    topic = BofProposal.objects.select_for_update().get(pk=proposal.pk)
    if topic.session_id is None:
        raise NotNow(f"“{topic.title}” is in no slot.")
    session = Session.objects.select_related("event", "room").get(pk=topic.session_id)
    interested = BofInterest.objects.filter(proposal=topic).values("user")
    came = Bookmark.objects.filter(session=session, user__in=interested, created_at__gte=topic.scheduled_at)
    set_bookmarks(removed=[(user, session.pk) for user in came.values_list("user", flat=True)])
    own = topic.displaced
    topic.session, topic.scheduled_at, topic.displaced = None, None, {}
    topic.save()
    others = list(session.proposals.all())
    if not others:
        session.title, session.abstract = own.get("title", TO_COME), own.get("abstract", "")
        session.is_open_slot = True
    _drop_hosts(topic, session, others)
    touch_board(event.pk)
    save_slot(session, by=by, reason=f"Without “{topic.title}”")
    return session


def is_host_of(user, session: Session) -> bool:
    """Whether this person hosts one of the topics that the session has."""
    if not user.is_authenticated or session.kind != Session.Kind.BOF:
        return False
    return BofInterest.objects.filter(user=user, is_host=True, proposal__session=session).exists()


# Parts of the above and of splitting


def free_topic(pk: int) -> BofProposal:
    topic = BofProposal.objects.select_for_update().get(pk=pk)
    if topic.state != BofProposal.State.OPEN:
        raise NotNow(f"“{topic.title}” is not on the board.")
    if topic.session_id is not None:
        raise NotNow(f"“{topic.title}” has its slot already.")
    return topic


def free_slot(event: Event, slot: Session) -> Session:
    """As it stands now; the event is locked."""
    session = Session.objects.select_related("event", "room").get(pk=slot.pk)
    if session.event_id != event.pk or session.kind != Session.Kind.BOF:
        raise ValidationError("This is no BoF slot of this event.")
    if not session.is_open_slot:
        raise NotNow(f"This slot has its topic meanwhile: “{session.title}”. Choose another.")
    if session.status != Session.Status.PUBLISHED:
        state = session.get_status_display().lower()
        raise NotNow(f"This slot is {state}. Publish it first, or choose another.")
    if has := session.proposals.first():
        raise NotNow(f"“{has.title}” is in this slot. Take it out first, or choose another.")
    return session


def words_of(slot: Session) -> dict[str, str]:
    """A slot's own words, for when it is one again."""
    return {"title": slot.title, "abstract": slot.abstract}


def take(
    topic: BofProposal,
    session: Session,
    *,
    at: datetime,
    adopts: bool,
    displaced: dict[str, str],
    bookmarks: bool = True,
) -> None:
    """Give a session the topic: words, hosts, bookmarks for the interested. The caller saves the session."""
    topic.session, topic.scheduled_at, topic.displaced = session, at, displaced
    topic.save()
    session.title, session.abstract, session.is_open_slot = topic.title, topic.description, False
    add_hosts(topic, session, adopts=adopts)
    if bookmarks:
        interested = BofInterest.objects.filter(proposal=topic).values_list("user", flat=True)
        set_bookmarks(added=((user, session.pk) for user in interested))
    touch_board(session.event_id)


def add_hosts(topic: BofProposal, session: Session, *, adopts: bool) -> None:
    """Those who offered to host the topic and have a name, in the session's line-up.

    `adopts`: whoever has a speaker's name is that speaker, as an organiser may decide; else a person of their own.
    """
    for order, name in enumerate(host_names(topic), start=session.appearances.count() + 1):
        host = speaker_called(session.event, name) if adopts else None
        if host is None:
            taken = Speaker.objects.filter(event=session.event).values_list("slug", flat=True)
            slug = slug_for(name, fallback=f"host-{uuid.uuid4().hex[:8]}", taken=set(taken))
            host = Speaker.objects.create(event=session.event, name=name, slug=slug)
        if not session.appearances.filter(speaker=host).exists():
            SessionSpeaker.objects.create(session=session, speaker=host, role=SessionSpeaker.Role.HOST, order=order)


def speaker_called(event: Event, name: str) -> Speaker | None:
    """Whom a host of this name becomes when an organiser schedules."""
    return Speaker.objects.filter(event=event, name__iexact=name).order_by("pk").first()


def host_names(topic: BofProposal) -> list[str]:
    """Those who gave a name, in the order in which they came."""
    rows = topic.interests.filter(is_host=True).exclude(user__attendee__name="").order_by("created_at", "pk")
    return [name for name in rows.values_list("user__attendee__name", flat=True) if name]


def _drop_hosts(topic: BofProposal, session: Session, others: list[BofProposal]) -> None:
    """Those whom the topic brought, and no other topic of the session. A host who is left without a session goes."""
    kept = {name.casefold() for other in others for name in host_names(other)}
    names = {name.casefold() for name in host_names(topic)} - kept
    for appearance in session.appearances.select_related("speaker").filter(role=SessionSpeaker.Role.HOST):
        if appearance.speaker.name.casefold() in names:
            appearance.delete()
            if _is_bare(appearance.speaker):
                appearance.speaker.delete()


def _is_bare(speaker: Speaker) -> bool:
    """Nothing but a name, as `add_hosts` made it, and in no session."""
    told = (speaker.import_key, speaker.position, speaker.company, speaker.bio, speaker.photo)
    return not any(told) and not speaker.appearances.exists()


def save_slot(session: Session, *, by, reason: str) -> None:
    fields = ["title", "abstract", "is_open_slot", "starts_at", "ends_at", "room"]
    save_fields(sessions=[session], fields=fields, by=by, reason=reason)
