"""The BoF board and the page of one topic. What attendees do there: `bof_topics` and `bof_acts`."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from schedule import markdown
from schedule.bof_forms import slot_label
from schedule.holes import ON, interest_of
from schedule.models import BofCall, BofProposal, Event, Session
from schedule.services.bof_board import Entry, entries_of, entry_of, interests_by, topics_by, wishes_of
from schedule.services.bofs import board_version
from schedule.similar import similar
from schedule.views.answers import private
from schedule.views.kept import Visit, event_page
from schedule.views.meta import page_meta

# (label, the value of `by`)
WAYS = (("Most interest", None), ("Newest", "new"), ("Needs a host", "host"))
# Characters of a title that are compared with others while it is typed.
MOST_TYPED = 120


@dataclass(frozen=True)
class Slot:
    """A BoF of the programme, with how many topics wish for it, or how many people come for its topics."""

    session: Session
    wishes: int
    interest: int
    has_topic: bool

    @property
    def is_open(self) -> bool:
        return self.session.is_open_slot and not self.session.is_cancelled


def board_state(visit: Visit) -> tuple[str, bool]:
    """What the board depends on besides its event."""
    return board_version(visit.event.pk), visit.snapshot.call.takes_topics(visit.now)


def own_on_board(visit: Visit) -> dict[str, str]:
    """What became of one's own topics, and the buttons of those that one is interested in; the page is for all."""
    call = visit.snapshot.call
    told = [_told(topic, session, call) for topic, session in topics_by(visit.snapshot, visit.user)]
    section = render_to_string("schedule/_own_topics.html", {"own": told, "event": visit.event}) if told else ""
    return {"own topics": section, **{interest_of(pk): ON for pk in interests_by(visit.snapshot, visit.user)}}


@event_page(own=own_on_board, also=board_state)
def bofs(request, visit):
    """Slots with topics or without, and the topics that wait for one."""
    entries = entries_of(visit.snapshot)
    waiting = [entry for entry in entries if entry.session is None]
    by = visit.asked.get("by", "")
    call = visit.snapshot.call
    context = {
        "tab": "bofs",
        "topics": _ordered(waiting, by),
        "waiting": len(waiting),
        "ways": [(label, visit.address_with(by=value), value == _way(by)) for label, value in WAYS],
        "is_for_hosts": _way(by) == "host",
        "slots": _slots(visit, entries),
        "call": call,
        "takes_topics": call.takes_topics(visit.now),
        **page_meta("BoFs", f"Birds of a feather at {visit.event.name}: topics that attendees would like to discuss."),
    }
    return visit.page("schedule/bofs.html", context)


@event_page(personal=True, also=board_state)
def bof(request, visit, pk):
    """One topic: what it is about, who would host it, how many would come, and its slot once it has one."""
    entry = entry_of(visit.snapshot, visit.user, pk)
    if entry is None or entry.topic.state == BofProposal.State.MERGED:
        into = merged_into(visit.event, pk, visit.user)
        if into is not None:
            return redirect(into)
    if entry is None:
        raise Http404
    topic, session = entry.topic, entry.session
    words = (session.title, session.abstract) if session is not None else (topic.title, topic.description)
    title, description = words  # once it is in the programme, as it reads there
    wished = set(topic.wished_slots.values_list("pk", flat=True))
    is_mine = visit.choices is not None and topic.proposer_id == visit.user.pk
    is_public = topic.state == BofProposal.State.OPEN
    call = visit.snapshot.call
    context = {
        "tab": "bofs",
        "entry": entry,
        "topic": topic,
        "session": session,
        "title": title,
        "description": markdown.to_html(description),
        "wished": [slot_label(slot) for slot in visit.snapshot.bofs if slot.pk in wished],
        "needs": _needs(topic),
        "is_mine": is_mine,
        "is_public": is_public,
        "is_bookmarked": session is not None and session.pk in visit.bookmarks,
        "told": _told(topic, session, call) if is_mine else None,
        **page_meta(title, markdown.to_text(description) or f"A topic for a BoF at {visit.event.name}."),
    }
    return visit.page("schedule/bof.html", context)


