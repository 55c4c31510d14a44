"""An event's programme as one kind of reader sees it, read whole and kept by the process while its version stays."""

from bisect import bisect_right
from collections import OrderedDict
from datetime import date, datetime
from functools import cache, cached_property
from threading import Lock
from time import monotonic

from schedule import filters
from schedule.days import day_of, starts_of
from schedule.models import BofCall, Event, Room, Session, Speaker
from schedule.services.cursors import prepared_cursor
from schedule.services.publish import rendering
from schedule.visibility import SEE, may

# Writes past Talkmark give no new version. So long may what is kept not know of them.
SECONDS = 300

# Events of which a process keeps the programme, each for everybody and perhaps for organisers.
MOST_SNAPSHOTS = 16


class Snapshot:
    """The sessions that a reader may see, in order, with all that a list prints. Shared by threads: never changed."""

    def __init__(self, event: Event, sessions: list[Session], key: tuple[object, ...]):
        self.event = event
        self.sessions = sessions
        self.key = key  # of all that is rendered from this

    @cached_property
    def by_slug(self) -> dict[str, Session]:
        return {session.slug: session for session in self.sessions}

    @cached_property
    def by_pk(self) -> dict[int, Session]:
        return {session.pk: session for session in self.sessions}

    @cached_property
    def rooms(self) -> list[Room]:
        """Those in which something is, in the organiser's order."""
        rooms = {session.room for session in self.sessions if session.room}
        return sorted(rooms, key=lambda room: (room.order, room.name, room.pk))

    @cached_property
    def sessions_by_speaker(self) -> dict[Speaker, list[Session]]:
        """Everybody who speaks, in the order of their first session, with their sessions in order."""
        found: dict[Speaker, list[Session]] = {}
        for session in self.sessions:
            for appearance in session.people:
                found.setdefault(appearance.speaker, []).append(session)
        return found

    @property
    def call(self) -> BofCall:
        """Whether attendees may propose topics for BoFs; closed where nobody ever opened it."""
        return getattr(self.event, "bof_call", None) or BofCall(event=self.event)

    @cached_property
    def bofs(self) -> list[Session]:
        return [session for session in self.sessions if session.kind == Session.Kind.BOF]

    @property
    def has_board(self) -> bool:
        """Whether there is anything about BoFs to lead to."""
        return bool(self.bofs) or self.call.is_open

    @cached_property
    def found_by(self) -> list[filters.Found]:
        """The sessions with what they can be filtered by."""
        return filters.found_by(self.sessions, zone=self.event.timezone, day_starts_at=self.event.day_starts_at)

    @cached_property
    def by_day(self) -> dict[date, list[Session]]:
        """What starts on each of the schedule's days, in order."""
        found: dict[date, list[Session]] = {}
        for session in self.sessions:
            if session.starts_at is not None:
                found.setdefault(self.day_of(session.starts_at), []).append(session)
        return found

    @property
    def days(self) -> list[date]:
        """The schedule's days on which something is."""
        return sorted(self.by_day)

    def on_at(self, at: datetime) -> list[Session]:
        """What is on at this moment, cancelled or not."""
        return [
            each for each in self.sessions if each.starts_at and each.ends_at and each.starts_at <= at < each.ends_at
        ]

    def day_of(self, at: datetime) -> date:
        return day_of(at, zone=self.event.timezone, day_starts_at=self.event.day_starts_at)

    @cached_property
    def _shown_moments(self) -> list[datetime]:
        """When what all readers see changes by the clock alone: starts, ends, days, links that open to everybody."""
        moments = set(starts_of(self.days, zone=self.event.timezone, day_starts_at=self.event.day_starts_at))
        for session in self.sessions:
            moments.update(at for at in (session.starts_at, session.ends_at) if at)
            if session.access_url and session.access_audience == Session.Audience.EVERYONE and session.link_opens_at:
                moments.add(session.link_opens_at)
        return sorted(moments)

    @cached_property
    def _moments(self) -> list[datetime]:
        """Those, and when links open to others: visitors are then told what opens it to them.

        Whether a session has a link or not, so that the moments at which pages are made anew tell nobody.
        """
        published = [session for session in self.sessions if session.status == Session.Status.PUBLISHED]
        return sorted({*self._shown_moments, *(each.link_opens_at for each in published if each.link_opens_at)})

    def moment_at(self, at: datetime) -> datetime | None:
        """The last of those moments, so that all pages rendered until the next one are alike; None before the first."""
        passed = bisect_right(self._moments, at)
        return self._moments[passed - 1] if passed else None

    def next_moment(self, at: datetime) -> datetime | None:
        """The next of those that a page may print."""
        passed = bisect_right(self._shown_moments, at)
        return self._shown_moments[passed] if passed < len(self._shown_moments) else None


def snapshot_of(slug: str, user) -> Snapshot | None:
    """What this person may see of the event, None when that is nothing. One query while the event stays the same.

    Its version is read before its content, so that a change meanwhile is seen by the next who asks.
    """
    found = _version_of(slug, user)
    if found is None:
        return None
    pk, version = found
    sees_all = may(user, SEE, pk)
    key = (pk, version, rendering(), sees_all, int(monotonic() // SECONDS))
    return _kept.get(key) or _kept.made(key, user)


def _version_of(slug: str, user) -> tuple[int, str] | None:
    """The event's key and its version, by the one query that decides whether anything has to be rendered."""
    if may(user, SEE):
        return Event.objects.visible_to(user).filter(slug=slug).values_list("pk", "version").first()
    with prepared_cursor() as cursor:
        cursor.execute(_version_statement(), [slug])
        return cursor.fetchone()


@cache
def _version_statement() -> str:
    """The ORM's own statement, so that `visibility` says who may see it, made once: the ORM takes 20 times as long."""
    rows = Event.objects.visible_to(None).filter(slug="").order_by().values_list("pk", "version")
    statement, parameters = rows.query.sql_with_params()
    if parameters != ("",):
        raise RuntimeError("the slug must be the statement's only parameter")
    return statement


class _Snapshots:
    """Those that were asked for last. Who asks for one that is just being read waits for it."""

    def __init__(self) -> None:
        self._snapshots: OrderedDict[tuple[object, ...], Snapshot] = OrderedDict()
        self._lock, self._making = Lock(), Lock()

    def get(self, key: tuple[object, ...]) -> Snapshot | None:
        with self._lock:
            snapshot = self._snapshots.get(key)
            if snapshot is not None:
                self._snapshots.move_to_end(key)
            return snapshot

    def made(self, key: tuple[object, ...], user) -> Snapshot | None:
        with self._making:
            snapshot = self.get(key) or _read(key, user)
            if snapshot is not None:
                with self._lock:
                    # Earlier versions for the same readers are never asked for again.
                    for old in [old for old in self._snapshots if (old[0], old[3]) == (key[0], key[3])]:
                        del self._snapshots[old]
                    self._snapshots[key] = snapshot
                    while len(self._snapshots) > MOST_SNAPSHOTS:
                        self._snapshots.popitem(last=False)
            return snapshot

    def forget(self) -> None:
        with self._lock:
            self._snapshots.clear()


def _read(key: tuple[object, ...], user) -> Snapshot | None:
    event = Event.objects.visible_to(user).select_related("bof_call").filter(pk=key[0]).first()
    if event is None:  # hidden since its version was read
        return None
    sessions = list(Session.objects.visible_to(user).filter(event=event).for_display().in_order())
    for session in sessions:
        session.event = event
    return Snapshot(event, sessions, key)


_kept = _Snapshots()
forget = _kept.forget
