"""Calendar feeds: made, revoked, and what a poll of one is answered with."""

import hashlib
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from schedule.exporters import ical
from schedule.models import Attendee, Banner, CalendarFeed, Event, Publication
from schedule.slugs import slug_for

REMEMBERED_FEEDS = 20_000


def create_feed(*, user, name: str, event: Event | None) -> tuple[CalendarFeed, str]:
    """A new feed and its secret, which is 256 random bits and is not kept: show it now or never."""
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(user=user, name=name, event=event, token_hash=hash_of(token))
    return feed, token


def revoke_feed(*, feed: CalendarFeed) -> None:
    """From now on the address answers 410. A second call changes nothing."""
    CalendarFeed.objects.active().filter(pk=feed.pk).update(revoked_at=timezone.now())


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def file_name(feed: CalendarFeed) -> str:
    """The last segment of the feed's address, which Thunderbird takes for the calendar's name."""
    return feed.event.slug if feed.event else slug_for(feed.name, fallback="sessions", taken=())


@dataclass(frozen=True)
class FeedState:
    """All that decides whether a feed changed, read without touching what it holds."""

    feed_id: int
    event_id: int | None
    is_revoked: bool
    last_polled_on: str
    key: tuple[str, ...]


def find_feed(token: str) -> FeedState | None:
    """The state of the feed behind a secret, or None for an unknown one and for a disabled account's.

    One query on two indexes, past the ORM, since this is what 10,000 calendars ask every hour; a feed of all events
    needs a second one for their versions.
    """
    users = get_user_model()._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            # Table names are this project's own; the only value is passed as a parameter.
            f"""
            SELECT f.id, f.event_id, f.revoked_at, f.last_polled_on, a.version, e.version
            FROM schedule_calendarfeed f
            JOIN {users} u ON u.id = f.user_id
            LEFT JOIN schedule_attendee a ON a.user_id = f.user_id
            LEFT JOIN schedule_event e ON e.id = f.event_id
            WHERE f.token_hash = %s AND u.is_active
            """,  # noqa: S608
            [hash_of(token)],
        )
        row = cursor.fetchone()
        if row is None:
            return None
        feed_id, event_id, revoked_at, last_polled_on, person, version = row
        versions: tuple[str, ...] = (version or "",)
        if event_id is None and revoked_at is None:
            cursor.execute("SELECT version FROM schedule_event ORDER BY id")
            versions = tuple(version for (version,) in cursor.fetchall())
    key = (settings.RELEASE, person or "", *versions)
    return FeedState(feed_id, event_id, revoked_at is not None, str(last_polled_on or ""), key)


@dataclass(frozen=True)
class Validators:
    """What a conditional poll is compared with. `expires_at`: when an access link opens by the clock."""

    etag: str
    last_modified: datetime
    expires_at: datetime | None


class _Memory:
    """The validators of the feeds polled lately by this process, so that an unchanged feed is not rendered."""

    def __init__(self, size: int):
        self._size = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, tuple[tuple[str, ...], Validators]] = OrderedDict()

    def get(self, state: FeedState, at: datetime) -> Validators | None:
        with self._lock:
            key, validators = self._kept.get(state.feed_id, ((), None))
            if validators is None or key != state.key:
                return None
            self._kept.move_to_end(state.feed_id)
        return None if validators.expires_at and validators.expires_at <= at else validators

    def put(self, state: FeedState, validators: Validators) -> None:
        with self._lock:
            self._kept[state.feed_id] = (state.key, validators)
            self._kept.move_to_end(state.feed_id)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)


_memory = _Memory(REMEMBERED_FEEDS)


def remembered_validators(state: FeedState, *, at: datetime) -> Validators | None:
    return _memory.get(state, at)


def feed_body(state: FeedState, *, at: datetime) -> tuple[bytes, Validators]:
    """The whole calendar as it reads now. `state` was read before, so that a change meanwhile is seen next time."""
    feed = CalendarFeed.objects.select_related("event").get(pk=state.feed_id)
    found = Publication.objects.filter(session__bookmarks__user_id=feed.user_id).select_related("session")
    if feed.event_id is not None:
        found = found.filter(session__event_id=feed.event_id)
    rows = sorted(found, key=lambda row: (row.entry["starts_at"], row.entry["uid"]))
    events = _covered(feed, {row.session.event_id for row in rows})
    banners = list(Banner.objects.filter(event__in=events).order_by("event__starts_on", "event_id"))
    fragments = [bytes(banner.vevent) for banner in banners] or [_fallback(feed)]
    fragments += [row.vevent_at(at) for row in rows]
    body = ical.calendar(_calendar_of(feed), fragments, _zones(events, rows))
    opened = [row.opens_at for row in rows if row.is_opened(at)]
    attendee = Attendee.objects.filter(user_id=feed.user_id).first()
    moments = [feed.created_at, *opened, *(event.changed_at for event in events)]
    if attendee is not None:
        moments.append(attendee.changed_at)
    validators = Validators(
        etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        last_modified=max(moments).replace(microsecond=0),
        expires_at=min((row.opens_at for row in rows if row.opens_at and row.opens_at > at), default=None),
    )
    _memory.put(state, validators)
    return body, validators


def note_poll(state: FeedState, *, app: str, at: datetime) -> None:
    """Remember the day of the last poll and the app's family: at most one write a day and feed."""
    today = at.astimezone(UTC).date()
    if state.last_polled_on != today.isoformat():
        CalendarFeed.objects.filter(pk=state.feed_id).update(last_polled_on=today, last_polled_by=app)


def _covered(feed: CalendarFeed, bookmarked: set[int]) -> list[Event]:
    if feed.event is not None:
        return [feed.event]
    events = list(Event.objects.filter(pk__in=bookmarked)) if bookmarked else []
    return events or list(Event.objects.published())


def _fallback(feed: CalendarFeed) -> bytes:
    """What keeps a feed from being empty when there is no event to show: an entry on the day that it was made."""
    on, uid = feed.created_at.astimezone(UTC).date(), f"{feed.token_hash[:32]}@feed"
    url = settings.SITE_URL + "/"
    return ical.banner(ical.Banner(uid, on, on, summary=feed.name, url=url, modified_at=feed.created_at))


def _calendar_of(feed: CalendarFeed) -> ical.Calendar:
    event = feed.event
    if event is None:
        return ical.Calendar(name=feed.name, url=settings.SITE_URL + "/")
    return ical.Calendar(
        name=event.name,
        description=event.tagline,
        zone=str(event.timezone),
        url=f"{event.site_url}mine/",
        color=event.accent,
    )


def _zones(events: list[Event], rows: list[Publication]) -> dict[str, tuple[datetime, datetime]]:
    """Each zone used with its first and last moment; an event's days count, so that a bookmark more changes nothing."""
    moments: dict[str, list[datetime]] = {}
    for row in rows:
        times = (datetime.fromisoformat(row.entry["starts_at"]), datetime.fromisoformat(row.entry["ends_at"]))
        moments.setdefault(row.entry["zone"], []).extend(times)
    for event in events:
        if str(event.timezone) in moments:
            days = (event.starts_on, event.ends_on)
            moments[str(event.timezone)] += [datetime.combine(day, time(12), UTC) for day in days]
    return {zone: (min(times), max(times)) for zone, times in sorted(moments.items())}
