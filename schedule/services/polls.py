"""What a poll of a calendar feed is answered with, from one query when nothing changed, and what it leaves behind."""

import atexit
import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from threading import Lock, Thread
from time import monotonic, sleep
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.db import Error, connection, transaction

from schedule.exporters import ical
from schedule.memory import Body
from schedule.models import Banner, Event
from schedule.services.calendars import calendar_of, calendar_of_all, zones_of
from schedule.services.cursors import impatient_writes, prepared_cursor
from schedule.services.feeds import EMPTIED_DAYS, fallback_banner, hash_of
from schedule.services.publish import rendering
from schedule.services.stamps import risen

logger = logging.getLogger("talkmark.feeds")


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional poll is compared with. `expires_at`: when an access link opens by the clock."""

    etag: str
    modified_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class FeedState:
    """What a poll needs to know of a feed. `validators` is None when its body has to be rendered."""

    token_hash: str
    user_id: int
    event_id: int | None
    name: str
    created_at: datetime
    is_gone: bool
    is_emptied: bool
    leaves_out_cancelled: bool
    changed_at: datetime  # the latest of the person's and the events' moments of change
    versions: dict[int, str]  # of each event that the feed may cover, by its key
    last_polled_on: date | None
    stored: Validators | None  # what was answered last
    key: str
    validators: Validators | None


def find_feed(token: str, *, at: datetime) -> FeedState | None:
    """The state of the feed behind a secret, or None for an unknown one and for a disabled account's.

    One query, past the ORM, since this is what 10,000 calendars ask every hour. A feed of all events depends on the
    version of each, so it finds a row an event. All that a body is rendered from is read after this, so that a change
    meanwhile is seen at the next poll.
    """
    users, token_hash = get_user_model()._meta.db_table, hash_of(token)
    with prepared_cursor() as cursor:
        cursor.execute(
            # Table names are this project's own; the only value is passed as a parameter.
            f"""
            SELECT f.key, f.etag, f.modified_at, f.expires_at, f.last_polled_on,
                   f.user_id, f.event_id, f.name, f.created_at, f.revoked_at, f.is_leaked, f.leaves_out_cancelled,
                   a.version, a.changed_at, e.id, e.version, e.changed_at
            FROM schedule_calendarfeed f
            JOIN {users} u ON u.id = f.user_id
            LEFT JOIN schedule_attendee a ON a.user_id = f.user_id
            LEFT JOIN schedule_event e ON f.event_id IS NULL OR e.id = f.event_id
            WHERE f.token_hash = %s AND u.is_active
            ORDER BY e.id
            """,  # noqa: S608
            [token_hash],
        )
        rows = cursor.fetchall()
    if not rows:
        return None
    kept_key, etag, modified_at, expires_at, last_polled_on = rows[0][:5]
    user_id, event_id, name, created_at, revoked_at, is_leaked, leaves_out_cancelled = rows[0][5:12]
    person, person_changed_at = rows[0][12:14]
    events = [row[14:] for row in rows if row[14] is not None]
    is_emptied = bool(is_leaked and revoked_at and at < _moment(revoked_at) + timedelta(days=EMPTIED_DAYS))
    key = hash_of(" ".join([rendering(), str(is_emptied), person or "", *(version for _, version, _ in events)]))
    moments = [created_at, person_changed_at, revoked_at, *(changed_at for _, _, changed_at in events)]
    stored = None
    if modified_at:
        stored = Validators(etag, _moment(modified_at), _moment(expires_at) if expires_at else None)
    if note := book.note_of(token_hash):  # what this process answered last, and has not written yet
        kept_key, stored = note.key, note.validators
    validators = stored if kept_key == key else None
    if validators and validators.expires_at and validators.expires_at <= at:
        validators = None
    return FeedState(
        token_hash=token_hash,
        user_id=user_id,
        event_id=event_id,
        name=name,
        created_at=_moment(created_at),
        is_gone=revoked_at is not None and not is_emptied,
        is_emptied=is_emptied,
        leaves_out_cancelled=bool(leaves_out_cancelled),
        changed_at=max(_moment(moment) for moment in moments if moment),
        versions={pk: version for pk, version, _ in events},
        last_polled_on=last_polled_on,
        stored=stored,
        key=key,
        validators=validators,
    )


def _moment(value: datetime) -> datetime:
    """A time as a raw query gives it: SQLite's has no zone and is in UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def feed_body(state: FeedState, *, at: datetime) -> tuple[Body, Validators]:
    """The whole calendar as it reads now, by one query for the bookmarked entries.

    Last-Modified is the latest moment of change; it rises with every new body and never falls.
    """
    entries = [] if state.is_emptied else _bookmarked(state)
    banners = _banners(state)
    fragments = [bytes(banner.vevent) for banner in banners]
    fragments = fragments or [fallback_banner(state.token_hash, state.name, state.created_at)]
    fragments += [entry.at(at) for entry in entries]
    about = calendar_of(banners[0], path="mine/") if state.event_id is not None and banners else None
    body = Body(ical.calendar(about or calendar_of_all(state.name), fragments, zones_of(banners, entries)))
    openings = [entry.opens_at for entry in entries if entry.opens_at is not None]
    modified_at = max([state.changed_at, *(opening for opening in openings if opening <= at)]).replace(microsecond=0)
    if state.stored is not None:
        is_same = state.stored.etag == body.etag
        modified_at = max(
            modified_at, state.stored.modified_at if is_same else risen(modified_at, state.stored.modified_at)
        )
    expires_at = min((opening for opening in openings if opening > at), default=None)
    return body, Validators(body.etag, modified_at, expires_at)


