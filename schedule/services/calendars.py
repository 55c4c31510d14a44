"""What calendars of every kind are joined from: finished entries in their order, the words above them, their zones."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, time
from typing import Protocol

from django.conf import settings

from schedule.exporters import ical
from schedule.memory import Body
from schedule.models import Banner, Event, Publication, Session
from schedule.services import entries


def calendar_of(banner: Banner, *, path: str = "") -> ical.Calendar:
    """What the calendar of an event says of itself; `path` is what it leads to below the event's page."""
    return ical.Calendar(
        name=banner.name, description=banner.tagline, zone=banner.zone, url=banner.url + path, color=banner.accent
    )


def calendar_of_all(name: str) -> ical.Calendar:
    """What a calendar of all events says of itself, and one of an event that was never published."""
    return ical.Calendar(name=name, url=settings.SITE_URL + "/")


class Timed(Protocol):
    """What has times in a zone: a publication, or what a feed reads of one."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def zone(self) -> str: ...


def zones_of(banners: Iterable[Banner], rows: Iterable[Timed]) -> dict[str, tuple[datetime, datetime]]:
    """Each zone used with its first and last moment; an event's days count, so that a bookmark more changes nothing."""
    moments: dict[str, list[datetime]] = {}
    for row in rows:
        moments.setdefault(row.zone, []).extend((row.starts_at, row.ends_at))
    for banner in banners:
        if banner.zone in moments:
            moments[banner.zone] += [datetime.combine(day, time(12), UTC) for day in (banner.starts_on, banner.ends_on)]
    return {zone: (min(times), max(times)) for zone, times in sorted(moments.items())}


def event_calendar(event: Event, *, sessions: Collection[int] | None = None) -> Body:
    """The published schedule as everybody may read it: no access links, and nothing that was withdrawn.

    With `sessions`, only those with these keys. `event` is published, with its banner.
    """
    rows = Publication.objects.filter(session__in=Session.objects.visible_to(None).scheduled().filter(event=event))
    rows = rows.order_by("starts_at", "session__guid").only("starts_at", "ends_at", "zone", "public_vevent")
    chosen = [row for row in rows if sessions is None or row.pk in sessions]
    fragments = [bytes(event.banner.vevent), *(bytes(row.public_vevent) for row in chosen)]
    return Body(ical.calendar(calendar_of(event.banner), fragments, zones_of([event.banner], chosen)))


def whole_calendar(event: Event, sessions: Collection[Session]) -> Body:
    """All of these that have a time, drafts as well, with their access links: a file for an organiser.

    Nothing of it is remembered, so its entries have no history: it is no calendar to subscribe to.
    """
    sessions = [session for session in sessions if session.starts_at is not None]
    made = [entries.entry_of(session, event, moved_from=None) for session in sessions]
    made = [
        entries.with_link(entry, session, event, moved_from=None) if session.access_url else entry
        for entry, session in zip(made, sessions, strict=True)
    ]
    stamps = ical.Stamps(created_at=event.changed_at, modified_at=event.changed_at, sequence=0)
    zone = str(event.timezone)
    moments = [at for entry in made for at in (entry.starts_at, entry.ends_at)]
    about = ical.Calendar(event.name, event.tagline, zone, event.site_url, event.accent)
    banner = ical.banner(entries.banner_of(event, modified_at=event.changed_at))
    fragments = [banner, *(ical.vevent(entry, stamps) for entry in made)]
    return Body(ical.calendar(about, fragments, {zone: (min(moments), max(moments))} if moments else {}))


def session_calendar(session: Session) -> Body:
    """One session that everybody may see and that has a time, to be imported."""
    row, banner = session.publication, session.event.banner
    return Body(ical.calendar(calendar_of(banner), [bytes(row.public_vevent)], zones_of([banner], [row])))
