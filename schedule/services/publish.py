"""The one service that ends every write: what attendees can see now is compared with what they were last shown.

For each session that differs it writes the revision, the calendar entry with its stamps, and change records; and it
gives the event a new version token, so that every cached page and feed is seen to be old.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from schedule.exporters import ical
from schedule.models import Banner, Change, Event, Publication, Session
from schedule.models.event import new_version
from schedule.services import entries
from schedule.services.stamps import risen
from schedule.visibility import PUBLIC_STATUSES


class WrongEvent(ValidationError):
    """A session refers to a room, track, tag or speaker of another event."""


@transaction.atomic
def publish(event: Event, *, at: datetime | None = None) -> Event:
    """Take up everything that changed in this event, and return the event as it now stands.

    `at` is the moment of the change, now unless given. Stamps have whole seconds and always rise, so that two changes
    within a second are both seen. Raises WrongEvent, and with it undoes the caller's write, when a session refers to
    something of another event. Harmless to repeat.
    """
    at = (at or timezone.now()).replace(microsecond=0)
    event = Event.objects.select_for_update().get(pk=event.pk)
    before = {row.session_id: row for row in Publication.objects.filter(session__event=event)}
    rows, changes, revised = [], [], []
    for session in Session.objects.filter(event=event).for_display().prefetch_related("attachments"):
        _refuse_foreign(session)
        old = before.get(session.pk)
        new = _next(session, event, old, at)
        if new is None:
            continue
        rows.append(new)
        was, now = _Shown.of(old, at).entry if old else None, _Shown.of(new, at).entry
        if was is None or ical.unstamped(was) != ical.unstamped(now):
            session.revision += 1
            revised.append(session)
        if before:
            # Without the link, which takes a room's place in an online session once it is open.
            before_it = ical.Entry.from_json(old.entry) if old else None
            changes += _changes(event, session, before_it, ical.Entry.from_json(new.entry), at)
    Publication.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["session"],
        update_fields=[
            *("entry", "vevent", "sequence", "modified_at", "moved_from", "opens_at"),
            *("opened_entry", "opened_vevent", "opened_sequence", "opened_modified_at"),
        ],
    )
    Session.objects.bulk_update(revised, ["revision"], batch_size=200)
    Change.objects.bulk_create(changes)
    if event.is_published:
        _publish_banner(event, at)
    event.version = new_version()
    event.changed_at = risen(at, event.changed_at)
    event.save(update_fields=["version", "changed_at"])
    return event


@dataclass(frozen=True)
class _Shown:
    """What a reader's calendar holds at a moment."""

    entry: ical.Entry
    stamps: ical.Stamps

    @classmethod
    def of(cls, row: Publication, at: datetime) -> Self:
        entry, modified_at, sequence = row.entry, row.modified_at, row.sequence
        if row.opened_modified_at is not None and row.has_opened_since(at):
            entry, modified_at, sequence = row.opened_entry, row.opened_modified_at, row.opened_sequence
        elif row.opened_entry is not None and row.opened_vevent is None:
            entry = row.opened_entry  # it was open when published
        return cls(ical.Entry.from_json(entry), ical.Stamps(row.created_at, modified_at, sequence))


def _next(session: Session, event: Event, before: Publication | None, at: datetime) -> Publication | None:
    """The publication that this session should have now, or None when the one it has is right."""
    is_public = event.is_published and session.status in PUBLIC_STATUSES and session.starts_at is not None
    opens_at, opened, moved_from = None, None, before.moved_from if before else None
    if is_public:
        if before is not None:
            was_at = ical.Entry.from_json(before.entry).starts_at
            if session.starts_at != was_at:
                moved_from = moved_from or was_at  # where it was at first, however often it moved since
            if session.starts_at == moved_from:
                moved_from = None
        entry = entries.entry_of(session, event, moved_from=moved_from)
        if session.access_url and not session.is_cancelled:
            opens_at = session.link_opens_at
            opened = entries.with_link(entry, session, event)
    elif before is not None:
        entry = replace(ical.Entry.from_json(before.entry), is_cancelled=True)
    else:
        return None
    if before is not None and _is_same(before, entry, opened, opens_at):
        return None
    return _stamped(session, before, entry, opened, opens_at, moved_from, at)


def _is_same(before: Publication, entry: ical.Entry, opened: ical.Entry | None, opens_at: datetime | None) -> bool:
    stored = (before.entry, before.opened_entry, before.opens_at)
    return stored == (entry.to_json(), opened and opened.to_json(), opens_at)


def _stamped(session, before, entry, opened, opens_at, moved_from, at) -> Publication:
    """Stamps for what is shown now, and for what will be shown from `opens_at` on."""
    is_open = opens_at is not None and opens_at <= at
    now = opened if is_open else entry
    stamps = ical.Stamps(created_at=at, modified_at=at, sequence=0)
    if before is not None:
        shown = _Shown.of(before, at)
        is_same = ical.unstamped(now) == ical.unstamped(shown.entry)
        stamps = shown.stamps if is_same else _raised(shown.stamps, shown.entry, now, at)
    row = Publication(
        session=session,
        entry=entry.to_json(),
        vevent=ical.vevent(now, stamps),
        sequence=stamps.sequence,
        created_at=stamps.created_at,
        modified_at=stamps.modified_at,
        moved_from=moved_from,
        opens_at=opens_at,
        opened_entry=opened and opened.to_json(),
    )
    if opened is not None and not is_open:
        later = _raised(stamps, entry, opened, opens_at)
        row.opened_vevent = ical.vevent(opened, later)
        row.opened_sequence, row.opened_modified_at = later.sequence, later.modified_at
    return row


def _raised(stamps: ical.Stamps, old: ical.Entry, new: ical.Entry, at: datetime) -> ical.Stamps:
    """RFC 5545 3.8.7.4: SEQUENCE rises when time, place or status differ; LAST-MODIFIED whenever anything does."""
    step = ical.timing_lines(old) != ical.timing_lines(new)
    return ical.Stamps(stamps.created_at, risen(at, stamps.modified_at), stamps.sequence + step)


def _publish_banner(event: Event, at: datetime) -> None:
    before = Banner.objects.filter(event=event).first()
    if before is not None:
        if bytes(before.vevent) == ical.banner(entries.banner_of(event, modified_at=before.modified_at)):
            return
        at = risen(at, before.modified_at)
    vevent = ical.banner(entries.banner_of(event, modified_at=at))
    Banner(event=event, name=event.name, tagline=event.tagline, vevent=vevent, modified_at=at).save()


def _changes(event: Event, session: Session, old: ical.Entry | None, new: ical.Entry, at: datetime) -> list[Change]:
    """What to tell attendees; `old` is None for a session that they had not seen."""
    kinds: list[tuple[str, str, str]] = []
    if old is None:
        kinds.append((Change.Kind.ADDED, "", entries.when(event, new.starts_at)))
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
    parts = [session.room, session.track, *session.tags.all(), *(a.speaker for a in session.appearances.all())]
    for part in parts:
        if part is not None and part.event_id != session.event_id:
            raise WrongEvent(f"“{session.title}” cannot have “{part}”, which belongs to another event.")
