"""The published schedule as files: the same for everybody, signed in or not, and never with an access link."""

from time import monotonic

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from schedule import filters
from schedule.memory import Body, Memory
from schedule.models import Event, Session
from schedule.services import calendars
from schedule.services.exports import FORMATS, export_of
from schedule.services.publish import rendering
from schedule.services.snapshots import SECONDS
from schedule.views.answers import before_sessions, public_file

bodies = Memory()


@before_sessions(to="everyone")
@require_safe
def event_export(request, event, format):
    """All sessions, or those that the list's filters leave (what they do not know leaves none)."""
    event = _published(event)
    selection = filters.selection_from(request.GET.getlist)
    query = " ".join(filters.cleaned([request.GET.get("q", "")]))
    chosen = ((name, *values) for name, values in sorted(selection.items()))
    key = (event.pk, event.version, rendering(), int(monotonic() // SECONDS), format, query, *chosen)
    body = bodies.made(key, lambda: export_of(event, format, selection=selection, query=query))
    return _file(request, body, event, format, name=event.slug)


@before_sessions(to="everyone")
@require_safe
def session_ics(request, event, slug):
    """One session, for those who want just this in their calendar. Without a time there is nothing to give."""
    rows = Session.objects.visible_to(None).scheduled().select_related("event__banner", "publication")
    session = get_object_or_404(rows, event__slug=event, slug=slug)
    if not hasattr(session, "publication") or not hasattr(session.event, "banner"):
        raise Http404
    return _file(request, calendars.session_calendar(session), session.event, "ics", name=session.slug)


def _published(slug: str) -> Event:
    events = Event.objects.published().select_related("banner").defer("description")
    return get_object_or_404(events.filter(banner__isnull=False), slug=slug)


def _file(request, body: Body, event: Event, format: str, *, name: str):
    form = FORMATS[format]
    response = public_file(request, body, content_type=form.media_type, last_modified=event.changed_at)
    response["Content-Disposition"] = (
        f'{"attachment" if form.is_download else "inline"}; filename="{name}.{form.ending}"'
    )
    return response