class _Entry(NamedTuple):
    """A bookmarked session as it was published: what a feed needs of its row."""

    event_id: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    vevent: bytes
    opens_at: datetime | None
    opened_vevent: bytes | None

    def at(self, at: datetime) -> bytes:
        is_open = self.opens_at is not None and self.opens_at <= at
        return bytes((self.opened_vevent if is_open else None) or self.vevent)


def _bookmarked(state: FeedState) -> list[_Entry]:
    """By start, then UID. Past the ORM as well: a change in an event has all its feeds ask."""
    conditions, parameters = "b.user_id = %s", [state.user_id]
    if state.event_id is not None:
        conditions, parameters = conditions + " AND s.event_id = %s", [*parameters, state.event_id]
    if state.leaves_out_cancelled:
        conditions += " AND NOT p.is_cancelled"
    with prepared_cursor() as cursor:
        cursor.execute(
            f"""
            SELECT s.event_id, p.starts_at, p.ends_at, p.zone, p.vevent, p.opens_at, p.opened_vevent
            FROM schedule_bookmark b
            JOIN schedule_session s ON s.id = b.session_id
            JOIN schedule_publication p ON p.session_id = s.id
            JOIN schedule_event e ON e.id = s.event_id
            WHERE {conditions}
            ORDER BY p.starts_at, s.guid, e.guid
            """,  # noqa: S608 (conditions are words of this function)
            parameters,
        )
        return [
            _Entry(event_id, _moment(starts_at), _moment(ends_at), zone, vevent, opens_at and _moment(opens_at), opened)
            for event_id, starts_at, ends_at, zone, vevent, opens_at, opened in cursor.fetchall()
        ]


def _banners(state: FeedState) -> list[Banner]:
    """Of the feed's event; or of those bookmarked in, else of all published ones. A leaked feed of all has none."""
    if state.event_id is not None:
        wanted = [state.event_id]
    elif state.is_emptied:
        wanted = []
    else:
        bookmarked = Event.objects.filter(sessions__bookmarks__user_id=state.user_id)
        wanted = list((bookmarked if bookmarked.exists() else Event.objects.published()).values_list("pk", flat=True))
    return _banners_of(frozenset((pk, state.versions[pk]) for pk in wanted if pk in state.versions))


@lru_cache(maxsize=256)
def _banners_of(versions: frozenset[tuple[int, str]]) -> list[Banner]:
    """In these versions or later ones: with a later one the next poll asks anew."""
    return list(Banner.objects.filter(pk__in=[pk for pk, _ in versions]).order_by("starts_on", "pk"))


