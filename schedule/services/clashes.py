"""An event's clashes, at some moment: found by the pure rules, accepted with a reason and taken back.

What the rules are given is read by `clash_entries`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from schedule.clash_records import Clash, Frame
from schedule.clash_rules import BREAK, clashes_of
from schedule.models import AcceptedClash, Event, Session
from schedule.services.clash_entries import entries_of


class ClashGone(Exception):
    """There is no such clash, or no longer."""


def clashes_of_event(event: Event, *, at: datetime) -> list[Clash]:
    """All clashes, those that were accepted with their `accepted`, in the order of `clashes_of`. Three queries, four
    where there are BoFs."""
    return clashes_of_events([event], at=at)[event.pk]


def clashes_of_events(events: Iterable[Event], *, at: datetime) -> dict[int, list[Clash]]:
    """By the event's key. As many queries as for one."""
    by_pk = {event.pk: event for event in events}
    entries = entries_of(Session.objects.filter(event__in=by_pk))
    found = {pk: clashes_of(entries[pk], _frame(event, at)) for pk, event in by_pk.items()}
    accepted = _accepted(pk for pk, clashes in found.items() if clashes)
    return {pk: _with_accepted(clashes, accepted[pk]) for pk, clashes in found.items()}


def clashes_of_sessions(sessions: Iterable[Session], *, at: datetime) -> dict[int, list[Clash]]:
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
    entries = entries_of(Session.objects.filter(near))
    found = {pk: clashes_of(entries[pk], _frame(members[0].event, at)) for pk, members in by_event.items()}
    accepted = _accepted(pk for pk, clashes in found.items() if clashes)
    listed = by_session(clash for pk, clashes in found.items() for clash in _with_accepted(clashes, accepted[pk]))
    return {session.pk: listed.get(session.pk, []) for members in by_event.values() for session in members}


def by_session(clashes: Iterable[Clash]) -> dict[int | None, list[Clash]]:
    found: dict[int | None, list[Clash]] = {}
    for clash in clashes:
        for pk in clash.sessions:
            found.setdefault(pk, []).append(clash)
    return found


def clashes_of_session(session: Session, *, at: datetime) -> list[Clash]:
    return clashes_of_sessions([session], at=at)[session.pk]


@transaction.atomic
def accept_clash(*, event: Event, key: str, reason: str, user, at: datetime) -> tuple[AcceptedClash, bool]:
    """Let a clash stay. False where somebody had accepted it already: then their reason stands.

    Raises `ClashGone` when the programme does not have it, so that nothing is accepted before it is there.
    """
    Event.objects.locked().get(pk=event.pk)
    clash = next((clash for clash in clashes_of_event(event, at=at) if clash.key == key), None)
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


def _frame(event: Event, at: datetime) -> Frame:
    return Frame(event.timezone, event.starts_on, event.ends_on, event.day_starts_at, event.is_online, at)


def _near(spans: Iterable[tuple[datetime | None, datetime | None]]) -> Q:
    """What may clash with something at these times: on then, or no break away."""
    near = Q(pk__in=[])
    for starts_at, ends_at in spans:
        if starts_at is not None and ends_at is not None:
            near |= Q(starts_at__lt=ends_at + BREAK, ends_at__gt=starts_at - BREAK)
    return near


def _accepted(events: Iterable[int]) -> dict[int, dict[str, AcceptedClash]]:
    found: dict[int, dict[str, AcceptedClash]] = defaultdict(dict)
    for row in AcceptedClash.objects.filter(event__in=list(events)).select_related("by"):
        found[row.event_id][row.key] = row
    return found


def _with_accepted(clashes: list[Clash], accepted: dict[str, AcceptedClash]) -> list[Clash]:
    return [replace(clash, accepted=accepted.get(clash.key)) for clash in clashes] if accepted else clashes
