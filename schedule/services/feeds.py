"""Calendar feeds: made, revoked, and what a poll of one is answered with."""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from schedule.exporters import ical
from schedule.models import Attendee, Banner, CalendarFeed, Event, Publication
from schedule.services.stamps import risen
from schedule.slugs import slug_for


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
class Validators:
    """What a conditional poll is compared with. `expires_at`: when an access link opens by the clock."""

    etag: str
    modified_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True)
class FeedState:
    """What a poll needs to know of a feed before it is rendered. `validators` is None when it has to be."""

    feed_id: int
    is_revoked: bool
    last_polled_on: str
    key: str
    validators: Validators | None


def find_feed(token: str, *, at: datetime) -> FeedState | None:
    """The state of the feed behind a secret, or None for an unknown one and for a disabled account's.

    One query, past the ORM, since this is what 10,000 calendars ask every hour. A feed of all events depends on the
    version of each, so it finds a row an event.
    """
    users = get_user_model()._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            # Table names are this project's own; the only value is passed as a parameter.
            f"""
            SELECT f.id, f.revoked_at, f.last_polled_on, f.key, f.etag, f.modified_at, f.expires_at,
                   a.version, e.version
            FROM schedule_calendarfeed f
            JOIN {users} u ON u.id = f.user_id
            LEFT JOIN schedule_attendee a ON a.user_id = f.user_id
            LEFT JOIN schedule_event e ON f.event_id IS NULL OR e.id = f.event_id
            WHERE f.token_hash = %s AND u.is_active
            ORDER BY e.id
            """,  # noqa: S608
            [hash_of(token)],
        )
        rows = cursor.fetchall()
    if not rows:
        return None
    feed_id, revoked_at, last_polled_on, kept_key, etag, modified_at, expires_at, person, _ = rows[0]
    key = hash_of(" ".join([settings.RELEASE, person or "", *(row[-1] or "" for row in rows)]))
    validators = None
    if kept_key == key and modified_at is not None:
        validators = Validators(etag, _moment(modified_at), _moment(expires_at) if expires_at else None)
        if validators.expires_at and validators.expires_at <= at:
            validators = None
    return FeedState(feed_id, revoked_at is not None, str(last_polled_on or ""), key, validators)


def _moment(value: datetime) -> datetime:
    """A time as a raw query gives it: SQLite's has no zone and is in UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def feed_body(state: FeedState, *, at: datetime) -> tuple[bytes, Validators]:
    """The whole calendar as it reads now.

    Moments of change are read before what they are about, so that a change meanwhile is seen at the next poll.
    """
    feed = CalendarFeed.objects.select_related("event__banner").get(pk=state.feed_id)
    moments = [feed.created_at, *Attendee.objects.filter(user_id=feed.user_id).values_list("changed_at", flat=True)]
    # Of all events even where only some are covered: a banner that goes counts as well.
    events = Event.objects.filter(pk=feed.event_id) if feed.event_id else Event.objects.all()
    moments.append(events.aggregate(newest=Max("changed_at"))["newest"] or feed.created_at)
    found = Publication.objects.filter(session__bookmarks__user_id=feed.user_id).select_related("session")
    if feed.event_id is not None:
        found = found.filter(session__event_id=feed.event_id)
    rows = sorted(found, key=lambda row: (row.entry["starts_at"], row.entry["uid"]))
    covered = _covered(feed, {row.session.event_id for row in rows})
    banners = list(Banner.objects.filter(event__in=covered).order_by("event__starts_on", "event_id"))
    fragments = [bytes(banner.vevent) for banner in banners] or [_fallback(feed)]
    fragments += [row.vevent_at(at) for row in rows]
    body = ical.calendar(_calendar_of(feed), fragments, _zones(covered, rows))
    moments += [row.opens_at for row in rows if row.opens_at is not None and row.is_opened(at)]
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    modified_at = max(moments).replace(microsecond=0)
    if feed.modified_at is not None:  # it stays with the body, and rises with it, within one second too
        modified_at = feed.modified_at if feed.etag == etag else risen(modified_at, feed.modified_at)
    expires_at = min((row.opens_at for row in rows if row.opens_at and row.opens_at > at), default=None)
    return body, Validators(etag, modified_at, expires_at)


def remember(state: FeedState, validators: Validators, *, app: str, at: datetime) -> None:
    """Keep what the next poll is compared with, and the day and the app of this one.

    At most one write a change and one a day, never one a poll.
    """
    today = at.astimezone(UTC).date()
    news: dict[str, object] = {}
    if validators != state.validators:
        news |= {"key": state.key, **asdict(validators)}
    if state.last_polled_on != today.isoformat():
        news |= {"last_polled_on": today, "last_polled_by": app}
    if news:
        CalendarFeed.objects.filter(pk=state.feed_id).update(**news)


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
    published = getattr(event, "banner", None)  # the words that attendees know, whatever an organiser drafts since
    return ical.Calendar(
        name=published.name if published else feed.name,
        description=published.tagline if published else "",
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