@dataclass(frozen=True, slots=True)
class Note:
    """What a poll leaves of a feed: what the next one is compared with, and who asked on which day."""

    key: str
    validators: Validators
    polled_on: date
    polled_by: str


class PollBook:
    """Notes of polls that wait to be written, so that 10,000 polls are some twenty transactions and not 10,000.

    They are written by the poll that finds them due, or some seconds later (`write_in_time`). None waits where somebody
    else is writing: then they stay for the next time. A process that is killed loses them: such a feed is rendered once
    more, to the same bytes.
    """

    MOST = 500
    SECONDS = 5.0
    SECONDS_FOR_A_FIRST = 0.5  # its owner is looking whether the new calendar was read

    def __init__(self):
        self._lock, self._writing = Lock(), Lock()
        self.forget()

    def forget(self) -> None:
        with self._lock:
            self._notes: dict[str, Note] = {}
            self._is_urgent = False
            self._written_at = -self.SECONDS

    @property
    def has_notes(self) -> bool:
        return bool(self._notes)

    def note_of(self, token_hash: str) -> Note | None:
        return self._notes.get(token_hash)

    def note(self, state: FeedState, validators: Validators, *, app: str, on: date) -> None:
        """Keep what is new; a poll that changes nothing leaves nothing."""
        is_known = validators == state.validators and state.last_polled_on == on
        if not is_known:
            with self._lock:
                self._notes[state.token_hash] = Note(state.key, validators, on, app)
                self._is_urgent |= state.last_polled_on is None
        if self.has_notes and self._is_due():
            self.write()

    def _is_due(self) -> bool:
        waited = monotonic() - self._written_at
        seconds = self.SECONDS_FOR_A_FIRST if self._is_urgent else self.SECONDS
        return waited >= seconds or (len(self._notes) >= self.MOST and waited >= self.SECONDS_FOR_A_FIRST)

    def write(self) -> None:
        """One transaction for all, in one order, so that two processes never wait for each other."""
        if not self._writing.acquire(blocking=False):
            return
        try:
            with self._lock:
                notes = self._notes
                self._notes, self._is_urgent, self._written_at = {}, False, monotonic()
            if not notes:
                return
            try:
                _write(notes)
            except Error as error:  # polls are answered even where nothing can be written
                logger.warning("%d polls wait to be kept: %s", len(notes), error)
                with self._lock:
                    if len(notes) < 20 * self.MOST:
                        self._notes = notes | self._notes
        finally:
            self._writing.release()


def _write(notes: dict[str, Note]) -> None:
    values = [_column_values(note, token_hash) for token_hash, note in sorted(notes.items())]
    with impatient_writes(), transaction.atomic(), connection.cursor() as cursor:
        # Another process may have written what is newer.
        cursor.executemany(
            "UPDATE schedule_calendarfeed SET key = %s, etag = %s, modified_at = %s, expires_at = %s, "
            "last_polled_on = %s, last_polled_by = %s WHERE token_hash = %s "
            "AND (modified_at IS NULL OR modified_at <= %s) AND (last_polled_on IS NULL OR last_polled_on <= %s)",
            values,
        )


def _column_values(note: Note, token_hash: str) -> tuple[str | datetime | date | None, ...]:
    """For the UPDATE above, as this database takes times in a raw query."""
    moment = connection.ops.adapt_datetimefield_value
    seen = note.validators
    expires_at = moment(seen.expires_at) if seen.expires_at else None
    on = connection.ops.adapt_datefield_value(note.polled_on)
    modified_at = moment(seen.modified_at)
    return note.key, seen.etag, modified_at, expires_at, on, note.polled_by, token_hash, modified_at, on


book = PollBook()
atexit.register(book.write)


def write_in_time() -> None:
    """For a serving process: have notes written that no further poll comes by to write."""
    Thread(target=_write_again_and_again, name="polls", daemon=True).start()


def _write_again_and_again() -> None:
    while True:
        sleep(PollBook.SECONDS)
        if book.has_notes:
            book.write()
            connection.close()
