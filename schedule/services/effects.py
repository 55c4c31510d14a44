"""What a change means to attendees: how many have the session, who then has two at once, which calendars follow."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from schedule.models import Bookmark, CalendarFeed, Change, Event, Session

# After these the session is at a time at which it was not before.
_RETIMED = (Change.Kind.MOVED, Change.Kind.RESTORED)


@dataclass(frozen=True)
class Effect:
    """What attendees are told of one session, how many bookmarked it, how many of them then have another as well."""

    session: Session
    changes: tuple[Change, ...]
    bookmarks: int
    overlapping: int


@dataclass(frozen=True)
class Effects:
    """In the programme's order. People and feeds are counted once, however many of these sessions they follow."""

    each: tuple[Effect, ...]
    people: int
    overlapping: int
    feeds: int

    @property
    def bookmarks(self) -> int:
        return sum(effect.bookmarks for effect in self.each)


def effects_of(event: Event, changes: Iterable[Change]) -> Effects:
    """Of changes that have just been written, in the transaction that wrote them. Five queries, however many.

    Only bookmarks of this event count: what its attendees do elsewhere is not its organisers' business.
    """
    of_session: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        of_session[change.session_id].append(change)
    sessions = list(Session.objects.filter(pk__in=of_session).select_related("room", "event").in_order())
    bookmarks = Bookmark.objects.filter(session__in=sessions)
    counts = dict(bookmarks.order_by().values_list("session").annotate(Count("pk")))
    retimed = {pk for pk in counts if any(change.kind in _RETIMED for change in of_session[pk])}
    overlapping, people_overlapping = _overlapping(event, retimed)
    people = bookmarks.order_by().values("user").distinct()
    followed = CalendarFeed.objects.active().filter(Q(event=None) | Q(event=event))
    return Effects(
        each=tuple(
            Effect(each, tuple(of_session[each.pk]), counts.get(each.pk, 0), overlapping[each.pk]) for each in sessions
        ),
        people=people.count(),
        overlapping=people_overlapping,
        feeds=followed.filter(user__in=people).count(),
    )


def _overlapping(event: Event, retimed: set[int]) -> tuple[Counter[int], int]:
    """How many have bookmarked another that is on at the same time: by session, and in all."""
    if not retimed:
        return Counter(), 0
    shown = Session.objects.filter(event=event, status=Session.Status.PUBLISHED).scheduled()
    times = list(shown.values_list("pk", "starts_at", "ends_at"))
    others_of = {
        one: {pk for pk, begin, end in times if begin < ends_at and end > starts_at and pk != one}
        for one, starts_at, ends_at in times
        if one in retimed
    }
    concerned = set(others_of).union(*others_of.values())
    sessions_of: dict[int, set[int]] = defaultdict(set)
    for user_id, session_id in Bookmark.objects.filter(session__in=concerned).values_list("user", "session"):
        sessions_of[user_id].add(session_id)
    counts: Counter[int] = Counter()
    people = 0
    for chosen in sessions_of.values():
        doubled = [pk for pk in chosen & others_of.keys() if not chosen.isdisjoint(others_of[pk])]
        counts.update(doubled)
        people += bool(doubled)
    return counts, people
