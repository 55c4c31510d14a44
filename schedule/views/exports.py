"""The published schedule as files: the same for everybody, signed in or not, and never with an access link."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from schedule import filters
from schedule.memory import Body, Memory
from schedule.models import Event, Session
from schedule.services import calendars
from schedule.services.publish import rendering
from schedule.views.answers import ICALENDAR, before_sessions, conditional

bodies = Memory()


@before_sessions(to="everyone")
@require_safe
def event_ics(request, event):
    """All sessions, or those that the list's filters leave (what they do not know leaves none)."""
    event = _published(event)
    selection = filters.selection_from(request.GET.getlist)
    key = (event.pk, event.version, rendering(), *((name, *values) for name, values in sorted(selection.items())))
    body = bodies.get(key)
    if body is None:
        chosen = _chosen(event, selection) if selection else None
        body = bodies.keep(key, calendars.event_calendar(event, sessions=chosen))
    return _calendar(request, body, event, name=event.slug)


@before_sessions(to="everyone")
@require_safe
def session_ics(request, event, slug):
    """One session, for those who want just this in their calendar. Without a time there is nothing to give."""
    rows = Session.objects.visible_to(None).scheduled().select_related("event__banner", "publication")
    session = get_object_or_404(rows, event__slug=event, slug=slug)
    if not hasattr(session, "publication") or not hasattr(session.event, "banner"):
        raise Http404
    return _calendar(request, calendars.session_calendar(session), session.event, name=session.slug)


def _published(slug: str) -> Event:
    events = Event.objects.published().select_related("banner").defer("description")
    return get_object_or_404(events.filter(banner__isnull=False), slug=slug)


def _chosen(event: Event, selection: filters.Selection) -> set[int]:
    sessions = Session.objects.visible_to(None).scheduled().filter(event=event).for_display()
    result = filters.filtered(sessions, selection, zone=event.timezone, day_starts_at=event.day_starts_at)
    return {session.pk for session in result.sessions}


def _calendar(request, body: Body, event: Event, *, name: str):
    response = conditional(
        request,
        body,
        content_type=ICALENDAR,
        etag=body.etag,
        last_modified=event.changed_at,
        cache_control="public, no-cache",
    )
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    # Anybody's page may read what anybody may read; nothing of the reader's goes along.
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
