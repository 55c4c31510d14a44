"""Topics for BoFs: proposed, edited, withdrawn, decided on, and who would come. Which slot they get: `bof_slots`."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from schedule.models import Attendee, BofCall, BofInterest, BofProposal, Event, Session
from schedule.models.event import new_version
from schedule.services.bookmarks import set_bookmark
from schedule.services.publish import publish

_WITHDRAWN = BofProposal.State.WITHDRAWN
STATES_THAT_COUNT = (BofProposal.State.PENDING, BofProposal.State.OPEN)


class NotNow(ValidationError):
    """What was asked for is not possible, or not any more. The message is for whoever asked."""


def call_of(event: Event) -> BofCall:
    """The event's call, closed where nobody ever opened it. Not stored by this."""
    return BofCall.objects.filter(event=event).first() or BofCall(event=event)


@transaction.atomic
def save_call(*, call: BofCall) -> None:
    """Pages notice at once: whether topics are taken is said on all of them."""
    Event.objects.locked().get(pk=call.event_id)
    call.version = new_version()
    call.full_clean()
    call.save()
    publish(call.event)


def touch_board(event_id: int) -> None:
    """Have the board rendered anew. It has a version of its own: interest changes no page and no feed of the event."""
    BofCall.objects.get_or_create(event_id=event_id)
    BofCall.objects.filter(event_id=event_id).update(version=new_version())


def board_version(event_id: int) -> str:
    """By one query; empty where there never was a call."""
    return BofCall.objects.filter(event_id=event_id).values_list("version", flat=True).first() or ""


@transaction.atomic
def propose(
    *, user, event: Event, fields: Mapping[str, Any], wished: Iterable[Session], hosts: bool, name: str, at: datetime
) -> BofProposal:
    """A new topic; its proposer is the first who is interested.

    `fields` are title, description, needs_projector and needs_online. The same title sent twice by one person is one
    topic. Raises NotNow when the call is closed or the person has proposed enough, ValidationError by field otherwise.
    """
    call = call_of(event)
    if not call.takes_topics(at):
        raise NotNow("Topics can no longer be proposed: the organisers have closed the call.")
    _named(user, name)
    mine = BofProposal.objects.filter(event=event, proposer=user, state__in=STATES_THAT_COUNT)
    proposal = BofProposal(event=event, proposer=user, **fields)
    proposal.state = BofProposal.State.PENDING if call.needs_approval else BofProposal.State.OPEN
    proposal.full_clean()
    if again := mine.filter(title=proposal.title).first():
        return again
    if (number := mine.count()) >= call.most_per_person:
        raise NotNow(
            f"You have proposed {number} topic{'' if number == 1 else 's'}, which is as many as one person may here. "
            "Join another’s."
        )
    proposal.save()
    proposal.wished_slots.set(_of_event(event, wished))
    BofInterest.objects.create(proposal=proposal, user=user, is_host=hosts)
    touch_board(event.pk)
    return proposal


@transaction.atomic
def edit_proposal(
    *, user, proposal: BofProposal, fields: Mapping[str, Any], wished: Iterable[Session], hosts: bool, name: str
) -> BofProposal:
    """Its proposer's new words. Where topics have to be approved, other words wait for approval again."""
    row = _mine(user, proposal)
    _named(user, name)
    words = (row.title, row.description)
    for field, value in fields.items():
        setattr(row, field, value)
    if row.state == BofProposal.State.OPEN and call_of(row.event).needs_approval:
        row.state = BofProposal.State.PENDING if (row.title, row.description) != words else row.state
    row.full_clean()
    row.save()
    row.wished_slots.set(_of_event(row.event, wished))
    BofInterest.objects.update_or_create(proposal=row, user=user, defaults={"is_host": hosts})
    touch_board(row.event_id)
    return row


