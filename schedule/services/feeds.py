"""Calendar feeds: made, revoked and counted. What a poll of one is answered with stands in `polls`."""

import hashlib
import secrets
from datetime import UTC, date, datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone

from schedule.exporters import ical
from schedule.models import CalendarFeed, Event
from schedule.slugs import slug_for

# For how long the address of a leaked feed still answers, so that every copy of the calendar is emptied.
EMPTIED_DAYS = 30


def create_feed(
    *, user, name: str, event: Event | None, app: str = "", leaves_out_cancelled: bool = False
) -> tuple[CalendarFeed, str]:
    """A new feed and its secret, which is 256 random bits and is not kept: show it now or never."""
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        user=user,
        name=name,
        event=event,
        app=app,
        leaves_out_cancelled=leaves_out_cancelled,
        token_hash=hash_of(token),
    )
    return feed, token


def revoke_feed(*, feed: CalendarFeed, is_leaked: bool = False) -> None:
    """From now on the address answers 410. A second call changes nothing.

    With `is_leaked` it first answers a calendar without sessions for EMPTIED_DAYS, since calendar apps keep what they
    have when an address is gone. That can be said of a feed that is revoked already, too.
    """
    rows = CalendarFeed.objects.filter(pk=feed.pk, is_leaked=False) if is_leaked else CalendarFeed.objects.active()
    rows.filter(pk=feed.pk).update(revoked_at=timezone.now(), is_leaked=is_leaked)
    if settings.HAS_CACHE_OUTSIDE_DATABASE:
        cache.delete(last_body_key(feed.token_hash))


def is_active(token_hash: str) -> bool:
    return CalendarFeed.objects.active().filter(token_hash=token_hash).exists()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def last_body_key(token_hash: str) -> str:
    """Under which the last body is kept in a cache outside the database, for when that is away."""
    return f"feed-{token_hash}"


def file_name(feed: CalendarFeed) -> str:
    """The last segment of the feed's address, which Thunderbird takes for the calendar's name."""
    return feed.event.slug if feed.event else slug_for(feed.name, fallback="sessions", taken=())


def fallback_banner(token_hash: str, name: str, created_at: datetime) -> bytes:
    """What keeps a feed from being empty when there is no event to show: an entry on the day that it was made."""
    on, uid = created_at.astimezone(UTC).date(), f"{token_hash[:32]}@feed"
    url = settings.SITE_URL + "/"
    return ical.banner(ical.Banner(uid, on, on, summary=name, url=url, modified_at=created_at))


def readers_of(event: Event, *, today: date) -> list[dict[str, object]]:
    """How many calendars follow this event, by the app that read them last: `app`, `today`, `week`, `all`.

    The week is the last seven days, in UTC. Calendars that no app has read yet stand last, with an empty name. Numbers
    only: an organiser learns nothing of who follows what.
    """
    is_of_event = Q(event=event) | Q(event=None, user__bookmarks__session__event=event)
    feeds = CalendarFeed.objects.active().filter(is_of_event, user__is_active=True)
    count = partial(Count, "pk", distinct=True)
    rows = (
        feeds.order_by()
        .values("last_polled_by")
        .annotate(
            today=count(filter=Q(last_polled_on=today)),
            week=count(filter=Q(last_polled_on__gt=today - timedelta(days=7))),
            all=count(),
        )
    )
    found = [{"app": row.pop("last_polled_by"), **row} for row in rows]
    return sorted(found, key=lambda row: (not row["app"], -row["all"], row["app"]))
