"""Changing many sessions at once: one transaction, and each event published once."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from schedule.models import Event, Room, Session, Tag, Track
from schedule.services.history import record
from schedule.services.publish import publish


@transaction.atomic
def save_fields(*, sessions: Iterable[Session], fields: Iterable[str], by=None, reason: str = "") -> None:
    """Store what has been set on these sessions, of whichever events.

    `by` and `reason` go into the history; without `by` it is who sent the request.
    """
    rows = list(sessions)
    for row in rows:
        row.updated_at = timezone.now()
    Session.objects.bulk_update(rows, [*fields, "updated_at"], batch_size=200)
    record(rows, "~", by=by, reason=reason)
    _publish(rows)


def set_status(*, sessions: Iterable[Session], status: str, by=None, reason: str = "") -> list[Session]:
    """Give these sessions a status; return those that had another. Repeating it is harmless."""
    return _set(sessions, "status", status, by=by, reason=reason)


def set_room(*, sessions: Iterable[Session], room: Room | None) -> list[Session]:
    return _set(sessions, "room", room)


def set_track(*, sessions: Iterable[Session], track: Track | None) -> list[Session]:
    return _set(sessions, "track", track)


def move(*, sessions: Iterable[Session], minutes: int) -> list[Session]:
    """Later by so many minutes, or earlier by a negative number; return those that have a time."""
    moved, later = [], timedelta(minutes=minutes)
    for session in sessions:
        if session.starts_at is None or session.ends_at is None:
            continue
        moved.append(session)
        session.starts_at, session.ends_at = session.starts_at + later, session.ends_at + later
    save_fields(sessions=moved, fields=["starts_at", "ends_at"])
    return moved


def swap(*, one: Session, other: Session) -> None:
    """Each gets the other's times and room."""
    slots = [(each.starts_at, each.ends_at, each.room) for each in (other, one)]
    for session, (starts_at, ends_at, room) in zip((one, other), slots, strict=True):
        session.starts_at, session.ends_at, session.room = starts_at, ends_at, room
    save_fields(sessions=[one, other], fields=["starts_at", "ends_at", "room"])


@transaction.atomic
def add_tag(*, sessions: Iterable[Session], tag: Tag) -> list[Session]:
    """Return those that did not have it."""
    having = set(Session.objects.filter(tags=tag).values_list("pk", flat=True))
    without = [session for session in sessions if session.pk not in having]
    through = Session.tags.through
    through.objects.bulk_create([through(session_id=session.pk, tag_id=tag.pk) for session in without])
    record(without, "~")
    _publish(without)
    return without


@transaction.atomic
def delete_tags(*, tags: Iterable[Tag]) -> None:
    """Delete them, and write into the history of the sessions that had them that they have not any more."""
    rows = list(tags)
    sessions = list(Session.objects.filter(tags__in=rows).distinct())
    for tag in rows:
        tag.delete()
    record(sessions, "~")
    _publish(sessions)


def _set(sessions: Iterable[Session], name: str, value, **noted) -> list[Session]:
    changed = [session for session in sessions if getattr(session, name) != value]
    for session in changed:
        setattr(session, name, value)
    save_fields(sessions=changed, fields=[name], **noted)
    return changed


def _publish(sessions: list[Session]) -> None:
    for event in Event.objects.filter(sessions__in=[row.pk for row in sessions]).distinct().order_by("pk"):
        publish(event)
