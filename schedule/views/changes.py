"""What changed in a schedule: the page, and the same for feed readers."""

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_safe

from schedule.changes import days_of, line_of
from schedule.exporters.atom import MEDIA_TYPE, Entry, Feed, atom, stable_id
from schedule.memory import Body, Memory
from schedule.models import Change
from schedule.services.changes import MOST, newest_changes
from schedule.services.snapshots import Snapshot, snapshot_of
from schedule.views.answers import before_sessions, public_file
from schedule.views.kept import event_page
from schedule.views.meta import page_meta

bodies: Memory[Body] = Memory()


@event_page(clock=False)
def changes(request, visit):
    """What moved, was cancelled, renamed or added, by day, newest first; in the event's zone, as the records are."""
    found, has_more = newest_changes(visit.snapshot, visit.user)
    event = visit.event
    context = {
        "tab": "changes",
        "days": days_of(found, zone=event.timezone),
        "most": MOST if has_more else None,
        "zone": event.timezone,
        **page_meta("Changes", f"What moved, was cancelled or was added in the schedule of {event.name}."),
    }
    return visit.page("schedule/changes.html", context)


@before_sessions(to="everyone")
@require_safe
def changes_atom(request, event):
    """What everybody may know of it, whoever asks."""
    snapshot = snapshot_of(event, None)
    if snapshot is None:
        raise Http404
    body = bodies.made(snapshot.key, lambda: Body(atom(_feed(snapshot))))
    return public_file(request, body, content_type=MEDIA_TYPE, last_modified=snapshot.event.changed_at)


def _feed(snapshot: Snapshot) -> Feed:
    event, (found, _) = snapshot.event, newest_changes(snapshot, None)
    return Feed(
        id=stable_id(event.guid, "changes"),
        title=f"{event.name}: changes",
        author=event.name,
        updated=event.changed_at,
        self_url=settings.SITE_URL + reverse("changes_atom", args=[event.slug]),
        url=settings.SITE_URL + reverse("changes", args=[event.slug]),
        entries=[_entry(snapshot, change) for change in found],
    )


def _entry(snapshot: Snapshot, change: Change) -> Entry:
    """With the title that the session had then: what was once told does not change."""
    line = line_of(change)
    return Entry(
        id=stable_id(snapshot.event.guid, f"change {change.pk}"),
        title=f"{line.label}: {change.title}",
        updated=change.at,
        url=change.session.site_url,
        summary=line.words or line.label,
    )
