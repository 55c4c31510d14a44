"""The one service that ends every write: what attendees can see now is compared with what they were last shown.

For each session that differs it writes the revision, the calendar entry with its stamps, and change records; and it
gives the event a new version token, so that every cached page and feed is seen to be old.
"""

from datetime import datetime
from itertools import count

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from schedule.exporters import ical
from schedule.models import Banner, Change, Event, Publication, Session
from schedule.models.event import new_version
from schedule.services import entries, search
from schedule.services.publications import WRITTEN, Revision, revision_of
from schedule.services.stamps import moment_of_change, risen

MOST_NUMBER = 2_147_483_647  # of a PositiveIntegerField


class WrongEvent(ValidationError):
    """A session refers to a room, track, tag or speaker of another event."""


def rendering() -> str:
    """What entries are rendered by besides their data. Events that were by another are published anew by `migrate`."""
    return f"{settings.RELEASE} {settings.SITE_URL}"


@transaction.atomic
def publish(event: Event, *, at: datetime | None = None) -> Event:
    """Take up everything that changed in this event, and return the event as it now stands.

    `at` is the moment of the change, now unless given. Stamps have whole seconds and always rise, so that two changes
    within a second are both seen. Raises WrongEvent, and with it undoes the caller's write, when a session refers to
    something of another event. Harmless to repeat.
    """
    event = Event.objects.locked().get(pk=event.pk)
    at = at or timezone.now()  # only now: who waits for another's write comes after it
    before = {row.session_id: row for row in Publication.objects.filter(session__event=event)}
    revisions = []
    sessions = list(Session.objects.filter(event=event).for_display().prefetch_related("attachments"))
    numbered = _give_numbers(sessions)
    for session in sessions:
        _refuse_foreign(session)
        if revision := revision_of(session, event, before.get(session.pk), at):
            revisions.append(revision)
    Publication.objects.bulk_create(
        [revision.row for revision in revisions],
        update_conflicts=True,
        unique_fields=["session"],
        update_fields=WRITTEN,
    )
    revised = [revision.row.session for revision in revisions if revision.is_visible]
    for session in revised:
        session.revision += 1
    timeless = _timeless(revisions)
    changes = [change for revision in revisions for change in _changes(event, revision, timeless, at)] if before else []
    written = {session.pk: session for session in (*revised, *numbered)}
    Session.objects.bulk_update(written.values(), ["revision", "number"], batch_size=200)
    Change.objects.bulk_create(changes)
    search.index(event, sessions)
    if event.is_published:
        _publish_banner(event, at)
    event.version = new_version()
    event.changed_at = moment_of_change(at)
    event.rendered_by = rendering()
    stamps = {"version": event.version, "changed_at": event.changed_at, "rendered_by": event.rendered_by}
    Event.objects.filter(pk=event.pk).update(**stamps)  # unlike `save`, leaves no history: nobody edited these
    return event


def _give_numbers(sessions: list[Session]) -> list[Session]:
    """Those that have none get the next ones, in their order."""
    unnumbered = [session for session in sessions if session.number is None]
    last = max((session.number for session in sessions if session.number is not None), default=0)
    if last + len(unnumbered) > MOST_NUMBER:  # a file had one that leaves no room above it
        last = 0
    taken = {session.number for session in sessions}
    free = (number for number in count(last + 1) if number not in taken)
    for session, number in zip(unnumbered, free, strict=False):
        session.number = number
    return unnumbered


def _publish_banner(event: Event, at: datetime) -> None:
    before = Banner.objects.filter(event=event).first()
    modified_at = before.modified_at if before else at.replace(microsecond=0)
    vevent = ical.banner(entries.banner_of(event, modified_at=modified_at))
    if before is not None and vevent != bytes(before.vevent):
        modified_at = risen(at, modified_at)
        vevent = ical.banner(entries.banner_of(event, modified_at=modified_at))
    Banner(
        event=event,
        name=event.name,
        tagline=event.tagline,
        zone=str(event.timezone),
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        url=event.site_url,
        accent=event.accent,
        vevent=vevent,
        modified_at=modified_at,
    ).save()


def _timeless(revisions: list[Revision]) -> set[int]:
    """Of the sessions that take place again those that had only lost their time, as attendees were told."""
    restored = [each.row.session for each in revisions if each.old and each.old.is_cancelled > each.new.is_cancelled]
    if not restored:
        return set()
    told = Change.objects.filter(session__in=restored, kind__in=[Change.Kind.MOVED, Change.Kind.CANCELLED])
    last = {change.session_id: change for change in told.order_by("at", "pk")}
    return {pk for pk, change in last.items() if change.kind == Change.Kind.MOVED and not change.new}


def _changes(event: Event, revision: Revision, timeless: set[int], at: datetime) -> list[Change]:
    """What to tell attendees. A session that loses its time is cancelled in calendars, and here to be announced."""
    old, new = revision.old, revision.new
    session = revision.row.session
    kinds: list[tuple[str, str, str]] = []
    if old is None:
        kinds.append((Change.Kind.ADDED, "", entries.when(event, new.starts_at)))
    elif session.status == session.Status.PUBLISHED and session.starts_at is None:
        if not old.is_cancelled:
            kinds.append((Change.Kind.MOVED, _span(event, old), ""))
    elif session.pk in timeless:
        kinds.append((Change.Kind.MOVED, "", _span(event, new)))
    else:
        if old.is_cancelled != new.is_cancelled:
            kinds.append((Change.Kind.CANCELLED if new.is_cancelled else Change.Kind.RESTORED, "", ""))
        if (old.starts_at, old.ends_at) != (new.starts_at, new.ends_at):
            kinds.append((Change.Kind.MOVED, _span(event, old), _span(event, new)))
        if old.location != new.location:
            kinds.append((Change.Kind.ROOM, old.location, new.location))
        if old.summary != new.summary:
            kinds.append((Change.Kind.RENAMED, old.summary, new.summary))
    return [
        Change(event=event, session=session, kind=kind, title=new.summary, old=before, new=after, at=at)
        for kind, before, after in kinds
    ]


def _span(event: Event, entry: ical.Entry) -> str:
    return f"{entries.when(event, entry.starts_at)} to {event.local(entry.ends_at):%H:%M}"


def _refuse_foreign(session: Session) -> None:
    parts = [session.room, session.track, *session.labels, *(a.speaker for a in session.people)]
    for part in parts:
        if part is not None and part.event_id != session.event_id:
            raise WrongEvent(f"“{session.title}” cannot have “{part}”, which belongs to another event.")