@require_safe
@private
def similar_topics(request, event):
    """For the script that shows, while a title is typed, what is on the board already."""
    found = Event.objects.visible_to(request.user).filter(slug=event).first()
    if found is None:
        raise Http404
    typed = request.GET.get("title", "")[:MOST_TYPED]
    topics = [
        {"pk": topic.pk, "title": topic.title, "href": topic.get_absolute_url(), "interest": topic.interest}
        for topic in topics_like(found, typed, request.user)
    ]
    return JsonResponse({"topics": topics})


def topics_like(event: Event, title: str, user) -> list[Any]:
    """The public topics of others that may mean the same as this title, the likest first, with their interest."""
    rows = BofProposal.objects.visible_to(user).filter(event=event, state=BofProposal.State.OPEN)
    if user.is_authenticated:
        rows = rows.exclude(proposer=user)
    pks = similar(title, rows.values_list("pk", "title"))
    by_pk = {topic.pk: topic for topic in rows.filter(pk__in=pks).for_board().select_related("event")} if pks else {}
    return [by_pk[pk] for pk in pks if pk in by_pk]


def merged_into(event: Event, pk: int, user) -> BofProposal | None:
    """The topic of this event that another, by its key, became part of."""
    rows = BofProposal.objects.visible_to(user).select_related("event", "session")
    found = BofProposal.objects.filter(event=event.pk, pk=pk, state=BofProposal.State.MERGED).values("merged_into")
    return rows.filter(pk__in=found).exclude(state=BofProposal.State.MERGED).first()


def _way(by: str) -> str | None:
    return by if by in {value for _, value in WAYS} else None


def _ordered(entries: list[Entry], by: str) -> list[Entry]:
    """They come newest first. Those that need a host are a choice of them as well."""
    if _way(by) == "new":
        return entries
    chosen = [entry for entry in entries if entry.needs_host] if _way(by) == "host" else entries
    return sorted(chosen, key=lambda entry: -entry.topic.interest)


def _slots(visit: Visit, entries: list[Entry]) -> list[Slot]:
    wishes = wishes_of(visit.snapshot, entries)
    interest: dict[int, int] = {}
    for entry in entries:
        if entry.session is not None:
            interest[entry.session.pk] = interest.get(entry.session.pk, 0) + entry.topic.interest
    return [
        Slot(session, wishes[session.pk], interest.get(session.pk, 0), session.pk in interest)
        for session in visit.snapshot.bofs
    ]


def _needs(topic: BofProposal) -> list[str]:
    return [
        label
        for label, is_needed in (("a projector", topic.needs_projector), ("a video call", topic.needs_online))
        if is_needed
    ]


def _told(topic: BofProposal, session: Session | None, call: BofCall) -> dict[str, Any]:
    """What became of a topic, and what happens next, to whoever proposed it."""
    states = BofProposal.State
    words = {
        states.PENDING: ("Waits for approval", "Others see it as soon as an organiser approved it."),
        states.OPEN: ("On the board", "The organisers give topics their slots. You see here when it has one."),
        states.DECLINED: ("Declined", "The organisers did not put it on the board. Nobody else sees it."),
        states.WITHDRAWN: ("Withdrawn", "You took it off the board. Nobody else sees it."),
        states.MERGED: ("Merged into another topic", "Everybody who was interested is in that one now."),
    }
    label, following = words[states(topic.state)]
    if session is not None:
        label, following = "Has its slot", "It is in the programme. Ask the organisers if something has to change."
    return {
        "topic": topic,
        "session": session,
        "label": label,
        "following": following,
        "into": topic.merged_into if topic.state == states.MERGED else None,
        "may_edit": topic.is_changeable,
        "may_claim": topic.state == states.OPEN and topic.session_id is None and call.lets_claim,
    }
