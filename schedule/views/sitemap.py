"""The sitemap: an index of the published events, and one file for each with all its pages."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_safe

from schedule.exporters.sitemap import sitemap, sitemap_index
from schedule.memory import Body, Memory
from schedule.models import Event
from schedule.services.snapshots import Snapshot, snapshot_of
from schedule.views.answers import before_sessions, public_file

XML = "application/xml"
# Pages that every event has.
PAGES = ("event", "grid", "now", "speakers", "rooms", "changes")

bodies: Memory[Body] = Memory()


@before_sessions(to="everyone")
@require_safe
def site_sitemap(request):
    """Without a Last-Modified, which would fall when the event that changed last is hidden."""
    events = Event.objects.published().order_by("slug").values_list("slug", "changed_at")
    body = Body(sitemap_index((_url("sitemap", slug), changed_at) for slug, changed_at in events))
    return public_file(request, body, content_type=XML, last_modified=None)


@before_sessions(to="everyone")
@require_safe
def event_sitemap(request, event):
    snapshot = snapshot_of(event, None)
    if snapshot is None:
        raise Http404
    body = bodies.made(snapshot.key, lambda: Body(sitemap(_pages(snapshot))))
    return public_file(request, body, content_type=XML, last_modified=snapshot.event.changed_at)


def _pages(snapshot: Snapshot) -> Iterator[tuple[str, datetime | None]]:
    """A session says itself when it changed; a page of several may have changed with any of what it shows."""
    event = snapshot.event
    yield from ((_url(name, event.slug), event.changed_at) for name in PAGES)
    if snapshot.has_board:  # which changes with every topic, so that the event's date would be wrong
        yield _url("bofs", event.slug), None
    yield from ((session.site_url, session.updated_at) for session in snapshot.sessions)
    yield from ((_url("speaker", event.slug, each.slug), event.changed_at) for each in snapshot.sessions_by_speaker)
    yield from ((_url("room", event.slug, room.slug), event.changed_at) for room in snapshot.rooms)


def _url(name: str, *parts: str) -> str:
    return settings.SITE_URL + reverse(name, args=parts)
