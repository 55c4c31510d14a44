"""What calendars of every kind are joined from: finished entries in their order, the words above them, their zones."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Protocol

from django.conf import settings

from schedule.exporters import ical
from schedule.memory import Body
from schedule.models import Event, Publication, Session


def calendar_of(event: Event | None, *, name: str) -> ical.Calendar:
    """What a calendar of this event, or of all, says of itself. `name` is for where attendees know no event's."""
    if event is None:
        return ical.Calendar(name=name, url=settings.SITE_URL + "/")
    published = getattr(event, "banner", None)  # the words that attendees know, whatever an organiser drafts since
    return ical.Calendar(
        name=published.name if published else name,
        description=published.tagline if published else "",
        zone=str(event.timezone),
        url=f"{event.site_url}mine/",
        color=event.accent,
    )


class Timed(Protocol):
    """What has times in a zone: a publication, or what a feed reads of one."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def zone(self) -> str: ...


def zones_of(events: Iterable[Event], rows: Iterable[Timed]) -> dict[str, tuple[datetime, datetime]]:
    """Each zone used with its first and last moment; an event's days count, so that a bookmark more changes nothing."""
    moments: dict[str, list[datetime]] = {}
    for row in rows:
        moments.setdefault(row.zone, []).extend((row.starts_at, row.ends_at))
    for event in events:
        if str(event.timezone) in moments:
            moments[str(event.timezone)] += [
                datetime.combine(day, time(12), UTC) for day in (event.starts_on, event.ends_on)
            ]
    return {zone: (min(times), max(times)) for zone, times in sorted(moments.items())}


def event_calendar(event: Event, *, sessions: Collection[int] | None = None) -> Body:
    """The published schedule as everybody may read it: no access links, and nothing that was withdrawn.

    With `sessions`, only those with these keys. `event` is published, with its banner.
    """
    rows = Publication.objects.filter(session__in=Session.objects.visible_to(None).scheduled().filter(event=event))
    rows = rows.order_by("starts_at", "session__guid").only("starts_at", "ends_at", "zone", "public_vevent")
    chosen = [row for row in rows if sessions is None or row.pk in sessions]
    fragments = [bytes(event.banner.vevent), *(bytes(row.public_vevent) for row in chosen)]
    about = replace(calendar_of(event, name=event.name), url=event.site_url)
    return Body(ical.calendar(about, fragments, zones_of([event], chosen)))


def session_calendar(session: Session) -> Body:
    """One session that everybody may see and that has a time, to be imported."""
    row = session.publication
    about = replace(calendar_of(session.event, name=session.event.name), url=session.event.site_url)
    return Body(ical.calendar(about, [bytes(row.public_vevent)], zones_of([session.event], [row])))