@transaction.atomic
def withdraw(*, user, proposal: BofProposal) -> None:
    """Take it off the board. Repeating it is harmless."""
    row = _locked(proposal)
    if row.state == BofProposal.State.WITHDRAWN and row.proposer_id == user.pk:
        return
    row = _mine(user, proposal)
    row.state = BofProposal.State.WITHDRAWN
    row.save()
    touch_board(row.event_id)


@transaction.atomic
def decide(*, proposals: Iterable[BofProposal], state: str) -> list[BofProposal]:
    """Put topics on the board, or decline them; return those that this changed.

    One in a slot stays there, and what its proposer withdrew stays withdrawn.
    """
    pks = [proposal.pk for proposal in proposals]
    waiting = BofProposal.objects.filter(pk__in=pks, session=None).exclude(state__in=[state, _WITHDRAWN])
    rows = list(waiting.select_for_update().order_by("pk"))
    for row in rows:
        row.state, row.merged_into = state, None
        row.save()
        touch_board(row.event_id)
    return rows


@transaction.atomic
def set_interest(
    *, user, proposal: BofProposal, interested: bool, hosts: bool | None = None, shown: bool | None = None
) -> None:
    """Make the interest exist or not. Repeating it is harmless; what is None stays as it is.

    On a topic that has its slot it is the bookmark as well, once: who took that away does not get it back by another
    change. Who hosts what is in the programme is for its organisers to change. Raises NotNow for that, and for a topic
    that is not on the board.
    """
    row = _locked(proposal)
    if row.state != BofProposal.State.OPEN and interested:
        raise NotNow(f"“{row.title}” is no longer on the board.")
    before = BofInterest.objects.filter(proposal=row, user=user).first()
    was_host = before is not None and before.is_host
    is_host = interested and (was_host if hosts is None else hosts)
    if row.session is not None and is_host != was_host:
        raise NotNow(f"“{row.title}” is in the programme. Ask the organisers to change who hosts it.")
    if interested:
        chosen = {name: value for name, value in (("is_host", hosts), ("is_shown", shown)) if value is not None}
        BofInterest.objects.update_or_create(proposal=row, user=user, defaults=chosen)
    elif before is not None:
        before.delete()
    if row.session is not None and interested is not (before is not None):
        set_bookmark(user=user, session=row.session, bookmarked=interested)
    touch_board(row.event_id)


@transaction.atomic
def set_name(*, user, name: str) -> None:
    """By which others know this person on the boards where they propose, host or let themselves be shown."""
    _named(user, name)


def name_of(user) -> str:
    return Attendee.objects.filter(user=user).values_list("name", flat=True).first() or ""


def _named(user, name: str) -> None:
    """And locks the person, so that two clicks at once are one after the other. A new name is new on every board."""
    attendee, _ = Attendee.objects.select_for_update().get_or_create(user=user)
    if attendee.name != name:
        attendee.name = name
        attendee.save(update_fields=["name"])
        theirs = Q(interests__user=user) | Q(proposer=user)
        for pk in BofProposal.objects.filter(theirs).order_by("event").values_list("event", flat=True).distinct():
            touch_board(pk)


def _locked(proposal: BofProposal) -> BofProposal:
    """What it refers to is read after the lock is had: a join would show it as it was before the wait."""
    return BofProposal.objects.select_for_update().get(pk=proposal.pk)


def _mine(user, proposal: BofProposal) -> BofProposal:
    row = _locked(proposal)
    if row.proposer_id != user.pk or row.state not in STATES_THAT_COUNT:
        raise NotNow("This topic can no longer be changed.")
    if row.session is not None:
        raise NotNow(f"“{row.title}” has its slot already. Ask the organisers to change it.")
    return row


def _of_event(event: Event, slots: Iterable[Session]) -> list[Session]:
    slots = list(slots)
    if any(slot.event_id != event.pk or slot.kind != Session.Kind.BOF for slot in slots):
        raise ValidationError({"wished_slots": "This is no slot of this event."})
    return slots
